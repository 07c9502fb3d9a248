package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.fanfare.component.Collector;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.HostSettings;
import im.fanfare.embedded.Prometheus;
import im.fanfare.embedded.Prosody;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * A real Prometheus looks at two members under load: whatever the rules and the dashboard ask has an answer. A collector gets
 * their traces. Leaves a picture of the dashboard in {@code target/dashboard.svg}; with
 * {@code -Dfanfare.dashboard.seconds=100} one that shows more.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MonitoringIT {
    private static final String SERVICE = "pubsub.localhost";
    private static final String DOMAIN = "subs.localhost";
    private static final Path MONITORING = Path.of("..", "k8s", "components", "monitoring");
    private static final String RATE_INTERVAL = "$__rate_interval";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whatever users do, a member has no more series than this. */
    private static final int SERIES = 1_500;

    /** What a publish is made of: each span, and what it is a part of. */
    private static final Map<String, Set<String>> PARTS = Map.ofEntries(
            Map.entry("publish", Set.of("")),
            Map.entry("node turn", Set.of("publish")),
            Map.entry("decide", Set.of("node turn")),
            Map.entry("commit", Set.of("node turn")),
            Map.entry("journal", Set.of("commit")),
            Map.entry("fence", Set.of("commit")),
            Map.entry("store", Set.of("commit")),
            Map.entry("log", Set.of("commit")),
            Map.entry("send publications", Set.of("node turn")),
            Map.entry("process publications", Set.of("send publications")),
            Map.entry("send deliveries", Set.of("process publications")),
            Map.entry("process deliveries", Set.of("send deliveries")),
            Map.entry("outbox", Set.of("process deliveries")),
            Map.entry("barrier", Set.of("process deliveries")));

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private List<FanfareMember> members;
    private CompletableFuture<Void> load;
    private Instant begun;
    private Prometheus prometheus;
    private Collector collector;

    @BeforeAll
    void start() throws Exception {
        collector = new Collector();
        open.add(0, collector);
        Prosody prosody = new Prosody(Home.careless(), HostSettings.of(SERVICE, DOMAIN)).start();
        open.add(0, prosody);
        members = Installation.of("monitoring")
                .attachedTo(prosody, SERVICE, "shared")
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
                .with("OTEL_TRACES_SAMPLER_ARG", "1")
                .with("OTEL_BSP_SCHEDULE_DELAY", "200") // milliseconds
                .members(2);
        for (FanfareMember member : members) {
            open.add(0, member);
            member.start();
        }
        for (FanfareMember member : members) {
            member.awaitReady();
        }
        Subscribers subscribers = new Subscribers(DOMAIN, SERVICE, new Promises()).attach(prosody.settings());
        open.add(0, subscribers);
        for (int i = 0; i < 4; i++) {
            subscribers.create("node " + i);
            subscribers.subscribe("node " + i, 10);
        }
        begun = Instant.now();
        load = CompletableFuture.runAsync(() -> publish(subscribers));
        JsonNode rules = JSON.valueToTree(
                Serialization.unmarshal(Files.readString(MONITORING.resolve("prometheus-rule.yaml")), Map.class));
        prometheus = new Prometheus(Home.careless())
                .start(
                        "fanfare-management",
                        members.stream()
                                .map(member -> member.management().getPort())
                                .toList(),
                        rules.path("spec").toString());
        open.add(0, prometheus);
    }

    @AfterAll
    void stop() throws Exception {
        stopped.set(true);
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private void publish(Subscribers subscribers) {
        AtomicInteger items = new AtomicInteger();
        while (!stopped.get()) {
            subscribers
                    .publish("node " + items.get() % 4, "item " + items.incrementAndGet())
                    .completeOnTimeout(false, 5, TimeUnit.SECONDS)
                    .join();
        }
    }

    @Test
    @Order(1)
    void aPublishIsOneTraceOverMembersFromTheStanzaToTheBarrier() {
        Await.until(
                () -> wholeTrace().isPresent(),
                () -> collector.spans().stream()
                        .collect(Collectors.groupingBy(MonitoringIT::name, Collectors.counting())));

        List<Collector.Span> trace = wholeTrace().orElseThrow();
        assertThat(parents(trace)).containsAllEntriesOf(PARTS);
        assertThat(trace).allSatisfy(span -> assertThat(span.resource()).containsEntry("service.name", "fanfare"));
        assertThat(attributes(trace, "publish"))
                .containsEntry("rpc.response.status_code", "result")
                .containsEntry("fanfare.service", SERVICE);
        assertThat(attributes(trace, "process deliveries"))
                .containsEntry("messaging.system", "kafka")
                .containsEntry("fanfare.page", "0")
                .containsEntry("fanfare.subscribers", "10")
                .containsKey("fanfare.host_server")
                .containsKey("messaging.destination.partition.id");
    }

    /** One that went over both members, and has arrived. */
    private Optional<List<Collector.Span>> wholeTrace() {
        return collector.spans().stream().collect(Collectors.groupingBy(Collector.Span::trace)).values().stream()
                .filter(trace -> parents(trace).keySet().containsAll(PARTS.keySet()))
                .filter(trace -> trace.stream()
                                .map(span -> span.resource().get("service.instance.id"))
                                .distinct()
                                .count()
                        == 2)
                .findFirst();
    }

    /** What the spans of a trace are called, and what those that they are parts of. */
    private static Map<String, Set<String>> parents(List<Collector.Span> trace) {
        Map<String, String> names =
                trace.stream().collect(Collectors.toMap(Collector.Span::id, MonitoringIT::name, (one, again) -> one));
        return trace.stream()
                .collect(Collectors.groupingBy(
                        MonitoringIT::name,
                        Collectors.mapping(
                                span -> span.parent().isEmpty()
                                        ? ""
                                        : names.getOrDefault(span.parent(), "nobody knows"),
                                Collectors.toSet())));
    }

    /** Without what an installation puts before the names of topics. */
    private static String name(Collector.Span span) {
        return span.name().replaceFirst(" \\S+\\.", " ");
    }

    private static Map<String, String> attributes(List<Collector.Span> trace, String name) {
        return trace.stream()
                .filter(span -> name(span).equals(name))
                .findFirst()
                .orElseThrow()
                .attributes();
    }

    @Test
    @Order(2)
    void everyRuleAndEveryPanelHasAnAnswerUnderLoad() throws Exception {
        Map<String, String> queries = queries();
        assertThat(queries).hasSizeGreaterThan(20);

        queries.forEach((asker, query) -> Await.until(
                () -> hasAnswer(query),
                () -> asker + " has no answer: " + query + '\n' + prometheus.query(query) + "\nload: " + load));

        assertThat(rules())
                .allSatisfy(rule -> assertThat(rule.path("health").asText())
                        .as(rule.toString())
                        .isEqualTo("ok"));
        assertThat(rules())
                .as("what is wrong where nothing is")
                .filteredOn(rule -> rule.path("state").asText().equals("firing"))
                .isEmpty();
        assertThat(value("max(count by (instance) ({job=\"fanfare-management\"}))"))
                .as("series of a member")
                .isBetween(100.0, (double) SERIES);

        Await.until(this::isShown, () -> "too short for a picture");
        members.get(1).kill();
        Await.until(
                () -> hasAnswer("ALERTS{alertname=\"FanfareMemberDown\",alertstate=\"pending\"}"),
                () -> prometheus.query("ALERTS"));
        draw(Path.of("target", "dashboard.svg"));
    }

    private boolean isShown() {
        return Duration.between(begun, Instant.now()).toSeconds() >= Integer.getInteger("fanfare.dashboard.seconds", 0);
    }

    private void draw(Path file) throws IOException {
        Instant now = Instant.now();
        String picture = DashboardPicture.of(
                dashboard(),
                query -> json(prometheus.query(query.replace(RATE_INTERVAL, "10s"), begun, now)),
                begun.getEpochSecond(),
                now.getEpochSecond());
        Files.writeString(file, picture);
        assertThat(picture.split("<polyline", -1))
                .as("at least a line a panel")
                .hasSizeGreaterThan(queriesOfPanels().size());
    }

    /** By who asks. An alert asks everything but its threshold, which stands on the last line. */
    private Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        for (JsonNode rule : rules()) {
            String query = rule.path("query").asText();
            boolean alerts = rule.path("type").asText().equals("alerting");
            queries.put(
                    rule.path("name").asText(), alerts ? query.replaceFirst("\\s*[<>]=?\\s*[\\d.]+\\s*$", "") : query);
        }
        queries.putAll(queriesOfPanels());
        return queries;
    }

    private static Map<String, String> queriesOfPanels() {
        Map<String, String> queries = new LinkedHashMap<>();
        for (JsonNode panel : dashboard().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.put(
                        "panel " + panel.path("title").asText() + ' '
                                + target.path("refId").asText(),
                        target.path("expr").asText().replace(RATE_INTERVAL, "1m"));
            }
        }
        return queries;
    }

    private List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        json(prometheus.get("/api/v1/rules"))
                .path("data")
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    /** Something, and a number. */
    private boolean hasAnswer(String query) {
        JsonNode answer = json(prometheus.query(query));
        assertThat(answer.path("status").asText()).as(query + ": " + answer).isEqualTo("success");
        for (JsonNode series : answer.at("/data/result")) {
            if (!series.at("/value/1").asText().equals("NaN")) {
                return true;
            }
        }
        return false;
    }

    private double value(String query) {
        return json(prometheus.query(query)).at("/data/result/0/value/1").asDouble();
    }

    private static JsonNode dashboard() {
        try {
            return JSON.readTree(MONITORING.resolve("dashboard.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
