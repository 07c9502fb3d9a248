package im.fanfare.component.presence;

import im.fanfare.component.management.Tally;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many presences this member knows, and what became of those that came. For any thread. */
public final class PresenceFigures {
    private static final Logger logger = LoggerFactory.getLogger(PresenceFigures.class);

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
    private final AtomicBoolean full = new AtomicBoolean();
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
        if (most > 0 && full.compareAndSet(false, true)) {
            logger.warn("no more presences are remembered, who shares theirs counts as online: presences={}", most);
        }
        return false;
    }

    void giveRoom(int presences) {
        if (known.addAndGet(-presences) < 9L * most / 10) { // so that it is not said again for each that comes and goes
            full.set(false);
        }
    }
}
