package im.fanfare.component;

import im.fanfare.schema.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.AuthenticationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka, apart from what is written to it and read from it: whether the topics are there. */
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
