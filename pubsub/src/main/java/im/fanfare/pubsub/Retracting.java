package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Delete items from a node: XEP-0060 §7.2, in the order of §7.2.3. */
final class Retracting {
    static Decision decide(NodeView node, NodeCommand.Retract retract) {
        NodeConfig config = node.state().config();
        Affiliation affiliation = node.affiliationOf(retract.requester().bare());
        if (affiliation == Affiliation.OUTCAST) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        List<ItemRef> gone = new ArrayList<>();
        for (ItemId id : new LinkedHashSet<>(retract.items())) {
            Optional<ItemRef> item = node.items().find(id);
            if (!affiliation.may(Privilege.RETRACT) && !isOwnItem(node, id, retract.requester())) {
                return Decision.refuse(PubSubError.FORBIDDEN);
            }
            if (!config.persistItems()) {
                return Decision.refuse(PubSubError.NOT_PERSISTENT);
            }
            if (item.isEmpty()) {
                return Decision.refuse(PubSubError.ITEM_NOT_FOUND);
            }
            gone.add(item.get());
        }
        boolean notifying = retract.notifying().orElse(config.isSet(ConfigField.NOTIFY_RETRACT));
        return Decision.change(new NodeEvent.ItemsRetracted(gone, notifying), new NodeReply.Done());
    }

    /** §4.1's footnote: what one published oneself one may delete. */
    private static boolean isOwnItem(NodeView node, ItemId id, Jid requester) {
        return node.items()
                .publisherOf(id)
                .map(publisher -> publisher.bare().equals(requester.bare()))
                .orElse(false);
    }

    private Retracting() {}
}
