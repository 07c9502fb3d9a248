package im.fanfare.pubsub;

import static im.fanfare.pubsub.PubSubError.Type.AUTH;
import static im.fanfare.pubsub.PubSubError.Type.CANCEL;
import static im.fanfare.pubsub.PubSubError.Type.MODIFY;
import static im.fanfare.pubsub.PubSubError.Type.WAIT;

/**
 * Every way to refuse: the stanza error's type and condition, and the condition of XEP-0060 §18.2 (the
 * {@code pubsub#errors} namespace) where there is one.
 */
public enum PubSubError {
    BAD_REQUEST(MODIFY, "bad-request", ""),
    CLOSED_NODE(CANCEL, "not-allowed", "closed-node"),
    CONFLICT(CANCEL, "conflict", ""),
    CREATION_NOT_ALLOWED(AUTH, "forbidden", ""),
    FORBIDDEN(AUTH, "forbidden", ""),
    INVALID_CONFIGURATION(MODIFY, "not-acceptable", ""),
    INVALID_JID(MODIFY, "bad-request", "invalid-jid"),
    INVALID_OPTIONS(MODIFY, "bad-request", "invalid-options"),
    INVALID_PAYLOAD(MODIFY, "bad-request", "invalid-payload"),
    INVALID_SUBID(MODIFY, "not-acceptable", "invalid-subid"),
    ITEM_FORBIDDEN(MODIFY, "bad-request", "item-forbidden"),
    ITEM_ID_REQUIRED(MODIFY, "bad-request", "item-required"),
    ITEM_NOT_FOUND(CANCEL, "item-not-found", ""),
    ITEM_REQUIRED(MODIFY, "bad-request", "item-required"),
    JID_REQUIRED(MODIFY, "bad-request", "jid-required"),
    LAST_OWNER(MODIFY, "not-acceptable", ""),
    NODE_FULL(CANCEL, "conflict", "node-full"),
    /** A node would be in itself, or in a leaf: XEP-0248 §7.2.3.1 and §7.2.3.5. */
    NO_SUCH_GRAPH(CANCEL, "not-allowed", "invalid-options"),
    /** A relation between nodes that cannot be: XEP-0496 §4.2, which has {@code invalid-option}, as no schema has. */
    NO_SUCH_RELATION(CANCEL, "not-allowed", "invalid-options"),
    NODE_NOT_FOUND(CANCEL, "item-not-found", ""),
    NODEID_REQUIRED(MODIFY, "bad-request", "nodeid-required"),
    NOT_ACCEPTABLE(MODIFY, "not-acceptable", ""),
    NOT_PERSISTENT(CANCEL, "feature-not-implemented", "persistent-items"),
    /** Without a subscription there is nothing to configure: XEP-0060 §6.3.4.2, where it is of another type. */
    NO_SUCH_SUBSCRIBER(MODIFY, "unexpected-request", "not-subscribed"),
    NOT_SUBSCRIBED(CANCEL, "unexpected-request", "not-subscribed"),
    /** Another item is the last by now: XEP-0395 §3.3. */
    OVERTAKEN(MODIFY, "conflict", "precondition-not-met"),
    PAYLOAD_REQUIRED(MODIFY, "bad-request", "payload-required"),
    PAYLOAD_TOO_BIG(MODIFY, "not-acceptable", "payload-too-big"),
    PRECONDITION_NOT_MET(CANCEL, "conflict", "precondition-not-met"),
    PENDING_SUBSCRIPTION(AUTH, "not-authorized", "pending-subscription"),
    /** An owner's answer to what nobody asks any more. */
    REQUEST_NOT_FOUND(CANCEL, "item-not-found", ""),
    /** Too much is under way: promise of bounded queues; RFC 6120 §8.3.3.18. */
    RESOURCE_CONSTRAINT(WAIT, "resource-constraint", ""),
    SUBID_REQUIRED(MODIFY, "bad-request", "subid-required"),
    SUBSCRIPTION_REQUIRED(AUTH, "not-authorized", "not-subscribed"),
    /** Whoever asks so often has to wait: RFC 6120 §8.3.3.12. */
    TOO_FAST(WAIT, "policy-violation", ""),
    /** XEP-0248 §7.2.3.3. */
    TOO_MANY_CHILDREN(CANCEL, "not-allowed", "max-nodes-exceeded"),
    /** §18.2 has a name for it and no place where it is used; as of too many subscriptions: §6.1.3.9. */
    TOO_MANY_NODES(WAIT, "policy-violation", "max-nodes-exceeded"),
    TOO_MANY_SUBSCRIPTIONS(WAIT, "policy-violation", "too-many-subscriptions"),
    /** A part behind us does not answer now; nothing was acknowledged. */
    UNAVAILABLE(WAIT, "internal-server-error", ""),
    UNSUPPORTED_ACCESS_MODEL(MODIFY, "not-acceptable", "unsupported-access-model"),
    UNSUPPORTED_PUBLISH(CANCEL, "feature-not-implemented", "publish"),
    /** What XEP-0060 gives no feature's name to; RFC 6120 §8.3.3.3. */
    UNSUPPORTED_REQUEST(CANCEL, "feature-not-implemented", "");

    /** RFC 6120 §8.3.2. */
    public enum Type {
        AUTH,
        CANCEL,
        MODIFY,
        WAIT
    }

    private final Type type;
    private final String condition;
    private final String detail;

    PubSubError(Type type, String condition, String detail) {
        this.type = type;
        this.condition = condition;
        this.detail = detail;
    }

    public Type type() {
        return type;
    }

    /** Of RFC 6120 §8.3.3. */
    public String condition() {
        return condition;
    }

    /** Of {@code http://jabber.org/protocol/pubsub#errors}, or empty; for {@code unsupported} the feature's name. */
    public String detail() {
        return detail;
    }

    /** For people: the condition, and the detail where there is one. */
    public String words() {
        return detail.isEmpty() ? condition : condition + ", " + detail;
    }

    public boolean isUnsupported() {
        return condition.equals("feature-not-implemented");
    }
}
