package im.fanfare.component.administration;

/** Why an operator's request was not done; it has changed nothing, unless it says so. Thrown and caught in this room. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whose doing it is. */
    public enum Reason {
        /** The request says nothing that could be done. */
        WRONG,
        /** It is about something that there is not. */
        UNKNOWN,
        /** What there is does not allow it. */
        NOT_ALLOWED,
        /** A part that has to answer does not; later it may. */
        UNAVAILABLE
    }

    private final Reason reason;

    public Refusal(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
