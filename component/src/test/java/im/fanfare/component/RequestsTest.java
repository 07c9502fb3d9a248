package im.fanfare.component;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.iq.IqHandler;
import im.fanfare.component.iq.IqRouter;
import im.fanfare.component.link.Barriers;
import im.fanfare.component.link.FakeHostServer;
import im.fanfare.component.link.FakeHostServer.Connection;
import im.fanfare.component.link.Link;
import im.fanfare.component.link.LinkConfig;
import im.fanfare.component.link.Outbox;
import im.fanfare.component.management.Meters;
import im.fanfare.component.message.MessageRouter;
import im.fanfare.stanza.Iq;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.xml.namespace.QName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a member takes its leave of those who ask it. */
@Timeout(60)
class RequestsTest {
    private final CompletableFuture<Void> slow = new CompletableFuture<>();
    private final Requests requests = new Requests(
            new IqRouter(List.of(new Thinker())),
            new MessageRouter(List.of(), bounced -> {}),
            3,
            new Meters().requests());
    private FakeHostServer server;
    private Link link;
    private Connection connection;

    @BeforeEach
    void start() throws Exception {
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
    }

    @Test
    void tellsWhoeverComesBeyondTheLimitToWait() throws Exception {
        ask("slow-1");
        ask("slow-2");
        ask("slow-3");
        ask("4");

        assertThat(connection.stanza()).contains("id='4'", "type='wait'", "<resource-constraint");
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

    private void ask(String id) throws IOException {
        connection.send("<iq type='get' from='hamlet@denmark.lit/e' to='" + FakeHostServer.SERVICE + "' id='" + id
                + "'><question xmlns='urn:thinker'/></iq>");
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
            return request.id().startsWith("slow")
                    ? slow.thenApply(woken -> request.result())
                    : CompletableFuture.completedFuture(request.result());
        }
    }
}
