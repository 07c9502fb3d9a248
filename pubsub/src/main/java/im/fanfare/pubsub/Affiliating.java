package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An owner looks at and changes who is what to a node: XEP-0060 §8.9. */
final class Affiliating {
    static Decision list(NodeView node, NodeCommand.ListAffiliations list) {
        return node.affiliationOf(list.requester().bare()) == Affiliation.OWNER
                ? new Decision.FetchAffiliations()
                : Decision.refuse(PubSubError.FORBIDDEN);
    }

    static Decision change(NodeView node, NodeCommand.ChangeAffiliations change) {
        if (node.affiliationOf(change.requester().bare()) != Affiliation.OWNER) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        Set<Jid> owners = new HashSet<>(node.state().owners());
        List<NodeEvent> events = new ArrayList<>();
        for (Map.Entry<Jid, Affiliation> wanted : change.changes().entrySet()) {
            Jid jid = wanted.getKey();
            Affiliation affiliation = wanted.getValue();
            if (affiliation == node.affiliationOf(jid)) {
                continue;
            }
            if (!node.affiliationOf(jid).mayBecome(affiliation)) {
                return refuse(node, change, PubSubError.NOT_ACCEPTABLE);
            }
            if (affiliation == Affiliation.OWNER) {
                owners.add(jid);
            } else {
                owners.remove(jid);
            }
            events.add(new NodeEvent.AffiliationChanged(jid, affiliation));
            if (Access.refusal(node, affiliation).isPresent()) {
                node.subscriptionsOf(jid).forEach(ended -> events.add(new NodeEvent.Unsubscribed(ended)));
            }
        }
        if (owners.isEmpty()) {
            return refuse(node, change, PubSubError.LAST_OWNER);
        }
        return Decision.change(events, new NodeReply.Done());
    }

    /** §8.9.2.4: what is not named in the error would count as done, so all of them are. */
    private static Decision refuse(NodeView node, NodeCommand.ChangeAffiliations change, PubSubError error) {
        Map<Jid, Affiliation> present = new LinkedHashMap<>();
        change.changes().keySet().forEach(jid -> present.put(jid, node.affiliationOf(jid)));
        return Decision.answer(new NodeReply.AffiliationsRefused(error, present));
    }

    private Affiliating() {}
}
