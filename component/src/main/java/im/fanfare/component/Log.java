package im.fanfare.component;

import im.fanfare.component.administration.PartitionReport;
import im.fanfare.schema.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka, apart from what is written to it and read from it: whether the topics are there, and how far who reads them is. */
final class Log implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Log.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Admin admin;
    private final Topics topics;

    private Log(Admin admin, Topics topics) {
        this.admin = admin;
        this.topics = topics;
    }

    /**
     * Creates what is missing. Where Kafka does not answer yet it waits, for as long as it takes; where Kafka does not
     * know us, or we do not trust it, it fails.
     */
    static Log open(Map<String, Object> client, Topics topics) throws InterruptedException {
        Log log = new Log(Admin.create(client), topics);
        try {
            log.create(client);
            return log;
        } catch (InterruptedException | RuntimeException fault) {
            log.close();
            throw fault;
        }
    }

    private void create(Map<String, Object> client) throws InterruptedException {
        while (true) {
            try {
                topics.create(admin).toCompletableFuture().join();
                return;
            } catch (CompletionException fault) {
                if (fault.getCause() instanceof IllegalStateException wrong) {
                    throw wrong;
                }
                if (fault.getCause() instanceof AuthenticationException refused) {
                    throw refused; // another try would end no better
                }
                logger.warn(
                        "Kafka at {} cannot be used yet, trying again every {} s: {}",
                        client.get("bootstrap.servers"),
                        BETWEEN_TRIES.toSeconds(),
                        String.valueOf(fault.getCause()));
                Thread.sleep(BETWEEN_TRIES.toMillis());
            }
        }
    }

    /** Whether every partition has a broker that leads it; fails where Kafka does not answer. */
    CompletionStage<Boolean> isLed() {
        return admin.describeTopics(
                        List.of(topics.publications(), topics.deliveries()),
                        new DescribeTopicsOptions().timeoutMs(Math.toIntExact(ANSWER.toMillis())))
                .allTopicNames()
                .toCompletionStage()
                .thenApply(found -> found.values().stream().allMatch(Log::isLed));
    }

    /**
     * How far a group of consumers has come with a topic, partition by partition.
     *
     * @param consumer what the group is to an operator
     */
    CompletionStage<List<PartitionReport>> progress(String topic, String group, String consumer) {
        int partitions =
                topic.equals(topics.publications()) ? topics.publicationPartitions() : topics.deliveryPartitions();
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        int patience = Math.toIntExact(ANSWER.toMillis());
        CompletionStage<Map<TopicPartition, OffsetAndMetadata>> committed = admin.listConsumerGroupOffsets(
                        group, new ListConsumerGroupOffsetsOptions().timeoutMs(patience))
                .partitionsToOffsetAndMetadata()
                .toCompletionStage();
        CompletionStage<Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo>> ends = admin.listOffsets(
                        all.stream().collect(Collectors.toMap(partition -> partition, newest -> OffsetSpec.latest())),
                        new ListOffsetsOptions().timeoutMs(patience))
                .all()
                .toCompletionStage();
        CompletionStage<Map<TopicPartition, String>> holders = admin.describeConsumerGroups(
                        List.of(group), new DescribeConsumerGroupsOptions().timeoutMs(patience))
                .all()
                .toCompletionStage()
                .thenApply(found -> holders(found.values()));
        return committed
                .thenCombine(
                        ends,
                        (done, newest) -> all.stream()
                                .map(partition -> report(
                                        partition,
                                        consumer,
                                        Optional.ofNullable(done.get(partition)),
                                        Optional.ofNullable(newest.get(partition))))
                                .toList())
                .thenCombine(
                        holders,
                        (reports, held) -> reports.stream()
                                .map(report -> report.heldBy(
                                        held.getOrDefault(new TopicPartition(topic, report.partition()), "")))
                                .toList());
    }

    private static PartitionReport report(
            TopicPartition partition,
            String consumer,
            Optional<OffsetAndMetadata> committed,
            Optional<ListOffsetsResult.ListOffsetsResultInfo> end) {
        long done = committed.map(OffsetAndMetadata::offset).orElse(-1L);
        long newest = end.map(ListOffsetsResult.ListOffsetsResultInfo::offset).orElse(0L);
        // Read one after the other, so a busy partition may be further by now than its end was.
        long lag = Math.max(0, newest - Math.max(0, done));
        return new PartitionReport(partition.topic(), partition.partition(), consumer, "", done, newest, lag);
    }

    private static Map<TopicPartition, String> holders(Collection<ConsumerGroupDescription> groups) {
        Map<TopicPartition, String> holders = new HashMap<>();
        for (ConsumerGroupDescription group : groups) {
            for (MemberDescription member : group.members()) {
                String name = member.groupInstanceId().orElse(member.consumerId());
                member.assignment().topicPartitions().forEach(partition -> holders.put(partition, name));
            }
        }
        return holders;
    }

    private static boolean isLed(TopicDescription topic) {
        return topic.partitions().stream()
                .allMatch(partition ->
                        partition.leader() != null && !partition.leader().isEmpty());
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
