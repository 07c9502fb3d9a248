package im.fanfare.component.limits;

import im.fanfare.pubsub.PubSubError;

/** Which limit was reached, and what whoever reached it is told: see {@link Limits}. */
public enum Limit {
    REQUESTER(PubSubError.TOO_FAST),
    REQUESTING_DOMAIN(PubSubError.TOO_FAST),
    PUBLISHER(PubSubError.TOO_FAST),
    PUBLISHING_DOMAIN(PubSubError.TOO_FAST),
    PUBLISHER_BYTES(PubSubError.TOO_FAST),
    PUBLISHING_DOMAIN_BYTES(PubSubError.TOO_FAST),
    NODE(PubSubError.RESOURCE_CONSTRAINT),
    SERVICE(PubSubError.RESOURCE_CONSTRAINT),
    SUBSCRIBER(PubSubError.TOO_FAST),
    SUBSCRIPTIONS(PubSubError.TOO_MANY_SUBSCRIPTIONS),
    BACKLOG(PubSubError.RESOURCE_CONSTRAINT);

    private final PubSubError error;

    Limit(PubSubError error) {
        this.error = error;
    }

    public PubSubError error() {
        return error;
    }
}
