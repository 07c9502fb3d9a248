package im.fanfare.cluster;

import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Span;
import im.fanfare.schema.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** {@link NodeLog} in Kafka. A record counts as kept once all in-sync replicas have it. */
public final class KafkaNodeLog implements NodeLog, AutoCloseable {
    /** A node waits no longer than this for its log; its requesters are then told to wait and try again. */
    private static final int DELIVERY_TIMEOUT_MS = 8_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final Topics topics;

    /** @param client the settings that every Kafka client of this member has, bootstrap servers among them */
    public KafkaNodeLog(Map<String, Object> client, Topics topics) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0); // batches come from the entities' turns
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_TIMEOUT_MS / 2);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.topics = topics;
    }

    @Override
    public CompletionStage<Void> appendToPages(List<PageRecord> records) {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (PageRecord record : records) {
            sent.add(send(topics.record(record)));
        }
        // What follows appends to the other topic. On the producer's own thread, which brings the answer, that would
        // wait for itself where the producer does not know the topic yet, or no longer.
        return sent.isEmpty() ? Commit.all(sent) : Commit.all(sent).thenApplyAsync(kept -> null);
    }

    @Override
    public CompletionStage<Void> append(List<Publication> publications) {
        List<CompletionStage<Void>> sent = new ArrayList<>();
        for (Publication publication : publications) {
            Span span = publication.trail().span();
            sent.add(span.isNone() ? send(topics.record(publication)) : follow(publication));
        }
        return Commit.all(sent);
    }

    private CompletionStage<Void> follow(Publication publication) {
        Span sending = publication.trail().span().sending(topics.publications());
        return sending.during(send(topics.record(publication.under(sending))));
    }

    private CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        try {
            // What its future would say, the callback says.
            var unused = producer.send(record, (kept, fault) -> {
                if (fault == null) {
                    sent.complete(null);
                } else {
                    sent.completeExceptionally(fault);
                }
            });
        } catch (RuntimeException fault) { // thrown where the broker's metadata cannot be had in time
            sent.completeExceptionally(fault);
        }
        return sent;
    }

    @Override
    public void close() {
        producer.close();
    }
}
