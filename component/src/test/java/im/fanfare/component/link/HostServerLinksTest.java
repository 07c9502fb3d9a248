package im.fanfare.component.link;

import static im.fanfare.component.link.FakeHostServer.SECRET;
import static im.fanfare.component.link.FakeHostServer.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.link.FakeHostServer.Connection;
import im.fanfare.fanout.Frames;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostServerLinksTest {
    private final BlockingQueue<XmlElement> handled = new LinkedBlockingQueue<>();

    @Test
    void sharesASubscribersStanzasAmongLinksAndIsDoneWhenAllAre() throws Exception {
        try (FakeHostServer server = new FakeHostServer();
                HostServerLinks links = links(server, 3)) {
            links.start();
            List<Connection> connections = List.of(server.next(), server.next(), server.next());
            Numbered frames = new Numbered("a", 3_000);

            deliver(links, frames).get(20, TimeUnit.SECONDS);

            List<List<String>> taken =
                    connections.stream().map(Connection::rest).toList();
            assertThat(taken.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(frames.stanzas());
            assertThat(taken).allSatisfy(some -> assertThat(some).hasSize(1_000));
        }
    }

    @Test
    void isNotDoneWhileOneLinkIsNot() throws Exception {
        try (FakeHostServer server = new FakeHostServer();
                HostServerLinks links = links(server, 2)) {
            links.links().get(0).start();
            server.next();

            CompletableFuture<Void> done = deliver(links, new Numbered("a", 10));
            CompletableFuture<Void> half = new CompletableFuture<>();
            links.outboxes().get(0).offer(0, new Numbered("b", 2)).thenRun(() -> half.complete(null));
            half.get(20, TimeUnit.SECONDS);

            assertThat(done).isNotDone();
            links.links().get(1).start();
            done.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void answersOnTheLinkThatARequestCameInOn() throws Exception {
        try (FakeHostServer server = new FakeHostServer();
                HostServerLinks links = links(server, 2)) {
            links.start();
            Connection first = server.next();
            Connection second = server.next();

            second.send("<iq type='get' id='echo'/>");

            assertThat(second.stanza()).isEqualTo("<iq type='get' id='echo'/>");
            assertThat(first.rest()).isEmpty();
        }
    }

    /** What a member without a link does: it hands chunks to one that has, and confirms them when told. */
    @Test
    void needsNoLinkWhereAnotherTransportIsAttached() throws Exception {
        Outbox outbox = new Outbox(SERVICE, LinkConfig.Limits.DEFAULT);
        try (HostServerLinks links = HostServerLinks.without(outbox)) {
            CompletableFuture<Void> woken = new CompletableFuture<>();
            outbox.attach(() -> woken.complete(null));
            CompletableFuture<Void> done = deliver(links, new Numbered("a", 3));

            woken.get(20, TimeUnit.SECONDS);
            Chunk chunk = outbox.next(new byte[1 << 16]).orElseThrow();
            outbox.confirm(chunk.number());

            assertThat(chunk.stanzas()).isEqualTo(3);
            assertThat(done).isCompleted();
        }
    }

    private HostServerLinks links(FakeHostServer server, int count) {
        LinkConfig config = LinkConfig.of(SERVICE, "127.0.0.1", server.port(), SECRET);
        return HostServerLinks.of(
                java.util.Collections.nCopies(count, config),
                new Barriers("fanfare-0", id -> {}),
                (link, stanza) -> {
                    handled.add(stanza);
                    link.reply(
                            XmlElement.of("iq", Stanzas.NS).with("type", "get").with("id", stanza.attribute("id")));
                },
                (link, state) -> {});
    }

    private static CompletableFuture<Void> deliver(HostServerLinks links, Frames frames) {
        return links.deliver(0, frames).toCompletableFuture();
    }
}
