package im.fanfare.fanout;

import im.fanfare.pubsub.Jid;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Who is available, as the fan-out sees it; the edge hears of presence: RFC 6121 §4. */
public interface Availability {
    /**
     * Those of these who are available to a service: a bare JID with any of its resources, a full one with that. Of whom
     * nobody knows, is among them: better told than lost.
     */
    CompletionStage<List<Jid>> available(String service, List<Jid> jids);
}
