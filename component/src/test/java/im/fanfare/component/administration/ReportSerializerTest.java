package im.fanfare.component.administration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What members say to one another, there and back. */
class ReportSerializerTest {
    private static final MemberReport REPORT = new MemberReport(
            "elsinore:7355",
            List.of("a link is down"),
            1,
            2,
            3,
            List.of(new LinkReport("pubsub.denmark.lit", "castle", "shared", "elsewhere", 4, 5)));

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<MemberReport> probe = kit.createTestProbe();
    private final ReportSerializer serializer =
            new ReportSerializer((ExtendedActorSystem) Adapter.toClassic(kit.system()));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void whatIsWrittenIsRead() {
        for (Object message : List.of(
                new Reporter.Ask(probe.ref()),
                new Reporter.Suspend("pubsub.denmark.lit", "castle", true, probe.ref()),
                REPORT)) {
            assertThat(serializer.fromBinary(serializer.toBinary(message), serializer.manifest(message)))
                    .isEqualTo(message);
        }
    }

    @Test
    void aMemberOfAnotherReleaseMaySayLessOrMore() {
        byte[] less = "{\"member\":\"elsinore:7355\",\"mood\":\"melancholy\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(serializer.fromBinary(less, serializer.manifest(REPORT)))
                .isEqualTo(new MemberReport("elsinore:7355", List.of(), 0, 0, 0, List.of()));
    }
}
