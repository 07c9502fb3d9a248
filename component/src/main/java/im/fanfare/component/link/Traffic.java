package im.fanfare.component.link;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What went over a link so far, counted. */
public final class Traffic {
    private final LongAdder stanzasIn = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder oversize = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder connects = new LongAdder();
    private final AtomicLong barrierNanos = new AtomicLong();

    /**
     * A moment's figures.
     *
     * @param oversize stanzas beyond the limits
     * @param malformed stanzas that are no XML
     * @param dropped of both and of others, those that got no answer
     * @param connects how often the link came up
     * @param lastBarrier how long the latest barrier took to come back: how far behind us the host server is
     */
    public record Figures(
            long stanzasIn,
            long bytesIn,
            long bytesOut,
            long oversize,
            long malformed,
            long dropped,
            long connects,
            Duration lastBarrier) {}

    Figures figures() {
        return new Figures(
                stanzasIn.sum(),
                bytesIn.sum(),
                bytesOut.sum(),
                oversize.sum(),
                malformed.sum(),
                dropped.sum(),
                connects.sum(),
                Duration.ofNanos(barrierNanos.get()));
    }

    void read(int bytes) {
        bytesIn.add(bytes);
    }

    void wrote(int bytes) {
        bytesOut.add(bytes);
    }

    void stanza() {
        stanzasIn.increment();
    }

    void oversize() {
        oversize.increment();
    }

    void malformed() {
        malformed.increment();
    }

    void dropped() {
        dropped.increment();
    }

    void connected() {
        connects.increment();
    }

    void barrierTook(long nanos) {
        barrierNanos.set(nanos);
    }
}
