package im.fanfare.fanout;

import im.fanfare.embedded.Servers;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Topics;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics of a test's own in a real Kafka, as the nodes would write to them. */
final class TestLog implements AutoCloseable {
    static final int PUBLICATION_PARTITIONS = 2;

    final Map<String, Object> kafka =
            Map.of("bootstrap.servers", Servers.kafka().bootstrap());
    final Topics topics;
    private final Admin admin = Admin.create(kafka);
    private final KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());

    TestLog(int deliveryPartitions) {
        topics = new Topics("test-" + UUID.randomUUID() + '-', PUBLICATION_PARTITIONS, deliveryPartitions, 1);
        topics.create(admin).toCompletableFuture().join();
    }

    void append(Publication publication) {
        append(topics.record(publication));
    }

    void append(PageRecord record) {
        append(topics.record(record));
    }

    void appendNonsense(NodeKey node) {
        append(new ProducerRecord<>(topics.publications(), Topics.key(node), Denmark.bytes("nonsense")));
        append(new ProducerRecord<>(topics.deliveries(), Topics.key(node, 0), Denmark.bytes("nonsense")));
    }

    private void append(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    KafkaClients clients(String member) {
        return new KafkaClients(topics, kafka, member, Denmark.CONFIG.sessionTimeout());
    }

    /** How many deliveries there are. */
    long deliveries() {
        return sum(topics.deliveryPartitions(), topics.deliveries(), ListOffsetsResultInfo::offset);
    }

    long committedDeliveries() {
        return committed("fanfare-deliveries");
    }

    long committedPublications() {
        return committed("fanfare-expander");
    }

    private long sum(int partitions, String topic, ToLongFunction<ListOffsetsResultInfo> value) {
        try {
            return admin
                    .listOffsets(IntStream.range(0, partitions)
                            .boxed()
                            .collect(Collectors.toMap(
                                    partition -> new TopicPartition(topic, partition),
                                    partition -> OffsetSpec.latest())))
                    .all()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(value)
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    long committed(String group) {
        try {
            return admin
                    .listConsumerGroupOffsets(topics.prefix() + group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
