package im.fanfare.fanout;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The {@code fanfare.fanout} section of the configuration; {@code fanout.conf} says what each value means.
 *
 * @param tellsAffiliations whether users are told of changes of their affiliations
 * @param window how many stanzas are handed over and not committed at a time: what a crash may repeat
 * @param pagesInMemorySubscribers how many subscribers are kept in memory, over all pages
 * @param outstandingRecords how many records of a partition are under way at a time
 * @param outstandingBytes how large they are together
 * @param sendingBytes how much the expander has under way to Kafka
 * @param commitEvery how often offsets are committed
 * @param drainFor how long a partition that is handed over may take to finish what it has begun
 * @param retryAfter how long after a fault it is tried again, at first
 * @param sessionTimeout how long a silent member keeps its partitions
 */
public record FanoutConfig(
        boolean tellsAffiliations,
        int window,
        long pagesInMemorySubscribers,
        int outstandingRecords,
        int outstandingBytes,
        int sendingBytes,
        Duration commitEvery,
        Duration drainFor,
        Duration retryAfter,
        Duration sessionTimeout) {
    private static final int MOST_DOUBLINGS = 5;

    public FanoutConfig {
        atLeastOne("window", window);
        atLeastOne("pages-in-memory-subscribers", pagesInMemorySubscribers);
        atLeastOne("outstanding-records", outstandingRecords);
        atLeastOne("outstanding-bytes", outstandingBytes);
        atLeastOne("sending-bytes", sendingBytes);
        atLeastOne("commit-every", commitEvery.toMillis());
        atLeastOne("drain-for", drainFor.toMillis());
        atLeastOne("retry-after", retryAfter.toMillis());
        atLeastOne("session-timeout", sessionTimeout.toMillis());
    }

    public static FanoutConfig from(Config config) {
        return new FanoutConfig(
                config.getBoolean("tell-affiliations"),
                config.getInt("window"),
                config.getLong("pages-in-memory-subscribers"),
                config.getInt("outstanding-records"),
                Math.toIntExact(config.getBytes("outstanding-bytes")),
                Math.toIntExact(config.getBytes("sending-bytes")),
                config.getDuration("commit-every"),
                config.getDuration("drain-for"),
                config.getDuration("retry-after"),
                config.getDuration("session-timeout"));
    }

    /** How long to wait after so many faults in a row: twice as long each time, up to 32 times. */
    Duration retryAfter(int faults) {
        return retryAfter.multipliedBy(1L << Math.min(Math.max(0, faults - 1), MOST_DOUBLINGS));
    }

    private static void atLeastOne(String key, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("fanfare.fanout." + key + " is " + value + ", needs 1 or more");
        }
    }
}
