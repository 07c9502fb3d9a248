package im.fanfare.component.limits;

/**
 * The {@code fanfare.limits} section of the configuration; {@code fanfare.conf} says what each value means. Each rate is
 * so many a minute, all of which may come at once, of a domain those of a second; 0 is no limit.
 *
 * @param ofJid what one bare JID may ask for
 * @param ofDomain what all of one domain may, together
 * @param toNode publishes to one node
 * @param toService publishes to one service
 * @param subscribes requests of one bare JID to subscribe to one node
 * @param subscriptions not a rate: of one bare JID and its resources at one service
 * @param backlog not a rate: deliveries to pages, of this member's partitions, that may wait for one host server before
 *     publishers have to
 */
public record Limits(
        Rates ofJid, Rates ofDomain, int toNode, int toService, int subscribes, int subscriptions, int backlog) {
    /** No limits at all. */
    public static final Limits NONE = new Limits(Rates.NONE, Rates.NONE, 0, 0, 0, 0, 0);

    /**
     * What those who ask may.
     *
     * @param requests of any kind
     * @param publishes whatever subscribers are told of again and again
     * @param bytes of payload that is published
     */
    public record Rates(int requests, int publishes, int bytes) {
        public static final Rates NONE = new Rates(0, 0, 0);
    }
}
