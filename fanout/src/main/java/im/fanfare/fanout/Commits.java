package im.fanfare.fanout;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Commits offsets to Kafka, each once. A commit that fails is made up for by the next: at worst, what it covered is
 * done again. Used on the consumer's thread.
 */
final class Commits {
    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

    private final Consumer<?, ?> consumer;
    private final Duration every;
    private final Duration patience;
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private long last = System.nanoTime();
    private boolean underWay;

    Commits(Consumer<?, ?> consumer, FanoutConfig config) {
        this.consumer = consumer;
        this.every = config.commitEvery();
        this.patience = config.drainFor();
    }

    /** Whether there is to be another; one at a time is under way. */
    boolean areDue() {
        return !underWay && System.nanoTime() - last >= every.toNanos();
    }

    /**
     * Commits without waiting.
     *
     * @param done told when Kafka has them all, by the poll that hears of it
     */
    void start(Map<TopicPartition, OffsetAndMetadata> offsets, Runnable done) {
        last = System.nanoTime();
        Map<TopicPartition, OffsetAndMetadata> changed = changed(offsets);
        if (changed.isEmpty()) {
            return;
        }
        committed.putAll(changed);
        underWay = true;
        consumer.commitAsync(changed, (offsetsDone, fault) -> {
            underWay = false;
            if (fault == null) {
                done.run();
            } else {
                // While partitions move between members every commit is refused, which is nothing to warn of.
                LOG.atLevel(fault instanceof RebalanceInProgressException ? Level.DEBUG : Level.WARN)
                        .setCause(fault)
                        .log("offsets were not committed, they will be with the next");
                changed.forEach(committed::remove);
            }
        });
    }

    /** Commits and waits for it. */
    void finish(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // Whether a commit under way arrives is not known yet, so all of it goes again.
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets, patience);
            committed.putAll(offsets);
        } catch (KafkaException fault) {
            LOG.warn("offsets were not committed, what they cover will be done again: {}", offsets, fault);
        }
    }

    void forget(TopicPartition partition) {
        committed.remove(partition);
    }

    private Map<TopicPartition, OffsetAndMetadata> changed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, OffsetAndMetadata> changed = new HashMap<>(offsets);
        changed.entrySet().removeIf(entry -> entry.getValue().equals(committed.get(entry.getKey())));
        return changed;
    }
}
