package im.fanfare.pubsub;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the digests of a subscription have come ({@code pubsub#digest}, XEP-0060 §17.4.3): revisions of its node.
 *
 * @param after items published up to here were told one by one; behind it, in digests
 * @param until where digests are wanted no more: the last revision that is for them
 * @param upTo what was published up to here has been told
 * @param last when the last digest was sent, to the second; nothing before the first
 */
public record Digest(long after, Optional<Long> until, long upTo, Optional<Instant> last) {
    private static final String NONE = "-";

    /** Of what is published behind this revision. */
    static Digest behind(long revision) {
        return new Digest(revision, Optional.empty(), revision, Optional.empty());
    }

    /** What is published behind this revision is told one by one again. */
    Digest end(long revision) {
        return new Digest(after, Optional.of(revision), upTo, last);
    }

    /** Wanted again, before it had come to its end or behind that. */
    Digest again(long revision) {
        return isPending() ? new Digest(after, Optional.empty(), upTo, last) : behind(revision);
    }

    Digest told(long revision, Optional<Instant> when) {
        return new Digest(after, until, revision, when);
    }

    /** Whether it was ended before everything had been told. */
    private boolean isPending() {
        return until.filter(end -> upTo < end).isPresent();
    }

    /** Whether an item that this revision published is for digests. */
    public boolean covers(long revision) {
        return revision > after && until.filter(end -> revision > end).isEmpty();
    }

    /**
     * When the next one is due, where there is to be one.
     *
     * @param every the least time between two
     * @param now for the first, which is due after that time
     */
    public Optional<Instant> due(Duration every, Instant now) {
        if (until.isPresent()) {
            return isPending() ? Optional.of(now) : Optional.empty();
        }
        return Optional.of(last.orElse(now).plus(every));
    }

    /**
     * The first time from now on at which one may be told, counted from the last. Whoever asks gets the same time, so that
     * those who are woken by several alarms set one.
     */
    Optional<Instant> next(Duration every, Instant now) {
        return last.filter(sent -> until.isEmpty() && !sent.equals(Instant.EPOCH))
                .map(sent ->
                        sent.plus(every.multipliedBy(Duration.between(sent, now).dividedBy(every) + 1)));
    }

    /**
     * As subscriptions keep it.
     *
     * @throws IllegalArgumentException if this is no such text
     */
    static Digest parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 4) {
            throw new IllegalArgumentException("not a digest: " + text);
        }
        return new Digest(
                Long.parseLong(words[0]),
                number(words[1]),
                Long.parseLong(words[2]),
                number(words[3]).map(Instant::ofEpochSecond));
    }

    private static Optional<Long> number(String word) {
        return word.equals(NONE) ? Optional.empty() : Optional.of(Long.parseLong(word));
    }

    /** As {@link #parse} reads it. */
    String text() {
        return after + " " + until.map(String::valueOf).orElse(NONE) + ' ' + upTo + ' '
                + last.map(Instant::getEpochSecond).map(String::valueOf).orElse(NONE);
    }
}
