package im.fanfare.fanout;

import im.fanfare.schema.PageRecord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * A partition of {@code deliveries} as long as one {@link DeliveryPartition} serves it: what that was fed, and how far
 * it is. Used on the consumer's thread.
 */
final class AssignedPartition {
    private final PartitionActor actor;
    private final Standing standing;
    private final SourcePositions seen;
    private final SourcePositions settled;
    private final int faultsBefore;
    private final Ledger<PageRecord> ledger = new Ledger<>();
    private long stanzasCommitted;
    private boolean progressed;
    private OptionalLong stoppedAt = OptionalLong.empty();

    static AssignedPartition of(Beginning beginning, PartitionActor actor) {
        AssignedPartition assigned = new AssignedPartition(beginning.standing(), beginning.positions(), actor, 0);
        if (beginning.isNew()) {
            // To be committed at once: the other lanes go by it, and here may be nothing to do for long.
            beginning.from().ifPresent(assigned.ledger::begin);
        }
        return assigned;
    }

    /** @param positions as of the offset that it begins from */
    private AssignedPartition(Standing standing, SourcePositions positions, PartitionActor actor, int faultsBefore) {
        this.actor = actor;
        this.standing = standing;
        this.seen = positions.copy();
        this.settled = positions.copy();
        this.faultsBefore = faultsBefore;
    }

    /** The same partition, to begin from {@link #committable} with another actor. */
    AssignedPartition again(PartitionActor another) {
        return new AssignedPartition(standing, settled, another, faults());
    }

    /** Enters a record; nothing is returned where it is a repeat of an expander. */
    Optional<Ledger.Entry<PageRecord>> enter(ConsumerRecord<byte[], byte[]> at, PageRecord record) {
        if (record instanceof PageRecord.Outgoing outgoing && !seen.advance(outgoing)) {
            ledger.skip(at.offset());
            return Optional.empty();
        }
        return Optional.of(ledger.enter(at.offset(), record, at.serializedValueSize()));
    }

    void skip(ConsumerRecord<byte[], byte[]> at) {
        ledger.skip(at.offset());
    }

    void feed(List<Ledger.Entry<PageRecord>> entries) {
        actor.feed(entries);
    }

    /** Takes note of what the actor reports. */
    void settle() {
        actor.fetch(ledger::done);
        ledger.settle(record -> {
            progressed = true;
            if (record instanceof PageRecord.Outgoing outgoing) {
                settled.advance(outgoing);
            }
        });
    }

    /** Up to where everything is done, with the positions as of there; nothing before the first record. */
    Optional<OffsetAndMetadata> committable() {
        return ledger.next().isPresent()
                ? Optional.of(new Checkpoint(ledger.next().getAsLong(), standing, settled).write())
                : Optional.empty();
    }

    /** How many stanzas have been settled under this one's eyes: what {@link #committable} covers. */
    long stanzas() {
        return ledger.stanzas();
    }

    /** What was committable when so many stanzas were settled has been committed. */
    void committed(long stanzas) {
        if (stanzas > stanzasCommitted) {
            actor.settled(stanzas - stanzasCommitted);
            stanzasCommitted = stanzas;
        }
    }

    /** How many records are under way. */
    int records() {
        return ledger.records();
    }

    /** How large they are together. */
    long bytes() {
        return ledger.bytes();
    }

    boolean isStopped() {
        return actor.isStopped();
    }

    /** Whether the actor stopped by itself long enough ago. */
    boolean isToBeginAgain(FanoutConfig config) {
        if (!isStopped()) {
            return false;
        }
        if (stoppedAt.isEmpty()) {
            stoppedAt = OptionalLong.of(System.nanoTime());
        }
        return System.nanoTime() - stoppedAt.getAsLong()
                >= config.retryAfter(faults()).toNanos();
    }

    private int faults() {
        return progressed ? 1 : faultsBefore + 1;
    }

    void stop() {
        actor.stop();
    }
}
