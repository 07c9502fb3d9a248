package im.fanfare.fanout;

import im.fanfare.schema.PageRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A partition of {@code publications} as the {@link Expander} is at it: what is still to be sent, and what was. */
final class ExpandedPartition {
    /** The first record to expand; those before it are read for what they say of their nodes. */
    final long begin;

    final NewestRevisions revisions = new NewestRevisions();
    final Ledger<Expansion> ledger = new Ledger<>();
    private final Deque<Ledger.Entry<Expansion>> unsent = new ArrayDeque<>();
    private final Deque<Ledger.Entry<Expansion>> sent = new ArrayDeque<>();

    ExpandedPartition(long begin) {
        this.begin = begin;
    }

    void add(ConsumerRecord<byte[], byte[]> record, Expansion expansion) {
        unsent.add(ledger.enter(record.offset(), expansion, record.serializedValueSize()));
    }

    boolean hasNext() {
        return !unsent.isEmpty();
    }

    /** The publication that is being expanded. */
    Expansion current() {
        return unsent.element().record();
    }

    PageRecord.Outgoing next() {
        PageRecord.Outgoing record = current().next();
        if (!current().hasNext()) {
            sent.add(unsent.remove());
        }
        return record;
    }

    /** Kafka answers in any order; what counts is the first that it has not answered. */
    void settle() {
        while (!sent.isEmpty() && sent.element().record().isAcknowledged()) {
            ledger.done(sent.remove());
        }
        ledger.settle(expansion -> {});
    }
}
