package im.fanfare.component.administration;

import java.util.List;
import java.util.Locale;

/** Whether the process of a member has it in the cluster, or stands by with nothing to do. */
public interface Duty {
    /** What it may be. */
    enum State {
        /** In the cluster, or on its way there. */
        ON,
        /** Leaving in good order. */
        DRAINING,
        /** It has left. */
        DRAINED
    }

    /**
     * How it is.
     *
     * @param member host:port
     * @param state the word for its {@link State}, in lower case
     * @param lacks why it takes no requests; empty: it takes them
     */
    record Report(String member, String state, List<String> lacks) {
        public Report(String member, State state, List<String> lacks) {
            this(member, state.name().toLowerCase(Locale.ROOT), lacks);
        }
    }

    Report report();

    /** Has the member leave the cluster in good order; returns at once. One that has left or is leaving is left alone. */
    void drain() throws Refusal;

    /** Has a member that was drained join again; returns at once. One that is there is left alone. */
    void undrain() throws Refusal;
}
