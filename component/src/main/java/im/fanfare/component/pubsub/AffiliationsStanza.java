package im.fanfare.component.pubsub;

import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code <affiliations/>} and its answers: one's own, XEP-0060 §5.7; those to one's node, §8.9. */
final class AffiliationsStanza {
    /** §5.7; a node that is named is a filter, no matter whether there is one. */
    static XmlElement writeOwn(PubSubRequest request, Map<NodeId, Affiliation> affiliations) {
        Optional<NodeId> wanted = request.named();
        Map<NodeId, Affiliation> own = new TreeMap<>(affiliations);
        own.values().removeIf(affiliation -> affiliation == Affiliation.NONE);
        own.keySet().removeIf(node -> !wanted.map(node::equals).orElse(true));
        return PubSubStanza.wrap(
                request,
                XmlElement.of("affiliations", PubSubStanza.NS),
                List.copyOf(own.entrySet()),
                entry -> XmlElement.of("affiliation", PubSubStanza.NS)
                        .with("node", entry.getKey().name())
                        .with("affiliation", entry.getValue().word()),
                entry -> entry.getKey().name());
    }

    static NodeCommand.ListAffiliations parseGet(PubSubRequest request) {
        return new NodeCommand.ListAffiliations(request.node(), request.requester());
    }

    static XmlElement write(PubSubRequest request, NodeReply.Affiliations affiliations) {
        Map<Jid, Affiliation> sorted = new TreeMap<>(affiliations.affiliations());
        sorted.values().removeIf(affiliation -> affiliation == Affiliation.NONE); // §8.9.1.2
        return PubSubStanza.wrap(
                request,
                list(request),
                List.copyOf(sorted.entrySet()),
                entry -> entry(entry.getKey(), entry.getValue()),
                entry -> entry.getKey().toString());
    }

    static NodeCommand.ChangeAffiliations parseSet(PubSubRequest request) {
        Map<Jid, Affiliation> changes = new LinkedHashMap<>();
        for (XmlElement affiliation : request.verb().children("affiliation", PubSubStanza.OWNER)) {
            Jid jid = PubSubRequest.jid(affiliation).bare(); // §4.1
            // §8.9.2.1: without an affiliation nothing is to change.
            affiliation.attribute("affiliation").map(AffiliationsStanza::parse).ifPresent(wanted -> {
                if (changes.put(jid, wanted) != null) {
                    throw new BadRequest(PubSubError.BAD_REQUEST); // §8.9.2.4
                }
            });
        }
        return new NodeCommand.ChangeAffiliations(request.node(), request.requester(), changes);
    }

    private static Affiliation parse(String word) {
        return Affiliation.parse(word).orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST));
    }

    /** §8.9.2.4. */
    static XmlElement writeRefused(PubSubRequest request, NodeReply.AffiliationsRefused refused) {
        List<XmlElement> entries = new ArrayList<>();
        refused.present().forEach((jid, affiliation) -> entries.add(entry(jid, affiliation)));
        return list(request).with(entries);
    }

    private static XmlElement list(PubSubRequest request) {
        return XmlElement.of("affiliations", PubSubStanza.OWNER)
                .with("node", request.node().name());
    }

    private static XmlElement entry(Jid jid, Affiliation affiliation) {
        return XmlElement.of("affiliation", PubSubStanza.OWNER)
                .with("jid", jid.toString())
                .with("affiliation", affiliation.word());
    }

    private AffiliationsStanza() {}
}
