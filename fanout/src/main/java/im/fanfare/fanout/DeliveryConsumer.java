package im.fanfare.fanout;

import im.fanfare.pubsub.NodeId;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.PageRecordWire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane of the fan-out: feeds the partitions of {@code deliveries} that Kafka assigns to this member in it to a
 * {@link DeliveryPartition} each, and commits what they report done. Each lane reads all of the log, whoever else is slow.
 *
 * <p>Committed is never more than what is done, so a crash loses nothing and repeats what was not committed yet. A
 * partition that goes to another member in good order is finished first, so nothing is repeated; what cannot be
 * finished in time is withdrawn, so that the two do not talk at once. With an offset goes, as its metadata, which
 * publications were seen up to there ({@link SourcePositions}): repeats of an expander are left out by whoever serves
 * the partition next, too.
 *
 * <p>One life of it runs on one thread.
 */
final class DeliveryConsumer implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryConsumer.class);

    private static final Duration IDLE = Duration.ofMillis(100);

    /** While something is under way; reports are looked at this often. */
    private static final Duration BUSY = Duration.ofMillis(3);

    private final ActorSystem<?> system;
    private final KafkaClients kafka;
    private final Member member;
    private final Consumer<byte[], byte[]> consumer;
    private final Commits commits;
    private final Map<TopicPartition, AssignedPartition> partitions = new HashMap<>();

    /** Serves until it is closed, or throws. */
    static void run(ActorSystem<?> system, KafkaClients kafka, Member member, BooleanSupplier isClosing) {
        new DeliveryConsumer(system, kafka, member).run(isClosing);
    }

    private DeliveryConsumer(ActorSystem<?> system, KafkaClients kafka, Member member) {
        this.system = system;
        this.kafka = kafka;
        this.member = member;
        this.consumer = kafka.deliveries(member.lane());
        this.commits = new Commits(consumer, member.config());
    }

    private void run(BooleanSupplier isClosing) {
        boolean orderly = false;
        try {
            consumer.subscribe(List.of(kafka.topics().deliveries()), this);
            while (!isClosing.getAsBoolean()) {
                feed(consumer.poll(isIdle() ? IDLE : BUSY));
                settle();
            }
            onPartitionsRevoked(Set.copyOf(partitions.keySet()));
            orderly = true;
        } finally {
            onPartitionsLost(Set.copyOf(partitions.keySet()));
            KafkaClients.close(consumer, orderly);
        }
    }

    private void feed(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            AssignedPartition assigned = partitions.get(partition);
            if (assigned != null) {
                feed(assigned, records.records(partition));
            }
        }
    }

    private void feed(AssignedPartition assigned, List<ConsumerRecord<byte[], byte[]>> records) {
        List<Ledger.Entry<PageRecord>> entries = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                PageRecord page = follow(PageRecordWire.parse(record.value()), record);
                assigned.enter(record, page).ifPresentOrElse(entries::add, () -> skipRepeat(page));
            } catch (RuntimeException e) {
                // A record that nobody can read now will not be readable later; it would hold up its partition for
                // ever.
                member.counters().unreadable.increment();
                LOG.error("delivery {}-{} is left out: unreadable", record.partition(), record.offset(), e);
                assigned.skip(record);
            }
        }
        assigned.feed(entries);
    }

    private PageRecord follow(PageRecord page, ConsumerRecord<byte[], byte[]> record) {
        if (!(page instanceof PageRecord.Outgoing outgoing) || outgoing.span().isNone()) {
            return page;
        }
        NodeId node = page.node().id();
        return outgoing.under(member.tracing()
                .processing(outgoing.span(), record, consumer.groupMetadata().groupId())
                .set("fanfare.service", node.service())
                .set("fanfare.node", node.name())
                .set("fanfare.page", page.page())
                .set(
                        "fanfare.host_server",
                        member.division().lane(member.lane()).name()));
    }

    private void skipRepeat(PageRecord page) {
        member.counters().repeatsSkipped.increment();
        if (page instanceof PageRecord.Outgoing outgoing) {
            outgoing.span().end();
        }
    }

    private void settle() {
        long backlog = 0;
        Set<TopicPartition> full = new HashSet<>();
        Set<TopicPartition> free = new HashSet<>();
        for (Map.Entry<TopicPartition, AssignedPartition> entry : partitions.entrySet()) {
            AssignedPartition partition = entry.getValue();
            partition.settle();
            (isFull(partition) ? full : free).add(entry.getKey());
            backlog += partition.records() + consumer.currentLag(entry.getKey()).orElse(0);
        }
        consumer.pause(full);
        consumer.resume(free);
        member.counters().deliveryBacklog.set(backlog);
        if (commits.areDue()) {
            Map<AssignedPartition, Long> covered = new HashMap<>();
            partitions.values().forEach(partition -> covered.put(partition, partition.stanzas()));
            commits.start(committable(partitions.keySet()), () -> covered.forEach(AssignedPartition::committed));
        }
        partitions.replaceAll(this::begunAgain);
    }

    /** A partition that stopped is fed to another actor from where it was, after a while. */
    private AssignedPartition begunAgain(TopicPartition partition, AssignedPartition assigned) {
        if (!assigned.isToBeginAgain(member.config())) {
            return assigned;
        }
        LOG.info("{} begins again from {}", partition, assigned.committable());
        assigned.committable().ifPresent(from -> consumer.seek(partition, from.offset()));
        return assigned.again(begin(partition));
    }

    private boolean isFull(AssignedPartition partition) {
        return partition.isStopped()
                || partition.records() >= member.config().outstandingRecords()
                || partition.bytes() >= member.config().outstandingBytes();
    }

    private boolean isIdle() {
        return partitions.values().stream().allMatch(partition -> partition.records() == 0);
    }

    private Map<TopicPartition, OffsetAndMetadata> committable(Collection<TopicPartition> of) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : of) {
            Optional.ofNullable(partitions.get(partition))
                    .flatMap(AssignedPartition::committable)
                    .ifPresent(offset -> offsets.put(partition, offset));
        }
        return offsets;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        LaneCommits commits =
                new LaneCommits(kafka, member.division(), member.lane(), consumer.committed(Set.copyOf(assigned)));
        for (TopicPartition partition : assigned) {
            Beginning beginning = commits.beginning(partition);
            if (beginning.from().isEmpty() && !member.division().others().isEmpty()) {
                beginning = beginning.withTheLog(consumer.position(partition));
            }
            // What the positions belong to, whatever the consumer itself may have looked up before.
            beginning.from().ifPresent(offset -> consumer.seek(partition, offset));
            partitions.put(partition, AssignedPartition.of(beginning, begin(partition)));
        }
    }

    private PartitionActor begin(TopicPartition partition) {
        return PartitionActor.start(system, partition.partition(), member);
    }

    /** In good order: what is under way is finished and committed. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        long deadline = System.nanoTime() + member.config().drainFor().toNanos();
        while (isUnderWay(revoked) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BUSY.toNanos());
        }
        Map<TopicPartition, OffsetAndMetadata> done = committable(revoked);
        // From here on a report means nothing: a link skips what is withdrawn, and says that it is through with it.
        onPartitionsLost(revoked);
        commits.finish(done);
    }

    private boolean isUnderWay(Collection<TopicPartition> of) {
        boolean underWay = false;
        for (TopicPartition partition : of) {
            AssignedPartition assigned = partitions.get(partition);
            if (assigned != null) {
                assigned.settle();
                underWay |= assigned.records() > 0 && !assigned.isStopped();
            }
        }
        return underWay;
    }

    /** Somebody else may have them already: nothing more is said or committed. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        for (TopicPartition partition : lost) {
            Optional.ofNullable(partitions.remove(partition)).ifPresent(AssignedPartition::stop);
            commits.forget(partition);
        }
    }
}
