package im.fanfare.pubsub;

/**
 * What tells the subscriptions of one JID at one node apart: XEP-0060 §6.1.6.
 *
 * @param value as it stands in {@code subid}
 */
public record SubId(String value) {
    /**
     * Of the subscription that somebody has who has no other. It is the same of all, so that keeping it costs nothing, and
     * none that is made later has it: those are named by revisions, the first of which creates the node.
     */
    public static final SubId FIRST = new SubId("1");

    /** Of a subscription that joins another one, by the revision of the node that makes it. */
    static SubId of(long revision) {
        return new SubId(Long.toString(revision));
    }

    @Override
    public String toString() {
        return value;
    }
}
