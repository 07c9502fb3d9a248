package im.fanfare.component.system;

import static im.fanfare.component.system.Transcript.create;
import static im.fanfare.component.system.Transcript.publish;
import static im.fanfare.component.system.Transcript.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator sees of a member while people use it. */
@ParameterizedClass
@EnumSource
class ManagementIT {
    private final Elsinore elsinore;

    ManagementIT(Elsinore.Behind host) {
        elsinore = Elsinore.behind(host);
    }

    @Test
    void countsAPublishFromTheRequestToTheLastNotification() {
        elsinore.hamlet().sets(create("counted"));
        elsinore.francisco().sets(subscribe("counted", elsinore.francisco().jid()));
        Map<String, Double> before = metrics();

        elsinore.hamlet().sets(publish("counted", "one"));
        elsinore.francisco().isNotifiedOf("counted");
        elsinore.hamlet().asks("set", publish("no such node", "one"));

        Await.until(
                () -> increase(before, "fanfare_fanout_notifications_total") >= 1
                        && increase(before, "fanfare_requests_seconds_count{operation=\"publish\",outcome=\"result\"}")
                                >= 1
                        && increase(before, "fanfare_outbox_written_total{service=\"pubsub.localhost\"}") >= 1
                        && increase(before, "fanfare_link_stanzas_in_total{service=\"pubsub.localhost\"}") >= 2
                        && increase(before, "fanfare_expiry_sweep_seconds_count") >= 1
                        && metrics().get("fanfare_node_commands_waiting") == 0
                        && metrics().get("fanfare_fanout_uncommitted") == 0
                        && metrics().get("fanfare_fanout_deliveries_backlog") == 0,
                this::metrics);
        assertThat(metrics())
                .containsEntry("fanfare_links{service=\"pubsub.localhost\",state=\"up\"}", 1.0)
                .containsEntry("fanfare_links{service=\"pubsub.localhost\",state=\"connecting\"}", 0.0)
                .containsEntry("fanfare_fanout_publications_backlog", 0.0)
                .containsKey("fanfare_requests_seconds_bucket{operation=\"publish\",outcome=\"result\",le=\"0.1\"}")
                .containsKey("fanfare_link_barrier_seconds{service=\"pubsub.localhost\"}")
                .containsKey("process_cpu_usage");
        assertThat(metrics().get("fanfare_nodes_awake")).isGreaterThanOrEqualTo(1);
        assertThat(Stream.of("journal", "fence", "store", "log"))
                .allMatch(stage -> increase(before, "fanfare_commit_seconds_count{stage=\"" + stage + "\"}") >= 1)
                .allMatch(stage -> increase(before, "fanfare_commit_seconds_sum{stage=\"" + stage + "\"}") > 0);
    }

    @Test
    void saysThatItLivesAndServes() {
        assertThat(elsinore.member().manages("/alive")).isEqualTo("200 alive\n");
        assertThat(elsinore.member().manages("/ready")).isEqualTo("200 ready\n");
    }

    @Test
    void isAdministered() {
        elsinore.hamlet().sets(create("administered"));
        elsinore.francisco().sets(subscribe("administered", elsinore.francisco().jid()));
        elsinore.hamlet().sets(publish("administered", "one"));
        elsinore.francisco().isNotifiedOf("administered");

        JsonNode member = administered("/members").path(0);
        assertThat(member.path("status").asText() + member.path("ready")).isEqualTo("uptrue");
        String name = member.path("member").asText();
        assertThat(administered("/links"))
                .allMatch(link -> link.path("state").asText().equals("up"));
        assertThat(administered("/shards"))
                .allMatch(shards -> shards.path("member").asText().equals(name)
                        && shards.path("shards").asInt() > 0
                        && shards.path("nodesAwake").asInt() > 0);
        Await.until(
                () -> Stream.of(administered("/partitions"))
                        .flatMap(all -> StreamSupport.stream(all.spliterator(), false))
                        .allMatch(partition -> partition.path("lag").asInt() == 0
                                && partition.path("member").asText().equals(name.replace(':', '_'))),
                () -> administered("/partitions"));
        assertThat(administered("/partitions")).hasSize(2 + 4);
        JsonNode node = administered("/node?node=administered");
        assertThat(node.path("member").asText()).isEqualTo(name);
        assertThat(List.of(
                        node.path("items").asInt(),
                        node.path("subscribers").asInt(),
                        node.path("pages").asInt()))
                .containsExactly(1, 1, 1);
        assertThat(administered("/user?jid=hamlet@localhost").path("affiliations"))
                .anyMatch(each -> each.path("node").asText().equals("administered"));
        assertThat(elsinore.member().administers("GET /node?node=nowhere")).startsWith("404 ");
    }

