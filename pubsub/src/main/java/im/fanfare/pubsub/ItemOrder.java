package im.fanfare.pubsub;

/**
 * In what order somebody wants the items of a node: XEP-0413.
 *
 * @param descending newest first
 */
public record ItemOrder(By by, boolean descending) {
    /** What it goes by; no two items of a node are equal in it. */
    public enum By {
        /** When an item of that id was first published. */
        CREATION,

        /** When it was last published. */
        MODIFICATION
    }
}
