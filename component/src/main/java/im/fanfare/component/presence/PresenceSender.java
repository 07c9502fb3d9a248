package im.fanfare.component.presence;

import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The way to the host servers, whichever member has the links. */
public interface PresenceSender {
    /**
     * Sends stanzas of a service, each to the host server that has its addressee, in turn with notifications. Done when the
     * host servers have taken them; it fails only when this member stops serving.
     */
    CompletionStage<Void> send(String service, List<XmlElement> stanzas);
}
