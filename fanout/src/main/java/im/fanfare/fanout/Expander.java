package im.fanfare.fanout;

import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Notice;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.PublicationWire;
import im.fanfare.schema.Revision;
import im.fanfare.schema.Span;
import im.fanfare.schema.Topics;
import im.fanfare.schema.Tracing;
import im.fanfare.schema.Trail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns every publication into one delivery for each page of its node: from {@code publications} to
 * {@code deliveries}.
 *
 * <p>A publication is committed once Kafka has all of its deliveries, so none is lost; after a crash some are sent
 * again. What it sends into one partition it sends in the order of the publications and of their pages, and never goes
 * on behind one that failed: {@link SourcePositions} tells repeats by that. So the first failure closes the producer,
 * before it sends anything further, and everything begins again from the last commit.
 *
 * <p>The partitions of {@code publications} take turns, some pages at a time: a node of a hundred million subscribers
 * does not hold up the rest.
 *
 * <p>One life of it runs on one thread.
 */
final class Expander implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Expander.class);

    /** Pages expanded in one turn: enough to fill batches, few enough to be over in a millisecond or two. */
    private static final int TURN = 64;

    /** Records before the first that are read again, so that a node's repeat of one of them is known for one. */
    private static final int LOOK_BACK = 2_000;

    /** What a delivery takes besides its stanza, roughly. */
    private static final int OVERHEAD = 256;

    private static final Duration IDLE = Duration.ofMillis(100);

    /** While something is under way; acknowledgements are looked at this often. */
    private static final Duration BUSY = Duration.ofMillis(2);

    private final KafkaClients kafka;
    private final FanoutConfig config;
    private final Tracing tracing;
    private final FanoutCounters counters;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final Commits commits;
    private final Map<TopicPartition, ExpandedPartition> partitions = new LinkedHashMap<>();
    private final AtomicLong sending = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** Serves until it is closed, or throws. */
    static void run(KafkaClients kafka, Member member, BooleanSupplier isClosing) {
        new Expander(kafka, member).run(isClosing);
    }

    private Expander(KafkaClients kafka, Member member) {
        this.kafka = kafka;
        this.config = member.config();
        this.tracing = member.tracing();
        this.counters = member.counters();
        this.consumer = kafka.publications();
        this.producer = kafka.producer();
        this.commits = new Commits(consumer, config);
    }

    private void run(BooleanSupplier isClosing) {
        boolean orderly = false;
        try {
            consumer.subscribe(List.of(kafka.topics().publications()), this);
            while (!isClosing.getAsBoolean()) {
                take(consumer.poll(isIdle() ? IDLE : BUSY));
                takeTurns();
                settle();
            }
            finish();
            orderly = true;
        } finally {
            partitions.clear(); // whatever was not committed above is not committed while closing either
            producer.close(Duration.ZERO);
            KafkaClients.close(consumer, orderly);
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            ExpandedPartition partition = partitions.get(new TopicPartition(record.topic(), record.partition()));
            if (partition != null) {
                take(partition, record);
            }
        }
    }

    private void take(ExpandedPartition partition, ConsumerRecord<byte[], byte[]> record) {
        Optional<Expansion> expansion = expansion(partition, record);
        if (record.offset() < partition.begin) {
            return;
        }
        expansion.ifPresentOrElse(found -> partition.add(record, found), () -> partition.ledger.skip(record.offset()));
    }

    /** A record that nobody can read now will not be readable later; it would hold up its partition for ever. */
    private Optional<Expansion> expansion(ExpandedPartition partition, ConsumerRecord<byte[], byte[]> record) {
        try {
            Publication publication = PublicationWire.parse(record.value());
            if (!partition.revisions.isNew(publication) || !isTold(publication) || record.offset() < partition.begin) {
                return Optional.empty();
            }
            Publication followed = follow(publication, record);
            Optional<Expansion> expansion =
                    Expansion.of(followed, new PageRecord.Source(record.partition(), record.offset()));
            if (expansion.isEmpty()) {
                followed.trail().span().end();
            }
            return expansion;
        } catch (RuntimeException e) {
            counters.unreadable.increment();
            LOG.error("publication {}-{} is left out: unreadable", record.partition(), record.offset(), e);
            return Optional.empty();
        }
    }

    private Publication follow(Publication publication, ConsumerRecord<byte[], byte[]> record) {
        Trail trail = publication.trail();
        if (trail.isNone()) {
            return publication;
        }
        NodeId node = publication.node().id();
        Revision revision = publication.revision();
        String message = publication.node().messageId(revision.number());
        if (LOG.isDebugEnabled()) {
            Trail.debug(
                    LOG,
                    trail.beside(Map.of(Trail.NODE, node.toString(), Trail.MESSAGE, message)),
                    "{} is for {} pages",
                    revision.event().getClass().getSimpleName(),
                    publication.pages());
        }
        return publication.under(tracing.processing(
                        trail.span(), record, consumer.groupMetadata().groupId())
                .set("fanfare.service", node.service())
                .set("fanfare.node", node.name())
                .set("fanfare.message", message)
                .set("fanfare.pages", publication.pages()));
    }

    private boolean isTold(Publication publication) {
        return config.tellsAffiliations()
                || !(publication.revision().event() instanceof NodeEvent.Told told
                        && told.notice() instanceof Notice.AffiliationChanged);
    }

    /** Another one is first each time, or those behind would starve where the first take all there is to send. */
    private void takeTurns() {
        partitions.values().forEach(this::expand);
        partitions.keySet().stream().findFirst().ifPresent(first -> partitions.put(first, partitions.remove(first)));
    }

    private void expand(ExpandedPartition partition) {
        for (int i = 0; i < TURN && partition.hasNext() && sending.get() < config.sendingBytes(); i++) {
            rethrowFailure();
            send(partition.current(), partition.next());
        }
    }

    private void send(Expansion expansion, PageRecord.Outgoing record) {
        int bytes = record.prefix().length + record.suffix().length + OVERHEAD;
        sending.addAndGet(bytes);
        Topics topics = kafka.topics();
        Span span = record.span().isNone() ? Span.NONE : record.span().sending(topics.deliveries());
        PageRecord.Outgoing followed = span.isNone() ? record : record.under(span);
        Future<RecordMetadata> unused = producer.send(topics.record(followed), (sent, fault) -> {
            sending.addAndGet(-bytes);
            span.end();
            if (fault == null) {
                expansion.acknowledged();
            } else if (fault instanceof RecordTooLargeException) {
                counters.unreadable.increment();
                LOG.error("{} revision {} is left out", PageKey.of(record), record.revision(), fault);
                expansion.acknowledged();
            } else if (failure.compareAndSet(null, fault)) {
                // Here and now, on the producer's own thread: nothing may be sent behind what failed.
                producer.close(Duration.ZERO);
            }
        });
    }

    private void settle() {
        rethrowFailure();
        long backlog = 0;
        List<TopicPartition> full = new ArrayList<>();
        List<TopicPartition> free = new ArrayList<>();
        for (Map.Entry<TopicPartition, ExpandedPartition> entry : partitions.entrySet()) {
            ExpandedPartition partition = entry.getValue();
            partition.settle();
            (isFull(partition) ? full : free).add(entry.getKey());
            backlog += partition.ledger.records()
                    + consumer.currentLag(entry.getKey()).orElse(0);
        }
        consumer.pause(full);
        consumer.resume(free);
        counters.publicationBacklog.set(backlog);
        if (commits.areDue()) {
            commits.start(committable(partitions.keySet()), () -> {});
        }
    }

    private boolean isFull(ExpandedPartition partition) {
        return partition.ledger.records() >= config.outstandingRecords()
                || partition.ledger.bytes() >= config.outstandingBytes();
    }

    private boolean isIdle() {
        return partitions.values().stream().allMatch(partition -> partition.ledger.records() == 0);
    }

    /** What is sent is waited for; what is not is somebody else's. */
    private void finish() {
        long deadline = System.nanoTime() + config.drainFor().toNanos();
        while (sending.get() > 0 && System.nanoTime() < deadline) {
            consumer.pause(consumer.assignment());
            consumer.poll(BUSY);
        }
        hand(List.copyOf(partitions.keySet()));
    }

    /** Commits what is done. The rest is expanded again by the next, and told to be a repeat where it was sent. */
    private void hand(Collection<TopicPartition> revoked) {
        for (TopicPartition partition : revoked) {
            Optional.ofNullable(partitions.get(partition)).ifPresent(ExpandedPartition::settle);
        }
        commits.finish(committable(revoked));
        onPartitionsLost(revoked);
    }

    private Map<TopicPartition, OffsetAndMetadata> committable(Collection<TopicPartition> of) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : of) {
            ExpandedPartition expanded = partitions.get(partition);
            OptionalLong next = expanded == null ? OptionalLong.empty() : expanded.ledger.next();
            next.ifPresent(offset -> offsets.put(partition, new OffsetAndMetadata(offset)));
        }
        return offsets;
    }

    private void rethrowFailure() {
        Exception fault = failure.get();
        if (fault != null) {
            throw new KafkaException("a delivery was not sent", fault);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        Map<TopicPartition, Long> oldest = consumer.beginningOffsets(assigned);
        for (TopicPartition partition : assigned) {
            long begin = consumer.position(partition);
            partitions.put(partition, new ExpandedPartition(begin));
            consumer.seek(partition, Math.max(oldest.getOrDefault(partition, begin), begin - LOOK_BACK));
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        hand(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        for (TopicPartition partition : lost) {
            partitions.remove(partition);
            commits.forget(partition);
        }
    }
}
