package im.fanfare.component;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.blacklist.Blacklist;
import im.fanfare.component.iq.IqHandler;
import im.fanfare.component.iq.IqRouter;
import im.fanfare.component.limits.Limit;
import im.fanfare.component.limits.Limits;
import im.fanfare.component.limits.Requesters;
import im.fanfare.component.link.Barriers;
import im.fanfare.component.link.FakeHostServer;
import im.fanfare.component.link.FakeHostServer.Connection;
import im.fanfare.component.link.Link;
import im.fanfare.component.link.LinkConfig;
import im.fanfare.component.link.Outbox;
import im.fanfare.component.management.Meters;
import im.fanfare.component.management.Tally;
import im.fanfare.component.message.MessageRouter;
import im.fanfare.component.presence.PresenceChange;
import im.fanfare.component.presence.PresenceHandler;
import im.fanfare.pubsub.Jid;
import im.fanfare.schema.MemoryBlacklists;
import im.fanfare.schema.Traces;
import im.fanfare.schema.Trail;
import im.fanfare.stanza.Iq;
import im.fanfare.stanza.StanzaError;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.xml.namespace.QName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a member takes its leave of those who ask it. */
@Timeout(60)
class RequestsTest {
    private final Traces traces = new Traces();
    private final CompletableFuture<Void> slow = new CompletableFuture<>();
    private final List<PresenceChange> presences = new CopyOnWriteArrayList<>();
    private final Blacklist blacklist = Blacklist.start(
            new MemoryBlacklists(),
            List.of(FakeHostServer.SERVICE),
            Set.of(Jid.parse("admin@norway.lit")),
            Clock.systemUTC());
    private final Requests requests = new Requests(
            new IqRouter(List.of(new Thinker())),
            new MessageRouter(List.of(), bounced -> {}),
            new PresenceHandler(presences::add),
            blacklist,
            new Requesters(Limits.NONE, Tally.of(Limit.class), System::nanoTime),
            3,
            new Meters().requests(),
            traces.tracing());
    private final List<Trail> asked = new CopyOnWriteArrayList<>();
    private FakeHostServer server;
    private Link link;
    private Connection connection;

    @BeforeEach
    void start() throws Exception {
        block(Set.of(), Set.of()); // so it has been read
        server = new FakeHostServer();
        LinkConfig config = LinkConfig.of(FakeHostServer.SERVICE, "127.0.0.1", server.port(), FakeHostServer.SECRET);
        link = new Link(
                config,
                new Outbox(FakeHostServer.SERVICE, config.limits()),
                new Barriers("fanfare-0", foreign -> {}),
                requests,
                (changed, state) -> {});
        link.start();
        connection = server.next();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        link.close();
        blacklist.close();
    }

    @Test
    void tellsWhoeverComesBeyondTheLimitToWait() throws Exception {
        ask("slow-1");
        ask("slow-2");
        ask("slow-3");
        ask("4");

        assertThat(connection.stanza()).contains("id='4'", "type='wait'", "<resource-constraint");
    }

    /** It is no request: it takes nobody's place, and is remembered while others are told to wait. */
    @Test
    void takesPresenceAlsoBeyondTheLimit() throws Exception {
        ask("slow-1");
        ask("slow-2");
        ask("slow-3");
        connection.send("<presence from='hamlet@denmark.lit/e' to='" + FakeHostServer.SERVICE + "'/>");
        connection.send("<presence from='hamlet@denmark.lit/e' to='" + FakeHostServer.SERVICE + "' type='probe'/>");

        assertThat(connection.stanza()).contains("<presence", "to='hamlet@denmark.lit/e'");
        assertThat(presences).extracting(PresenceChange::kind).containsExactly(PresenceChange.Kind.AVAILABLE);
    }

