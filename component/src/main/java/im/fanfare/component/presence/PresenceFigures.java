package im.fanfare.component.presence;

import im.fanfare.component.management.Tally;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many presences this member knows, and what became of those that came. For any thread. */
public final class PresenceFigures {
    /** What became of a change of presence. */
    public enum Outcome {
        TAKEN,
        /** There was no room for it on the way; those who share are asked again. */
        DROPPED,
        /** There was no room to remember it: too many are known, or too many of that JID. */
        NOT_REMEMBERED
    }

    /** What was said of somebody who is to be told only if they are available. */
    public enum Answer {
        AVAILABLE,
        UNAVAILABLE,
        /** Nobody knew, and they were told. */
        NONE
    }

    /** What became of looking for the subscriptions that end as somebody goes offline. */
    public enum Ending {
        /** A subscription has ended. */
        ENDED,
        /** It is tried again. */
        FAILED
    }

    final Tally<Ending> endings = Tally.of(Ending.class);
    final Tally<Answer> answers = Tally.of(Answer.class);
    final AtomicInteger waiting = new AtomicInteger();
    final Tally<Outcome> outcomes = Tally.of(Outcome.class);
    private final AtomicLong known = new AtomicLong();
    private final int most;

    /** @param most presences that this member may remember */
    public PresenceFigures(int most) {
        this.most = most;
    }

    /** Presences in the memory of this member. */
    public long known() {
        return known.get();
    }

    /** Changes on their way to the members that remember them. */
    public int waiting() {
        return waiting.get();
    }

    public Tally<Outcome> outcomes() {
        return outcomes;
    }

    public Tally<Ending> endings() {
        return endings;
    }

    public Tally<Answer> answers() {
        return answers;
    }

    /** Takes the room of one presence; false where there is none. */
    boolean takeRoom() {
        if (known.incrementAndGet() <= most) {
            return true;
        }
        known.decrementAndGet();
        return false;
    }

    void giveRoom(int presences) {
        known.addAndGet(-presences);
    }
}
