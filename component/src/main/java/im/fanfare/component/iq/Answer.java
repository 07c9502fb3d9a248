package im.fanfare.component.iq;

import im.fanfare.stanza.Iq;
import im.fanfare.stanza.XmlElement;
import java.util.ArrayList;
import java.util.List;

/**
 * What is sent back for a request.
 *
 * @param ahead what the requester has to have before the answer, in this order
 */
public record Answer(List<XmlElement> ahead, Iq iq) {
    public Answer {
        ahead = List.copyOf(ahead);
    }

    public static Answer of(Iq iq) {
        return new Answer(List.of(), iq);
    }

    List<XmlElement> stanzas() {
        List<XmlElement> stanzas = new ArrayList<>(ahead);
        stanzas.add(iq.toElement());
        return stanzas;
    }
}
