package im.fanfare.component.link;

import static im.fanfare.component.link.FakeHostServer.SECRET;
import static im.fanfare.component.link.FakeHostServer.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.link.FakeHostServer.Connection;
import im.fanfare.fanout.Frames;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

    /** Two host servers share a fan-out, each with two links: everybody is told once, by the right one, and in order. */
    @Test
    void tellsEverybodyThroughTheHostServerOfTheirDomain() throws Exception {
        Set<String> southern = Set.of("verona.lit");
        try (FakeHostServer north = new FakeHostServer();
                FakeHostServer south = new FakeHostServer();
                HostServerLinks northern = links(north, 2, Route.pastAll(southern));
                HostServerLinks southerly = links(south, 2, Route.to(southern))) {
            northern.start();
            southerly.start();
            List<Connection> connections = List.of(north.next(), north.next(), south.next(), south.next());
            List<CompletableFuture<Void>> done = new ArrayList<>();
            for (String name : List.of("a", "b")) {
                Frames frames = new OfTwoCities(new Numbered(name, 2_000));
                done.add(deliver(northern, frames));
                done.add(deliver(southerly, frames));
            }
            for (CompletableFuture<Void> each : done) {
                each.get(20, TimeUnit.SECONDS);
            }

            List<List<String>> taken =
                    connections.stream().map(Connection::rest).toList();
            assertThat(taken).allSatisfy(some -> assertThat(some).hasSize(1_000));
            assertThat(taken.stream().flatMap(List::stream)).hasSize(4_000).doesNotHaveDuplicates();
            for (int connection = 0; connection < taken.size(); connection++) {
                int southerner = connection / 2;
                List<Integer> numbers = taken.get(connection).stream()
                        .map(stanza -> Integer.parseInt(stanza.replaceAll(".*id='[ab]-(\\d+)'.*", "$1")))
                        .toList();
                assertThat(numbers).allMatch(number -> number / 1_000 == southerner);
                assertThat(numbers.subList(0, 500)).isSorted().isEqualTo(numbers.subList(500, 1_000));
            }
        }
    }

    /** The second half of the recipients is at verona.lit. */
    private record OfTwoCities(Numbered frames) implements Frames {
        @Override
        public int size() {
            return frames.size();
        }

        @Override
        public int write(int index, byte[] into, int at) {
            return frames.write(index, into, at);
        }

        @Override
        public int recipient(int index) {
            return frames.recipient(index);
        }

        @Override
        public boolean isAt(int index, byte[] domain) {
            return index >= size() / 2 && new String(domain, StandardCharsets.UTF_8).equals("verona.lit");
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
        return links(server, count, Route.ALL);
    }

    private HostServerLinks links(FakeHostServer server, int count, Route route) {
        LinkConfig config = LinkConfig.of(SERVICE, "127.0.0.1", server.port(), SECRET);
        return HostServerLinks.of(
                java.util.Collections.nCopies(count, config),
                route,
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
