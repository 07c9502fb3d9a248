package im.fanfare.schema;

import im.fanfare.pubsub.NodeEvent;

/**
 * An event and its place in the history of its node.
 *
 * @param number counts from 1, without gaps
 * @param request the id of the request that it comes from, where that is followed; else empty: see {@link Trail}
 */
public record Revision(long number, NodeEvent event, String request) {
    /** Of no request that anybody follows. */
    public Revision(long number, NodeEvent event) {
        this(number, event, "");
    }

    public Revision askedBy(String request) {
        return new Revision(number, event, request);
    }
}
