package im.fanfare.component.limits;

/**
 * The {@code fanfare.limits} section of the configuration; {@code fanfare.conf} says what each value means. Each is so
 * many a minute, all of which may come at once; 0 is no limit.
 *
 * @param ofPublisher publishes of one bare JID
 * @param toNode publishes to one node
 * @param toService publishes to one service
 * @param subscribes requests of one bare JID to subscribe to one node
 * @param backlog deliveries to pages, of this member's partitions, that may wait for one host server before publishers
 *     have to
 */
public record Limits(int ofPublisher, int toNode, int toService, int subscribes, int backlog) {}
