package im.fanfare.pubsub;

/** The form in which owners are asked about a request to subscribe, and in which they answer: XEP-0060 §8.6 and §17.4.2. */
public final class AuthorizationField {
    public static final String FORM_TYPE = "http://jabber.org/protocol/pubsub#subscribe_authorization";

    /** One request of a JID waits at a time, so an answer need not say which it means. */
    public static final String SUBID = "pubsub#subid";

    public static final String NODE = "pubsub#node";

    public static final String SUBSCRIBER = "pubsub#subscriber_jid";

    public static final String ALLOW = "pubsub#allow";

    private AuthorizationField() {}
}
