package im.fanfare.component;

import im.fanfare.schema.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka as a member finds it when it starts. */
final class Log {
    private static final Logger logger = LoggerFactory.getLogger(Log.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);

    /** Creates what is missing. Where Kafka does not answer yet it waits, for as long as it takes. */
    static void create(Map<String, Object> client, Topics topics) throws InterruptedException {
        try (Admin admin = Admin.create(client)) {
            while (true) {
                try {
                    topics.create(admin).toCompletableFuture().join();
                    return;
                } catch (CompletionException fault) {
                    if (fault.getCause() instanceof IllegalStateException wrong) {
                        throw wrong;
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
    }

    private Log() {}
}
