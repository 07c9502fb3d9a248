package im.fanfare.component.system;

import static im.fanfare.component.system.Transcript.create;
import static im.fanfare.component.system.Transcript.publish;
import static im.fanfare.component.system.Transcript.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
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
    }

    @Test
    void saysThatItLivesAndServes() {
        assertThat(elsinore.member().manages("/alive")).isEqualTo("200 alive\n");
        assertThat(elsinore.member().manages("/ready")).isEqualTo("200 ready\n");
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