    /** Decision 19. */
    @Test
    void aNodeIsMovedAndNobodyIsTold() throws IOException, InterruptedException {
        elsinore.hamlet().sets(create("moved"));
        elsinore.francisco().sets(subscribe("moved", elsinore.francisco().jid()));
        elsinore.hamlet().sets(publish("moved", "old"));
        elsinore.francisco().isNotifiedOf("moved");

        String file = elsinore.member().administers("GET /export?node=moved").substring(4);
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        elsinore.member().administration().resolve("/import?node=moved&as=here"))
                                .POST(HttpRequest.BodyPublishers.ofString(file))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.body()).contains("\"items\":1,\"affiliations\":1,\"subscriptions\":1,\"leftOut\":{}");
        elsinore.hamlet().sets(publish("here", "new"));
        assertThat(elsinore.francisco()
                        .hears(stanza -> XmppClient.isNotification(stanza, "here"))
                        .toXml())
                .as("the first that comes of it")
                .contains("new")
                .doesNotContain("old");
    }

    private JsonNode administered(String path) {
        String answer = elsinore.member().administers("GET " + path);
        assertThat(answer).startsWith("200 ");
        return parsed(answer.substring(4));
    }

    /** Promise P9 of design §2. */
    @Test
    void aPublishIsFollowedByItsIdThroughTheLog() {
        elsinore.hamlet().sets(create("followed"));
        elsinore.francisco().sets(subscribe("followed", elsinore.francisco().jid()));

        elsinore.hamlet()
                .asks("<iq type='set' to='" + XmppClient.SERVICE + "' id='by this id'>" + publish("followed", "one")
                        + "</iq>");
        String message = elsinore.francisco()
                .hears(stanza -> XmppClient.isNotification(stanza, "followed"))
                .attribute("id")
                .orElseThrow();

        Await.until(() -> said("message", message).size() >= 4, () -> said("message", message));
        String node = XmppClient.SERVICE + "/followed";
        assertThat(said("request", "by this id"))
                .containsExactlyInAnyOrder(
                        "iq comes from the host server, " + elsinore.hamlet().jid(),
                        "Publish is asked of the node, " + elsinore.hamlet().jid() + ' ' + node,
                        "ItemPublished is stored and logged, " + node + ' ' + message,
                        "Publish is answered with Published, "
                                + elsinore.hamlet().jid() + ' ' + node,
                        "it is answered: result, " + elsinore.hamlet().jid(),
                        "ItemPublished is for 1 pages, " + node + ' ' + message);
        assertThat(said("message", message))
                .extracting(line -> line.replaceFirst("partition \\d+", "partition N"))
                .containsExactlyInAnyOrder( // the expander may have it before the node says so
                        "ItemPublished is stored and logged, " + node + ' ' + message,
                        "ItemPublished is for 1 pages, " + node + ' ' + message,
                        "page 0 for 1 subscribers is handed to the outbox of the host server, partition N, " + node
                                + ' ' + message,
                        "page 0 for 1 subscribers is taken by the host server, partition N, " + node + ' ' + message);
    }

    /** The lines that have it beside them, each with what else they have beside them. */
    private List<String> said(String key, String value) {
        try (Stream<String> lines = Files.lines(elsinore.member().log())) {
            return lines.filter(line -> line.startsWith("{"))
                    .map(ManagementIT::parsed)
                    .filter(line -> line.path("mdc").path(key).asText().equals(value))
                    .map(line -> line.path("formattedMessage").asText()
                            + Stream.of("requester", "node", "message")
                                    .map(beside -> line.path("mdc").path(beside).asText())
                                    .filter(text -> !text.isEmpty())
                                    .collect(Collectors.joining(" ", ", ", "")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parsed(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance(); // it is being written
        }
    }

    private double increase(Map<String, Double> before, String series) {
        return metrics().getOrDefault(series, 0.0) - before.getOrDefault(series, 0.0);
    }

    private Map<String, Double> metrics() {
        String ofTheHostServer = "host_server=\"127.0.0.1-%d\",?"
                .formatted(elsinore.server().settings().componentPort());
        return Arrays.stream(elsinore.member().manages("/metrics").split("\n"))
                .map(line -> line.replaceFirst(ofTheHostServer, "").replace("{}", ""))
                .filter(line -> line.matches("[a-z].* [-+.\\dEeInfNa]+"))
                .map(line -> line.split(" (?=[^ ]+$)"))
                .collect(Collectors.toMap(parts -> parts[0], parts -> Double.valueOf(parts[1]), (one, same) -> one));
    }
}
