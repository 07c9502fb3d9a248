package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.HashSet;
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
            if (affiliation == Affiliation.OWNER) {
                owners.add(jid);
            } else {
                owners.remove(jid);
            }
            events.add(new NodeEvent.AffiliationChanged(jid, affiliation));
            if (!maySubscribe(node.state().config(), affiliation)) {
                node.subscriptionsOf(jid).forEach(ended -> events.add(new NodeEvent.Unsubscribed(ended)));
            }
        }
        if (owners.isEmpty()) {
            return Decision.refuse(PubSubError.LAST_OWNER);
        }
        return Decision.change(events, new NodeReply.Done());
    }

    private static boolean maySubscribe(NodeConfig config, Affiliation affiliation) {
        return affiliation.may(Privilege.SUBSCRIBE) && config.accessModel().admits(affiliation);
    }

    private Affiliating() {}
}
