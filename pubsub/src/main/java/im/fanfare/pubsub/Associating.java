package im.fanfare.pubsub;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Put nodes into collections, and take them out: XEP-0248 §7.2, §7.5 and §7.6. */
final class Associating {
    /** Of one node. Whatever happens to it goes the way of a publication in each of them. */
    static final int MOST_PARENTS = 16;

    /** Whether a collection takes a node, as far as it alone can say. */
    static Decision admit(NodeView collection, NodeCommand.Admit admit) {
        NodeConfig config = collection.state().config();
        if (!config.isCollection()) {
            return Decision.refuse(PubSubError.NO_SUCH_GRAPH); // §7.2.3.1
        }
        Jid requester = admit.requester().bare();
        boolean owns = collection.affiliationOf(requester) == Affiliation.OWNER;
        boolean barred = collection.affiliationOf(requester) == Affiliation.OUTCAST;
        return barred || !owns && !config.admitsChildrenOf(requester)
                ? Decision.refuse(PubSubError.FORBIDDEN) // §7.2.3.2
                : Decision.answer(new NodeReply.Description(collection.state(), collection.subscribers()));
    }

    static Decision decide(NodeView node, NodeCommand.ChangeParents change) {
        boolean isService = change.requester().equals(node.state().id().serviceJid());
        if (!isService && !node.affiliationOf(change.requester().bare()).may(Privilege.CONFIGURE)) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        if (!node.state().parents().keySet().containsAll(change.parents().out())) {
            return Decision.refuse(PubSubError.BAD_REQUEST); // §7.6.3.1
        }
        Changes changes = new Changes(node, change.requester());
        return move(node, change.parents(), changes)
                ? Decision.change(changes.events(), new NodeReply.Done())
                : Decision.refuse(PubSubError.TOO_MANY_CHILDREN);
    }

    /** Does so, or says false where the node would be in too many. */
    static boolean move(NodeView node, Parents parents, Changes changes) {
        Map<NodeId, Long> present = node.state().parents();
        Map<NodeId, Long> after = new TreeMap<>(present);
        Set<NodeId> gone = new TreeSet<>(parents.out());
        // An earlier life of a collection is another collection.
        parents.in().forEach((collection, instance) -> {
            if (!instance.equals(present.getOrDefault(collection, instance))) {
                gone.add(collection);
            }
        });
        gone.retainAll(present.keySet());
        gone.forEach(after::remove);
        gone.forEach(
                collection -> changes.add(new NodeEvent.Dissociated(collection, present.getOrDefault(collection, 0L))));
        new TreeMap<>(parents.in()).forEach((collection, instance) -> {
            if (!instance.equals(after.put(collection, instance))) {
                changes.add(new NodeEvent.Associated(collection, instance));
            }
        });
        return after.size() <= MOST_PARENTS;
    }

    private Associating() {}
}
