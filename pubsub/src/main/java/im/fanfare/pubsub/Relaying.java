package im.fanfare.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What collections are told of the nodes in them (XEP-0248 §5.3), and others of those below them (XEP-0497). */
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

    /**
     * The same for a node that is above that one, or that it links to.
     *
     * @param depth how many levels it is above: see {@link Matter}
     */
    public static Optional<NodeEvent.Relayed> told(
            NodeState node, long revision, NodeEvent event, Kinship kinship, int depth) {
        NodeConfig config = node.config();
        boolean isTold = event instanceof NodeEvent.MetadataChanged
                || concernsItems(event) && isTold(event, config)
                || event instanceof NodeEvent.NodeDeleted && isTold(event, config);
        return config.deliverNotifications() && isTold
                ? Optional.of(new NodeEvent.Relayed(node.id(), node.instance(), revision, depth, without(event), config)
                        .to(kinship, depth))
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

    /** What the node that it was relayed to has to tell its subscribers. */
    public static Matter matter(NodeEvent.Relayed relayed) {
        boolean concernsItems = concernsItems(relayed.event());
        return relayed.kinship()
                .map(kin -> new Matter(kind(relayed.event()), relayed.depth(), kin.linked()))
                .orElseGet(() -> new Matter(concernsItems ? Matter.Kind.ITEMS : Matter.Kind.NODES, relayed.depth()));
    }

    private static Matter.Kind kind(NodeEvent event) {
        if (concernsItems(event)) {
            return Matter.Kind.RELATED_ITEMS;
        }
        return event instanceof NodeEvent.MetadataChanged ? Matter.Kind.METADATA : Matter.Kind.RELATED_GONE;
    }

    private static boolean concernsItems(NodeEvent event) {
        return event instanceof NodeEvent.ItemPublished
                || event instanceof NodeEvent.ItemsRetracted
                || event instanceof NodeEvent.NodePurged;
    }

    /** Another node has taken the place of one that was deleted: what was in that, or below it, is not in this. */
    static Decision decide(NodeView above, NodeCommand.Relay relay) {
        if (above.state().instance() != relay.instance()) {
            return Decision.refuse(PubSubError.NODE_NOT_FOUND);
        }
        NodeReply reply = new NodeReply.Relayed(above.state().parents());
        List<NodeEvent> events = new ArrayList<>();
        if (above.subscribers() > 0) { // or there is nobody to tell, and nobody to ask for it later
            events.addAll(relay.events());
        }
        return Decision.change(events, reply);
    }

    private Relaying() {}
}
