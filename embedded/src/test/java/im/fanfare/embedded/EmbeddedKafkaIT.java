package im.fanfare.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaIT {
    private static final String TOPIC = "princely_musings";
    private static final List<String> MUSINGS =
            IntStream.range(0, 1000).mapToObj(Integer::toString).toList();

    @Test
    void keepsWhatItAcknowledgedWhenKilled() throws Exception {
        try (var kafka = new EmbeddedKafka(Home.ephemeral()).start()) {
            createTopic(kafka);
            append(kafka, MUSINGS);
            int port = kafka.port();

            kafka.kill();
            kafka.start();

            assertThat(kafka.port()).isEqualTo(port);
            assertThat(read(kafka, MUSINGS.size())).isEqualTo(MUSINGS);
        }
    }

    @Test
    void isTheSameOneWheneverAskedFor() {
        var kafka = Servers.kafka();

        assertThat(Servers.kafka()).isSameAs(kafka);
        assertThat(Ports.isServed(kafka.port())).isTrue();
    }

    private static void createTopic(EmbeddedKafka kafka) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    private static void append(EmbeddedKafka kafka, List<String> values) {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrap(), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            values.forEach(value -> producer.send(new ProducerRecord<>(TOPIC, value)));
        }
    }

    private static List<String> read(EmbeddedKafka kafka, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrap());
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partition = List.of(new TopicPartition(TOPIC, 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            var values = new ArrayList<String>();
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofSeconds(1)).forEach(got -> values.add(got.value()));
            }
            return values;
        }
    }
}
