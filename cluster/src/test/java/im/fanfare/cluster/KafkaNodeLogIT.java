package im.fanfare.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.fanfare.embedded.EmbeddedKafka;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.Servers;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.PageRecordWire;
import im.fanfare.schema.Publication;
import im.fanfare.schema.PublicationWire;
import im.fanfare.schema.Revision;
import im.fanfare.schema.Span;
import im.fanfare.schema.Topics;
import im.fanfare.schema.Traces;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

class KafkaNodeLogIT {
    private static final NodeKey MUSINGS = new NodeKey(new NodeId("pubsub.shakespeare.lit", "princely_musings"), 7);
    private static final Topics TOPICS = new Topics("test-" + UUID.randomUUID() + '-', 2, 3, 1);

    @Test
    void keepsWhatANodeSaysInOrderAndInOnePlace() {
        Map<String, Object> client = client(Servers.kafka());
        create(client);
        List<Publication> publications =
                LongStream.rangeClosed(1, 500).mapToObj(KafkaNodeLogIT::purged).toList();

        try (KafkaNodeLog log = new KafkaNodeLog(client, TOPICS)) {
            log.append(publications).toCompletableFuture().join();
        }

        List<ConsumerRecord<byte[], byte[]>> kept = read(client, TOPICS.publications(), 2, 500);
        assertThat(kept.stream().map(ConsumerRecord::partition).distinct()).hasSize(1);
        assertThat(kept.stream().map(record -> PublicationWire.parse(record.value())))
                .containsExactlyElementsOf(publications);
    }

    @Test
    void whatIsSampledIsAPartOfItsSendingAndTheRestIsAsItIsWithoutTracing() {
        Map<String, Object> client = client(Servers.kafka());
        Topics apart = new Topics(TOPICS.prefix() + "apart-", 1, 1, 1);
        create(client, apart);
        Traces traces = new Traces();
        Span turn = traces.tracing().request("node turn");

        try (KafkaNodeLog log = new KafkaNodeLog(client, apart)) {
            log.append(List.of(purged(1), purged(2).under(turn)))
                    .toCompletableFuture()
                    .join();
        }
        turn.end();

        List<ConsumerRecord<byte[], byte[]>> kept = read(client, apart.publications(), 1, 2);
        assertThat(kept).allSatisfy(record -> assertThat(record.headers()).isEmpty());
        assertThat(kept.get(0).value()).isEqualTo(PublicationWire.write(purged(1)));
        SpanData sending = traces.one("send " + apart.publications());
        assertThat(traces.parentOf(sending)).isEqualTo("node turn");
        assertThat(sending.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(PublicationWire.parse(kept.get(1).value()).trail().span().traceparent())
                .contains(sending.getTraceId(), sending.getSpanId());
    }

    @Test
    void tellsAPageWhoCameAndWent() {
        Map<String, Object> client = client(Servers.kafka());
        create(client);
        var subscription = new Subscription(Jid.parse("francisco@denmark.lit"), 3, 2);
        List<PageRecord> records =
                List.of(new PageRecord.Joined(MUSINGS, subscription), new PageRecord.Left(MUSINGS, subscription, 5));

        try (KafkaNodeLog log = new KafkaNodeLog(client, TOPICS)) {
            log.appendToPages(records).toCompletableFuture().join();
        }

        List<ConsumerRecord<byte[], byte[]>> kept = read(client, TOPICS.deliveries(), 3, 2);
        assertThat(kept.stream().map(record -> PageRecordWire.parse(record.value())))
                .containsExactlyElementsOf(records);
        assertThat(kept.get(0).key()).isEqualTo(Topics.key(MUSINGS, 3));
    }

    /** A producer that knows one of the topics only; the answer from the one leads to the other, as in a commit. */
    @Test
    void goesOnToATopicThatItHasNotSeenBefore() {
        Map<String, Object> client = client(Servers.kafka());
        Topics fresh = new Topics(TOPICS.prefix() + "fresh-", 1, 1, 1);
        create(client, fresh);
        var joined = new PageRecord.Joined(MUSINGS, new Subscription(Jid.parse("horatio@denmark.lit"), 0, 2));
        try (KafkaNodeLog log = new KafkaNodeLog(client, fresh)) {
            log.appendToPages(List.of(joined))
                    .thenCompose(kept -> log.append(List.of(purged(2))))
                    .toCompletableFuture()
                    .join();
        }
    }

    @Test
    void failsWhereNothingKeepsIt() throws IOException {
        EmbeddedKafka kafka = new EmbeddedKafka(Home.ephemeral()).start();
        create(client(kafka));
        try (KafkaNodeLog log = new KafkaNodeLog(client(kafka), TOPICS)) {
            log.append(List.of(purged(1))).toCompletableFuture().join();
            kafka.kill();

            assertThatThrownBy(() ->
                            log.append(List.of(purged(2))).toCompletableFuture().join())
                    .isInstanceOf(CompletionException.class);
        } finally {
            kafka.close();
        }
    }

    private static Publication purged(long revision) {
        return new Publication(
                MUSINGS, new Revision(revision, new NodeEvent.NodePurged(List.of())), 1, NodeConfig.STANDARD);
    }

    private static Map<String, Object> client(EmbeddedKafka kafka) {
        return Map.of("bootstrap.servers", kafka.bootstrap());
    }

    private static void create(Map<String, Object> client) {
        create(client, TOPICS);
    }

    private static void create(Map<String, Object> client, Topics topics) {
        try (Admin admin = Admin.create(client)) {
            topics.create(admin).toCompletableFuture().join();
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(
            Map<String, Object> client, String topic, int partitions, int count) {
        List<ConsumerRecord<byte[], byte[]>> kept = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                all.add(new TopicPartition(topic, i));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (kept.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(kept::add);
            }
        }
        return kept;
    }
}
