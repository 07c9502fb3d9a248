package im.fanfare.pubsub;

/** Who may subscribe and retrieve: XEP-0060 §4.5. */
public enum AccessModel {
    OPEN,
    AUTHORIZE,
    WHITELIST;

    /** Whether the model lets somebody of that affiliation in at once; outcasts are refused before it is asked. */
    boolean admits(Affiliation affiliation) {
        return this == OPEN || affiliation.may(Privilege.RETRIEVE);
    }
}
