package im.fanfare.pubsub;

/** Who may publish: {@code pubsub#publish_model}, XEP-0060 §17.4.4. */
public enum PublishModel {
    PUBLISHERS,
    SUBSCRIBERS,
    OPEN;

    boolean admits(Affiliation affiliation, boolean subscribed) {
        return affiliation.may(Privilege.PUBLISH)
                || affiliation != Affiliation.OUTCAST && (this == OPEN || this == SUBSCRIBERS && subscribed);
    }
}
