package im.fanfare.schema;

import im.fanfare.pubsub.NodeEvent;

/**
 * An event and its place in the history of its node.
 *
 * @param number counts from 1, without gaps
 * @param trail of the request that it comes from
 */
public record Revision(long number, NodeEvent event, Trail trail) {
    /** Of no request that anybody follows. */
    public Revision(long number, NodeEvent event) {
        this(number, event, Trail.NONE);
    }

    public Revision askedBy(Trail trail) {
        return new Revision(number, event, trail);
    }
}
