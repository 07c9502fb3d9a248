package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real Prometheus looks at two members under load: whatever the rules and the dashboard ask has an answer. */
@Timeout(300)
class MonitoringIT {
    private static final String SERVICE = "pubsub.localhost";
    private static final String DOMAIN = "subs.localhost";
    private static final Path MONITORING = Path.of("..", "k8s", "components", "monitoring");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whatever users do, a member has no more series than this. */
    private static final int SERIES = 1_500;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private List<FanfareMember> members;
    private CompletableFuture<Void> load;
    private Prometheus prometheus;

    @BeforeEach
    void start() throws Exception {
        Prosody prosody = new Prosody(Home.careless(), HostSettings.of(SERVICE, DOMAIN)).start();
        open.add(0, prosody);
        members = Installation.of("monitoring")
                .attachedTo(prosody, SERVICE, "shared")
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

    @AfterEach
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
    void everyRuleAndEveryPanelHasAnAnswerUnderLoad() {
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

        members.get(1).kill();
        Await.until(
                () -> hasAnswer("ALERTS{alertname=\"FanfareMemberDown\",alertstate=\"pending\"}"),
                () -> prometheus.query("ALERTS"));
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
        for (JsonNode panel : dashboard().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.put(
                        "panel " + panel.path("title").asText() + ' '
                                + target.path("refId").asText(),
                        target.path("expr").asText().replace("$__rate_interval", "1m"));
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
