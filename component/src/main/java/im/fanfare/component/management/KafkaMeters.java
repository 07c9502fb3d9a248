package im.fanfare.component.management;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * What Kafka's clients count, as long as they live: of their hundreds of metrics those that say whether the log keeps up.
 * A client makes one of these for itself, by {@link #in}.
 */
public final class KafkaMeters implements MetricsReporter {
    private static final String REGISTRY = "fanfare.meters";
    private static final double MILLIS = 1e-3;

    /** @param factor to base units */
    private record Wanted(String name, String description, double factor, boolean counts) {}

    /** By group and name as Kafka has them. Each is wanted with exactly the tags it has in this group. */
    private static final Map<String, Wanted> WANTED = Map.of(
            "consumer-fetch-manager-metrics records-lag",
            new Wanted("kafka.consumer.records.lag", "Records of a partition that are not fetched", 1, false),
            "consumer-coordinator-metrics assigned-partitions",
            new Wanted("kafka.consumer.assigned.partitions", "Partitions that this client has", 1, false),
            "consumer-coordinator-metrics rebalance-total",
            new Wanted("kafka.consumer.rebalances", "Times that partitions were distributed anew", 1, true),
            "consumer-coordinator-metrics commit-latency-avg",
            new Wanted("kafka.consumer.commit.seconds", "How long a commit takes on average", MILLIS, false),
            "producer-metrics request-latency-avg",
            new Wanted("kafka.producer.request.seconds", "How long the log takes to answer on average", MILLIS, false),
            "producer-metrics record-send-total",
            new Wanted("kafka.producer.records", "Records sent", 1, true),
            "producer-metrics record-retry-total",
            new Wanted("kafka.producer.record.retries", "Records sent again", 1, true),
            "producer-metrics record-error-total",
            new Wanted("kafka.producer.record.errors", "Records given up", 1, true));

    private final Map<MetricName, Meter> meters = new ConcurrentHashMap<>();

    /** Kafka's clients count where it says in their properties. */
    private MeterRegistry registry = new io.micrometer.core.instrument.simple.SimpleMeterRegistry();

    /** A client's properties, and that it shall count here. */
    static Map<String, Object> in(MeterRegistry registry, Map<String, Object> client) {
        Map<String, Object> counting = new HashMap<>(client);
        counting.put("metric.reporters", List.of(KafkaMeters.class));
        counting.put(REGISTRY, registry);
        return Map.copyOf(counting);
    }

    @Override
    public void configure(Map<String, ?> properties) {
        if (properties.get(REGISTRY) instanceof MeterRegistry given) {
            registry = given;
        }
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
        metrics.forEach(this::metricChange);
    }

    @Override
    public void metricChange(KafkaMetric metric) {
        MetricName name = metric.metricName();
        Wanted wanted = WANTED.get(name.group() + ' ' + name.name());
        if (wanted == null || name.tags().containsKey("topic") != wanted.name().endsWith(".lag")) {
            return;
        }
        List<Tag> tags = new ArrayList<>();
        name.tags().forEach((key, value) -> tags.add(Tag.of(key.equals("client-id") ? "client" : key, value)));
        Meter meter = wanted.counts()
                ? FunctionCounter.builder(wanted.name(), metric, it -> value(it, wanted))
                        .description(wanted.description())
                        .tags(tags)
                        .register(registry)
                : Gauge.builder(wanted.name(), metric, it -> value(it, wanted))
                        .description(wanted.description())
                        .tags(tags)
                        .strongReference(true)
                        .register(registry);
        meters.put(name, meter);
    }

    private static double value(KafkaMetric metric, Wanted wanted) {
        return metric.metricValue() instanceof Number number ? number.doubleValue() * wanted.factor() : Double.NaN;
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
        Meter meter = meters.remove(metric.metricName());
        if (meter != null) {
            registry.remove(meter);
        }
    }

    @Override
    public void close() {
        meters.values().forEach(registry::remove);
        meters.clear();
    }
}
