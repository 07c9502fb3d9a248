package im.fanfare.pubsub;

import java.util.Optional;

/**
 * Publish only where one knows the last item: XEP-0395, version 0.2.0.
 *
 * <p>An item's value (CAP-V, §3.1) is the life of its node and the revision that published it. So it changes with every
 * publication, no other content at that node has it or will have, nor has any at a later node of that name.
 */
public final class CompareAndPublish {
    /** The value of a node without items, to which somebody may want to publish the first. */
    private static final String NO_ITEM = "";

    private static final int RADIX = 36;

    public static String value(NodeState node, ItemRef item) {
        return Long.toString(node.instance(), RADIX) + '.' + Long.toString(item.revision(), RADIX);
    }

    /** What is said to a publish that expects another last item than there is: §3.3. */
    static Optional<NodeReply> refusal(NodeView node, NodeCommand.Publish publish) {
        if (publish.expected().isEmpty()) {
            return Optional.empty();
        }
        if (!node.state().config().persistItems()) {
            return Optional.of(new NodeReply.Refused(PubSubError.NOT_PERSISTENT)); // it has no last item, now or later
        }
        String last = last(node);
        return publish.expected().filter(last::equals).isPresent()
                ? Optional.empty()
                : Optional.of(new NodeReply.ComparisonFailed(last));
    }

    private static String last(NodeView node) {
        if (node.items().size() == 0) {
            return NO_ITEM;
        }
        ItemRef last = node.items().last().orElseThrow(() -> new IllegalStateException("the last item is not known"));
        return value(node.state(), last);
    }

    private CompareAndPublish() {}
}
