package im.fanfare.pubsub;

/**
 * What subscribers may or may not want to be told of: those of a collection, of nodes in it (XEP-0248 §6.1), and those of
 * any other node, of itself, of nodes below it and of such as link to these (XEP-0497).
 *
 * @param kind of event
 * @param depth of a collection: 1 where it happened to a node in the collection itself, 2 to a node in a collection in it,
 *     and so on; otherwise 0 where it happened to the node itself or to one that links to it, 1 to a child of it, and so on
 * @param linked whether it happened to a node that links to another (XEP-0496 §4.2)
 */
public record Matter(Kind kind, int depth, boolean linked) {
    /** Of event. */
    public enum Kind {
        /** Of collections: something was published, retracted or purged. */
        ITEMS,
        /** Of collections: a node came or went, or was configured. */
        NODES,
        /** Something was published, retracted or purged at a node below, or at one that links. */
        RELATED_ITEMS,
        /** Metadata of the node have changed, or of one of those: XEP-0497 §4.2.2. */
        METADATA,
        /** One of those was deleted. */
        RELATED_GONE
    }

    /** Of collections, or where nothing links. */
    public Matter(Kind kind, int depth) {
        this(kind, depth, false);
    }

    /** Below it no subscriber counts: whoever wants more depth wants all. */
    static final int DEEPEST = 62;

    private static final int ALL = 63;

    /** Whether nobody is told of it who has not asked for that: XEP-0497. */
    public boolean isExtended() {
        return kind != Kind.ITEMS && kind != Kind.NODES;
    }

    /** Whether it is wanted by somebody with this {@link #interest}. */
    public boolean isFor(byte interest) {
        if (isExtended()) {
            return false;
        }
        int deepest = interest & ALL;
        return (interest & bit(kind)) != 0 && (deepest == ALL || depth <= deepest);
    }

    /** Whether it is wanted by somebody with these options. */
    public boolean isFor(SubscriptionOptions options) {
        return switch (kind) {
            case ITEMS, NODES -> isFor(interest(options));
            case RELATED_ITEMS -> options.reach(depth) && (linked ? options.wantLinkedItems() : options.wantItems());
            case METADATA -> options.reach(depth) && options.wantMetadata() && (!linked || options.wantLinkedItems());
            case RELATED_GONE ->
                options.reach(depth) && options.areExtended() && (!linked || options.wantLinkedItems());
        };
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
