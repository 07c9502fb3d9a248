package im.fanfare.schema;

import im.fanfare.pubsub.NodeEvent;

/**
 * An event and its place in the history of its node.
 *
 * @param number counts from 1, without gaps
 */
public record Revision(long number, NodeEvent event) {}
