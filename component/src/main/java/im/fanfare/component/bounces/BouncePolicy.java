package im.fanfare.component.bounces;

import im.fanfare.schema.Bounces;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The {@code fanfare.bounces} section of the configuration, and what follows from it; {@code fanfare.conf} says what each
 * value means.
 *
 * @param countEvery bounces of one address that come closer together count as one
 * @param suspendAfter so many that count, an address is suspended
 * @param suspendedFor how long; then it is tried again
 * @param removeAfter so many that count, its subscriptions end
 * @param forgottenAfter without a bounce for so long, it begins anew
 */
public record BouncePolicy(
        Duration countEvery, int suspendAfter, Duration suspendedFor, int removeAfter, Duration forgottenAfter) {
    /** @throws IllegalArgumentException if an address would be forgotten before it can be removed */
    public BouncePolicy {
        if (removeAfter < suspendAfter) {
            throw new IllegalArgumentException("fanfare.bounces.remove-after is " + removeAfter
                    + ", needs suspend-after, which is " + suspendAfter + ", or more");
        }
        if (forgottenAfter.compareTo(suspendedFor) <= 0 || forgottenAfter.compareTo(countEvery) <= 0) {
            throw new IllegalArgumentException("fanfare.bounces.forgotten-after is " + forgottenAfter.toSeconds()
                    + " s, needs more than suspended-for and count-every");
        }
    }

    /** What is to become of an address. */
    enum Verdict {
        LEAVE,
        SUSPEND,
        REMOVE
    }

    /** What is known of an address once it has bounced again; nothing where that does not count. */
    Optional<Bounces.History> after(Optional<Bounces.History> known, Instant now) {
        if (known.isEmpty()) {
            return Optional.of(new Bounces.History(1, now));
        }
        return now.isBefore(known.get().last().plus(countEvery))
                ? Optional.empty()
                : Optional.of(new Bounces.History(known.get().counted() + 1, now));
    }

    Verdict verdict(Bounces.History known) {
        if (known.counted() >= removeAfter) {
            return Verdict.REMOVE;
        }
        return known.counted() >= suspendAfter ? Verdict.SUSPEND : Verdict.LEAVE;
    }
}
