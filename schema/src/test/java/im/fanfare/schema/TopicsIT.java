package im.fanfare.schema;

import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.fanfare.embedded.Servers;
import im.fanfare.pubsub.NodeId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicsIT {
    private static final NodeKey NODE = new NodeKey(new NodeId("pubsub.denmark.lit", "musings"), 1);

    private static Admin admin;

    @BeforeAll
    static void connect() {
        admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, Servers.kafka().bootstrap()));
    }

    @AfterAll
    static void disconnect() {
        admin.close();
    }

    @Test
    void createsWhatThereIsNot() {
        Topics topics = new Topics("create.", 2, 5, 1);

        now(topics.create(admin));

        assertThat(partitions(topics)).containsExactly(2, 5);
    }

    @Test
    void leavesWhatThereIs() {
        Topics topics = new Topics("again.", 1, 2, 1);
        now(CompletableFuture.allOf(Stream.generate(() -> topics.create(admin).toCompletableFuture())
                .limit(3)
                .toArray(CompletableFuture[]::new)));

        now(topics.create(admin));

        assertThat(partitions(topics)).containsExactly(1, 2);
    }

    @Test
    void refusesAnotherNumberOfPartitions() {
        now(new Topics("other.", 1, 2, 1).create(admin));

        assertThatThrownBy(() -> now(new Topics("other.", 1, 3, 1).create(admin)))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("other.deliveries has 2 partitions, the configuration says 3");
    }

    @Test
    void keysAreOfANameNotOfALife() {
        NodeKey later = new NodeKey(NODE.id(), 2);

        assertThat(Topics.key(NODE)).asString().isEqualTo("pubsub.denmark.lit\0musings");
        assertThat(Topics.key(NODE, 12)).asString().isEqualTo("pubsub.denmark.lit\0musings\00012");
        assertThat(Topics.key(later)).isEqualTo(Topics.key(NODE));
        assertThat(Topics.key(later, 1)).isEqualTo(Topics.key(NODE, 1));
    }

    @Test
    void firstPagesHaveHalfOfThePartitionsToThemselves() {
        Topics topics = new Topics("lanes.", 1, 8, 1);

        assertThat(IntStream.range(0, 200).map(node -> topics.partition(node(node), 0)))
                .containsOnly(0, 1, 2, 3);
        assertThat(IntStream.range(1, 200).map(page -> topics.partition(NODE, page)))
                .containsOnly(4, 5, 6, 7);
        assertThat(new Topics("one.", 1, 1, 1).partition(NODE, 0)).isZero();
    }

    private static NodeKey node(int number) {
        return new NodeKey(new NodeId("pubsub.denmark.lit", "node " + number), 1);
    }

    private static List<Integer> partitions(Topics topics) {
        return Stream.of(topics.publications(), topics.deliveries())
                .map(topic -> now(admin.describeTopics(List.of(topic))
                                .allTopicNames()
                                .toCompletionStage())
                        .get(topic)
                        .partitions()
                        .size())
                .toList();
    }
}
