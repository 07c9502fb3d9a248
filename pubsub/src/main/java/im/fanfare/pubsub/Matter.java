package im.fanfare.pubsub;

/**
 * What the subscribers of a collection may or may not want to be told of: XEP-0248 §6.1.
 *
 * @param kind of event
 * @param depth 1 where it happened to a node in the collection itself, 2 to a node in a collection in it, and so on
 */
public record Matter(Kind kind, int depth) {
    /** {@code pubsub#subscription_type}. */
    public enum Kind {
        /** Something was published, retracted or purged. */
        ITEMS,
        /** A node came or went, or was configured. */
        NODES
    }

    /** Below it no subscriber counts: whoever wants more depth wants all. */
    static final int DEEPEST = 62;

    private static final int ALL = 63;

    /** Whether it is wanted by somebody with this {@link #interest}. */
    public boolean isFor(byte interest) {
        int deepest = interest & ALL;
        return (interest & bit(kind)) != 0 && (deepest == ALL || depth <= deepest);
    }

    /** Whether it is wanted by somebody with these options. */
    public boolean isFor(SubscriptionOptions options) {
        return isFor(interest(options));
    }

    /** What somebody wants to be told of, in one byte, since it is kept of every subscriber. */
    public static byte interest(SubscriptionOptions options) {
        String depth = options.value(SubscriptionOption.SUBSCRIPTION_DEPTH);
        int kinds = switch (options.value(SubscriptionOption.SUBSCRIPTION_TYPE)) {
            case "items" -> bit(Kind.ITEMS);
            case "nodes" -> bit(Kind.NODES);
            default -> bit(Kind.ITEMS) | bit(Kind.NODES);
        };
        return (byte) (kinds | (depth.equals("all") ? ALL : Integer.parseInt(depth)));
    }

    private static int bit(Kind kind) {
        return kind == Kind.ITEMS ? 0x40 : 0x80;
    }
}
