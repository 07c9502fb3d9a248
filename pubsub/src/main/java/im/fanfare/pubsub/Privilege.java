package im.fanfare.pubsub;

/** The columns of the table in XEP-0060 §4.1. */
public enum Privilege {
    SUBSCRIBE,
    RETRIEVE,
    PUBLISH,
    RETRACT,
    PURGE,
    CONFIGURE,
    DELETE
}
