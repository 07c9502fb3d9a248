package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What collections are told of the nodes in them: XEP-0248 §5.3. */
public final class Relaying {
    /**
     * The event as collections are told of it, or nothing where they are not. What only the node itself needs is not in it.
     *
     * @param revision of the node
     */
    public static Optional<NodeEvent.Relayed> told(NodeState node, long revision, NodeEvent event) {
        NodeConfig config = node.config();
        return config.deliverNotifications() && isTold(event, config)
                ? Optional.of(new NodeEvent.Relayed(node.id(), node.instance(), revision, 1, without(event), config))
                : Optional.empty();
    }

    private static NodeEvent without(NodeEvent event) {
        if (event instanceof NodeEvent.ItemPublished published) {
            return new NodeEvent.ItemPublished(published.item(), List.of());
        }
        return event instanceof NodeEvent.NodePurged ? new NodeEvent.NodePurged(List.of()) : event;
    }

    private static boolean isTold(NodeEvent event, NodeConfig config) {
        return event instanceof NodeEvent.ItemPublished published && published.notifying()
                || event instanceof NodeEvent.ItemsRetracted retracted && retracted.notifying()
                || event instanceof NodeEvent.NodePurged && config.isSet(ConfigField.NOTIFY_RETRACT)
                || event instanceof NodeEvent.NodeConfigured && config.isSet(ConfigField.NOTIFY_CONFIG)
                || event instanceof NodeEvent.NodeDeleted && config.isSet(ConfigField.NOTIFY_DELETE)
                || event instanceof NodeEvent.NodeCreated
                || event instanceof NodeEvent.Associated
                || event instanceof NodeEvent.Dissociated;
    }

    /** What a collection has to tell its subscribers. */
    public static Matter matter(NodeEvent.Relayed relayed) {
        boolean concernsItems = relayed.event() instanceof NodeEvent.ItemPublished
                || relayed.event() instanceof NodeEvent.ItemsRetracted
                || relayed.event() instanceof NodeEvent.NodePurged;
        return new Matter(concernsItems ? Matter.Kind.ITEMS : Matter.Kind.NODES, relayed.depth());
    }

    /** Another node has taken the place of a collection that was deleted: what was in that is not in this. */
    static Decision decide(NodeView collection, NodeCommand.Relay relay) {
        if (collection.state().instance() != relay.instance()) {
            return Decision.refuse(PubSubError.NODE_NOT_FOUND);
        }
        NodeReply reply = new NodeReply.Relayed(collection.state().parents());
        List<NodeEvent> events = new ArrayList<>();
        if (collection.subscribers() > 0) { // or there is nobody to tell, and nobody to ask for it later
            events.addAll(relay.events());
        }
        return Decision.change(events, reply);
    }

    private Relaying() {}
}
