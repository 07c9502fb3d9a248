package im.fanfare.pubsub;

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
        Changes changes = new Changes(node, change.requester());
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
            changes.affiliate(jid, affiliation);
            if (Access.refusal(node, affiliation).isPresent()) {
                node.subscriptionsOf(jid).forEach(changes::unsubscribe);
                pendingOf(node, jid).forEach(changes::deny);
            } else if (losesAccess(node, jid, affiliation)) {
                node.subscriptionsOf(jid).forEach(changes::unsubscribe); // §15.3: to be approved anew
            } else if (node.state().config().accessModel().admits(affiliation)) {
                pendingOf(node, jid).forEach(changes::approve); // §8.7.4
            }
        }
        if (owners.isEmpty()) {
            return refuse(node, change, PubSubError.LAST_OWNER);
        }
        return Decision.change(changes.events(), new NodeReply.Done());
    }

    /** Whether the access model let somebody in as what they were, and would no longer. */
    private static boolean losesAccess(NodeView node, Jid jid, Affiliation after) {
        AccessModel model = node.state().config().accessModel();
        return model.admits(node.affiliationOf(jid)) && !model.admits(after);
    }

    private static List<PendingSubscription> pendingOf(NodeView node, Jid bare) {
        return node.pendingSubscriptions().stream()
                .filter(pending -> pending.subscriber().bare().equals(bare))
                .toList();
    }

    /** §8.9.2.4: what is not named in the error would count as done, so all of them are. */
    private static Decision refuse(NodeView node, NodeCommand.ChangeAffiliations change, PubSubError error) {
        Map<Jid, Affiliation> present = new LinkedHashMap<>();
        change.changes().keySet().forEach(jid -> present.put(jid, node.affiliationOf(jid)));
        return Decision.answer(new NodeReply.AffiliationsRefused(error, present));
    }

    private Affiliating() {}
}
