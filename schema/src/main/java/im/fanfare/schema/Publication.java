package im.fanfare.schema;

import im.fanfare.pubsub.NodeConfig;

/**
 * A revision that subscribers are told of: a record of the topic {@code publications}, keyed by node.
 *
 * @param pages how many pages of subscribers the node had when it happened
 * @param config how the node was configured when it happened; says what a notification carries
 */
public record Publication(NodeKey node, Revision revision, int pages, NodeConfig config) {
    /** Of the request that it comes from. */
    public Trail trail() {
        return revision.trail();
    }

    /** The same, where what becomes of it is a part of another span. */
    public Publication under(Span part) {
        return new Publication(node, revision.askedBy(trail().under(part)), pages, config);
    }
}
