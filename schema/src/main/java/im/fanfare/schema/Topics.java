package im.fanfare.schema;

import im.fanfare.pubsub.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The topics of the log: what they are called, how they are keyed, and how they come to be.
 *
 * @param prefix put before the names, so that several installations can share a Kafka
 * @param publicationPartitions of the topic {@code publications}; fixed once it exists, since a key must keep its place
 * @param deliveryPartitions of the topic {@code deliveries}, likewise
 * @param replication copies of every record
 */
public record Topics(String prefix, int publicationPartitions, int deliveryPartitions, int replication) {
    /** How long a member may be behind, or all of them away, before a notification is lost. */
    private static final String RETENTION_MILLIS =
            Long.toString(Duration.ofDays(7).toMillis());

    private static final int LOOKS = 100;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private static final char SEPARATOR = '\0'; // XML has no such character, so neither have names

    public Topics {
        if (publicationPartitions < 1 || deliveryPartitions < 1) {
            throw new IllegalArgumentException("a topic has 1 partition or more");
        }
        if (replication < 1) {
            throw new IllegalArgumentException("replication is " + replication + ", needs 1 or more");
        }
    }

    /** Of {@link Publication}. */
    public String publications() {
        return prefix + "publications";
    }

    /** Of {@link PageRecord}. */
    public String deliveries() {
        return prefix + "deliveries";
    }

    /** The key of whatever concerns a node, the same for all lives of that name. */
    public static byte[] key(NodeKey node) {
        return bytes(name(node));
    }

    /** The key of whatever concerns a page of a node, the same for all lives of that name. */
    public static byte[] key(NodeKey node, int page) {
        return bytes(name(node) + SEPARATOR + page);
    }

    /**
     * The partition of {@code deliveries} for whatever concerns a page of a node. First pages have one half of the
     * partitions to themselves: a node with few subscribers has no other, and none of its notifications waits behind the
     * thousand pages of a large one.
     */
    public int partition(NodeKey node, int page) {
        int hash = Utils.toPositive(Utils.murmur2(key(node, page)));
        int first = deliveryPartitions / 2;
        return page == 0 && first > 0 ? hash % first : first + hash % (deliveryPartitions - first);
    }

    /** A publication as the log takes it. */
    public ProducerRecord<byte[], byte[]> record(Publication publication) {
        return new ProducerRecord<>(publications(), key(publication.node()), PublicationWire.write(publication));
    }

    /** A page's record as the log takes it. */
    public ProducerRecord<byte[], byte[]> record(PageRecord record) {
        return new ProducerRecord<>(
                deliveries(),
                partition(record.node(), record.page()),
                key(record.node(), record.page()),
                PageRecordWire.write(record));
    }

    private static String name(NodeKey node) {
        NodeId id = node.id();
        return id.service() + SEPARATOR + id.name();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Creates the topics that there are not, and waits until they can be used.
     *
     * @return fails with an {@link IllegalStateException} where a topic has another number of partitions
     */
    public CompletionStage<Void> create(Admin admin) {
        return CompletableFuture.allOf(
                create(admin, publications(), publicationPartitions).toCompletableFuture(),
                create(admin, deliveries(), deliveryPartitions).toCompletableFuture());
    }

    private CompletionStage<Void> create(Admin admin, String topic, int partitions) {
        NewTopic wanted = new NewTopic(topic, partitions, (short) replication)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        RETENTION_MILLIS,
                        // With acks=all: one copy may be away, and the log still neither stops nor loses anything.
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                        Integer.toString(Math.max(1, replication - 1))));
        return admin.createTopics(List.of(wanted))
                .all()
                .toCompletionStage()
                .handle((created, fault) -> fault == null || causeOf(fault) instanceof TopicExistsException
                        ? check(admin, topic, partitions, LOOKS)
                        : CompletableFuture.<Void>failedFuture(fault))
                .thenCompose(checked -> checked);
    }

    /** Whoever created it, a broker may hear of it a moment after the controller said that it exists. */
    private static CompletionStage<Void> check(Admin admin, String topic, int wanted, int looks) {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .toCompletionStage()
                .handle((topics, fault) -> {
                    if (fault == null) {
                        return compare(topic, topics.get(topic), wanted);
                    }
                    return causeOf(fault) instanceof UnknownTopicOrPartitionException && looks > 1
                            ? later().thenCompose(now -> check(admin, topic, wanted, looks - 1))
                            : CompletableFuture.<Void>failedFuture(fault);
                })
                .thenCompose(checked -> checked);
    }

    private static CompletionStage<Void> later() {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static CompletionStage<Void> compare(String topic, @Nullable TopicDescription found, int wanted) {
        int partitions = found == null ? 0 : found.partitions().size();
        return partitions == wanted
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new IllegalStateException("the topic " + topic + " has " + partitions
                        + " partitions, the configuration says " + wanted
                        + "; they are fixed once the topic exists"));
    }

    private static Throwable causeOf(Throwable fault) {
        Throwable cause = fault.getCause();
        return fault instanceof CompletionException && cause != null ? cause : fault;
    }
}
