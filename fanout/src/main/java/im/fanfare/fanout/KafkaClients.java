package im.fanfare.fanout;

import static java.util.concurrent.TimeUnit.SECONDS;

import im.fanfare.schema.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka's clients as the fan-out needs them. What its promises rest on is set last, so that an operator's properties
 * cannot change it.
 *
 * @param topics names, keys and groups
 * @param properties how to reach the brokers: {@code bootstrap.servers}, security, and whatever else an operator sets
 */
record KafkaClients(Topics topics, Map<String, Object> properties, String member, Duration sessionTimeout) {
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final int ANSWER_SECONDS = 60;

    KafkaClients {
        properties = Map.copyOf(properties);
    }

    Consumer<byte[], byte[]> publications() {
        return consumer(expanders());
    }

    /** @param lane its key */
    Consumer<byte[], byte[]> deliveries(String lane) {
        return consumer(group(lane));
    }

    /** The group of consumers that expand. */
    String expanders() {
        return topics.prefix() + "fanfare-expander";
    }

    /** The group of consumers that deliver by a lane. */
    String group(String lane) {
        String first = topics.prefix() + "fanfare-deliveries";
        return lane.equals(Division.FIRST) ? first : first + '-' + lane;
    }

    /**
     * What these lanes have committed, by their keys and as of now. Asks Kafka and waits for the answer.
     *
     * @throws KafkaException if there is none
     */
    Map<String, Map<TopicPartition, OffsetAndMetadata>> committed(Set<String> lanes) {
        if (lanes.isEmpty()) {
            return Map.of();
        }
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new HashMap<>();
        try (Admin admin = Admin.create(properties)) {
            ListConsumerGroupOffsetsResult found = admin.listConsumerGroupOffsets(
                    lanes.stream().collect(Collectors.toMap(this::group, all -> new ListConsumerGroupOffsetsSpec())));
            for (String lane : lanes) {
                committed.put(
                        lane, found.partitionsToOffsetAndMetadata(group(lane)).get(ANSWER_SECONDS, SECONDS));
            }
        } catch (ExecutionException | TimeoutException fault) {
            throw new KafkaException("what the lanes have committed is not known", fault);
        } catch (InterruptedException fault) {
            throw new InterruptException(fault);
        }
        return committed;
    }

    private Consumer<byte[], byte[]> consumer(String group) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 256);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
        settings.putAll(properties);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, group + '-' + member);
        // A member that was killed is known again when it is back, and has its partitions at once.
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, member);
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        // Partitions that stay where they are go on while others move.
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Math.toIntExact(sessionTimeout.toMillis()));
        settings.put(
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                Math.toIntExact(sessionTimeout.dividedBy(4).toMillis()));
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** One that sends each partition's records in order, none twice, and never gives one up while Kafka is away. */
    Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 1); // a publication's pages come together anyway
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        // The deliveries of one publication differ in little but the page.
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 << 20);
        settings.putAll(properties);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, topics.prefix() + "fanfare-expander" + '-' + member);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        // So that nothing is under way behind a batch that fails: SourcePositions rests on it.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Closes a consumer.
     *
     * @param orderly whether others are to have its partitions at once; if not, they are kept for its return
     */
    static void close(Consumer<?, ?> consumer, boolean orderly) {
        consumer.close(CloseOptions.timeout(FAREWELL)
                .withGroupMembershipOperation(
                        orderly
                                ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                                : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
    }
}