    /** XEP-0133 §4.11, by bare JID and by domain; an administrator could not undo it otherwise. */
    @Test
    void refusesWhoIsOnTheBlacklist() throws Exception {
        block(Set.of(Jid.parse("hamlet@denmark.lit"), Jid.parse("norway.lit")), Set.of());
        ask("1");
        assertThat(connection.stanza()).contains("id='1'", "type='auth'", "<forbidden");
        ask("2", "fortinbras@norway.lit/army");
        assertThat(connection.stanza()).contains("id='2'", "<forbidden");
        connection.send(
                "<presence from='fortinbras@norway.lit/army' to='" + FakeHostServer.SERVICE + "' type='probe'/>");
        ask("3", "admin@norway.lit/desk");
        assertThat(connection.stanza()).contains("id='3'", "type='result'");
        ask("4", "horatio@denmark.lit/e");
        assertThat(connection.stanza()).contains("id='4'", "type='result'");

        block(Set.of(), Set.of(Jid.parse("hamlet@denmark.lit")));
        ask("5");
        assertThat(connection.stanza()).contains("id='5'", "type='result'");
    }

    private void block(Set<Jid> on, Set<Jid> off) throws Exception {
        blacklist.change(FakeHostServer.SERVICE, on, off).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void answersEveryoneBeforeItIsClosed() throws Exception {
        ask("slow-1");
        ask("2");
        assertThat(connection.stanza()).contains("id='2'", "type='result'");

        CompletableFuture<Void> closed = CompletableFuture.runAsync(requests::close);

        String answer = "";
        while (!answer.contains("type='wait'")) { // until it is closing
            ask("late");
            answer = connection.stanza();
        }
        assertThat(answer).contains("id='late'", "<resource-constraint");
        assertThat(closed).isNotDone();
        slow.complete(null);
        assertThat(connection.stanza()).contains("id='slow-1'", "type='result'");
        closed.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aRequestThatIsSampledIsFollowedFromHereOn() throws Exception {
        ask("1");
        connection.stanza();
        ask("refused-2");
        connection.stanza();

        List<SpanData> spans = traces.named("other");
        assertThat(spans).hasSize(2).extracting(SpanData::getKind).containsOnly(SpanKind.SERVER);
        assertThat(asked)
                .extracting(trail -> trail.span().traceparent())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains(
                                        spans.get(0).getTraceId(), spans.get(0).getSpanId()),
                        second -> assertThat(second)
                                .contains(
                                        spans.get(1).getTraceId(), spans.get(1).getSpanId()));
        assertThat(asked).extracting(Trail::request).containsExactly("1", "refused-2");
        assertThat(attributes(spans.get(0)))
                .containsEntry("fanfare.request", "1")
                .containsEntry("fanfare.service", FakeHostServer.SERVICE)
                .containsEntry("fanfare.node", "princely_musings")
                .containsEntry("rpc.response.status_code", "result")
                .doesNotContainKey("error.type");
        assertThat(attributes(spans.get(1))).containsEntry("error.type", "forbidden");
        assertThat(spans.get(1).getStatus().getStatusCode())
                .as("no fault of ours")
                .isEqualTo(StatusCode.UNSET);
    }

    private static Map<String, Object> attributes(SpanData span) {
        return span.getAttributes().asMap().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().getKey(), Map.Entry::getValue));
    }

    private void ask(String id) throws IOException {
        ask(id, "hamlet@denmark.lit/e");
    }

    private void ask(String id, String from) throws IOException {
        connection.send("<iq type='get' from='" + from + "' to='" + FakeHostServer.SERVICE + "' id='" + id
                + "'><question xmlns='urn:thinker' node='princely_musings'/></iq>");
    }

    /** Answers at once, unless it is asked slowly. */
    private final class Thinker implements IqHandler {
        @Override
        public Set<QName> payloads() {
            return Set.of(new QName("urn:thinker", "question"));
        }

        @Override
        public List<String> features() {
            return List.of();
        }

        @Override
        public CompletionStage<Iq> handle(Iq request) {
            asked.add(Trail.current());
            if (request.id().startsWith("refused")) {
                return CompletableFuture.completedFuture(
                        request.error(StanzaError.of(StanzaError.Type.AUTH, "forbidden")));
            }
            return request.id().startsWith("slow")
                    ? slow.thenApply(woken -> request.result())
                    : CompletableFuture.completedFuture(request.result());
        }
    }
}
