package im.fanfare.component.link;

import static im.fanfare.component.link.FakeHostServer.MULTICAST;
import static im.fanfare.component.link.FakeHostServer.SECRET;
import static im.fanfare.component.link.FakeHostServer.SERVICE;
import static im.fanfare.component.link.FakeHostServer.parsed;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.link.FakeHostServer.Connection;
import im.fanfare.component.link.FakeHostServer.Multicast;
import im.fanfare.fanout.Frames;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** XEP-0033: one stanza for many recipients, and what design §2 promises across it. */
@Timeout(60)
class MulticastTest {
    private static final int RECIPIENTS = 5;
    private static final LinkConfig.Times QUICK = new LinkConfig.Times(
            Duration.ofMillis(5),
            Duration.ofMillis(50),
            Duration.ofMillis(300),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5));

    private final Barriers barriers = new Barriers("fanfare-0", id -> {});
    private final List<Link> links = new ArrayList<>();
    private FakeHostServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = new FakeHostServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        links.forEach(Link::close);
    }

    @Test
    void writesOneStanzaForMany() throws Exception {
        server.multicast = Multicast.WORKS;
        Link link = started(QUICK);
        Connection connection = open(link);

        var done = offer(link, new Guards("alas", 10));

        assertThat(connection.stanzas(10).stream().map(MulticastTest::recipient))
                .containsExactlyElementsOf(new Guards("alas", 10).recipients());
        done.get(20, TimeUnit.SECONDS);
        List<List<String>> groups = groupsBehindTrial(connection);
        assertThat(groups.stream().map(List::size)).containsExactly(5, 5, 3);
        assertThat(groups)
                .allSatisfy(group -> assertThat(group.get(group.size() - 1)).startsWith(SERVICE + "/b:"));
        assertThat(link.outbox().figures().written()).isEqualTo(10);
    }

    /** The fewer are in a stanza, the more each costs the host server. */
    @Test
    void cutsNoStanzaShortForAWindowATurnOrABufferThatIsNearlyFull() throws Exception {
        server.multicast = Multicast.WORKS;
        Link link = started(QUICK, 8, new LinkConfig.Limits(1 << 20, 128, 50_000, 1_000, 512 << 10));
        Connection connection = open(link);

        var done = offer(link, new Guards("alas", 5_000));

        connection.stanzas(5_000);
        done.get(20, TimeUnit.SECONDS);
        List<List<String>> groups = groupsBehindTrial(connection);
        assertThat(groups).hasSize(715); // seven and ourselves
        assertThat(groups.subList(0, 714)).allSatisfy(group -> assertThat(group).hasSize(8));
    }

    @Test
    void saysToEachWhatHeWouldHaveBeenToldAlone() throws Exception {
        server.multicast = Multicast.WORKS;
        Link link = started(QUICK);
        Connection connection = open(link);

        var unused = offer(link, new Guards("alas", 1));

        XmlElement told = parsed(connection.stanza());
        assertThat(told).isEqualTo(parsed(new Guards("alas", 1).stanza(0)));
    }

    @Test
    void isNotConfirmedByThePingThatOvertakes() throws Exception {
        server.multicast = Multicast.KEEPS_OURS;
        Link link = started(QUICK);
        Connection connection = open(link);
        var done = offer(link, new Guards("alas", 4));
        connection.stanzas(4);
        awaitBarriers(link, connection);

        assertThat(done).isNotDone();
        assertThat(link.outbox().isEmpty()).isFalse();

        connection.releaseCopies();
        done.get(20, TimeUnit.SECONDS);
    }

    @Test
    void repeatsToEachByHimselfWhatWasRefused() throws Exception {
        server.multicast = Multicast.REFUSES_OTHERS;
        Link link = started(QUICK);
        Connection first = open(link);
        var done = offer(link, new Guards("alas", 6));

        Connection second = server.next();

        assertThat(second.stanzas(6).stream().map(MulticastTest::recipient))
                .containsExactlyElementsOf(new Guards("alas", 6).recipients());
        done.get(20, TimeUnit.SECONDS);
        assertThat(groupsBehindTrial(second)).isEmpty();
        assertThat(first.rest()).isEmpty();
    }

    @Test
    void repeatsInOrderWhatAStreamThatBrokeHadNotConfirmed() throws Exception {
        server.multicast = Multicast.KEEPS_OURS;
        Link link = started(QUICK);
        Connection first = open(link);
        var alas = offer(link, new Guards("alas", 3));
        var poor = offer(link, new Guards("poor", 3));
        first.stanzas(6);
        awaitBarriers(link, first);
        server.multicast = Multicast.WORKS;

        first.drop();

        List<String> again = server.next().stanzas(6);
        assertThat(again)
                .containsExactlyElementsOf(Stream.concat(
                                new Guards("alas", 3).stanzas().stream(), new Guards("poor", 3).stanzas().stream())
                        .toList());
        CompletableFuture.allOf(alas, poor).get(20, TimeUnit.SECONDS);
    }

    @Test
    void goesToEachByHimselfWhereTheServiceRefusesTheTrial() throws Exception {
        server.multicast = Multicast.REFUSES;
        Link link = started(QUICK);
        Connection connection = server.next();

        var done = offer(link, new Guards("alas", 3));

        assertThat(connection.stanzas(3)).containsExactlyElementsOf(new Guards("alas", 3).stanzas());
        done.get(20, TimeUnit.SECONDS);
        assertThat(link.state()).isEqualTo(Link.State.UP);
        assertThat(connection.groups()).hasSize(1);
    }

    @Test
    void triesAsManyAddressesAsItWillUse() throws Exception {
        server.multicast = Multicast.WORKS;
        Connection connection = open(started(QUICK));

        assertThat(connection.groups().get(0)).hasSize(RECIPIENTS).allMatch(jid -> jid.startsWith(SERVICE + "/b:"));
    }

    @Test
    void writesByHimselfToWhomTheServiceMightRefuse() throws Exception {
        server.multicast = Multicast.WORKS;
        Link link = started(QUICK);
        Connection connection = open(link);
        Guards guards = new Guards(
                "alas",
                List.of(
                        "francisco@denmark.lit",
                        "fortinbras@norway.lit",
                        "bernardo@denmark.lit/post",
                        "ophélia@denmark.lit",
                        "o&apos;x@denmark.lit",
                        "denmark.lit"));

        offer(link, guards).get(20, TimeUnit.SECONDS);

        assertThat(connection.stanzas(6).stream().map(MulticastTest::recipient))
                .containsExactlyElementsOf(guards.recipients().stream()
                        .map(jid -> jid.replace("&apos;", "'"))
                        .toList());
        assertThat(groupsBehindTrial(connection).stream().flatMap(List::stream).filter(jid -> !jid.startsWith(SERVICE)))
                .containsExactly("francisco@denmark.lit", "bernardo@denmark.lit/post", "denmark.lit");
    }

    @Test
    void endsTheStreamWhenACopyStaysAway() throws Exception {
        LinkConfig.Times impatient = new LinkConfig.Times(
                QUICK.backoffMin(),
                QUICK.backoffMax(),
                QUICK.refused(),
                QUICK.connect(),
                QUICK.keepAlive(),
                Duration.ofMillis(600),
                QUICK.closing());
        server.multicast = Multicast.KEEPS_OURS;
        Link link = started(impatient);
        open(link).rest();
        var done = offer(link, new Guards("alas", 2));

        Connection second = server.next();

        assertThat(second.stanzas(2)).containsExactlyElementsOf(new Guards("alas", 2).stanzas());
        done.get(20, TimeUnit.SECONDS);
    }

    private static List<List<String>> groupsBehindTrial(Connection connection) {
        return connection.groups().subList(1, connection.groups().size());
    }

    private static String recipient(String stanza) {
        return parsed(stanza).attribute("to").orElseThrow();
    }

    /** A connection on which the trial is through. */
    private Connection open(Link link) throws InterruptedException {
        Connection connection = server.next();
        while (!link.multicast().orElseThrow().isOpen()) {
            Thread.onSpinWait();
        }
        return connection;
    }

    /** Returns when a ping behind everything has come back. */
    private static void awaitBarriers(Link link, Connection connection) throws Exception {
        int seen = connection.barriersSeen;
        var unused = link.reply(XmlElement.of("iq", Stanzas.NS).with("id", "last"));
        while (connection.barriersSeen == seen || connection.unconfirmed() > 0) {
            Thread.onSpinWait();
        }
        // The answer to this goes through both of the link's threads, behind the ping.
        connection.send("<iq type='get' id='behind' from='hamlet@denmark.lit' to='" + SERVICE + "'><a></iq>");
        while (!connection.stanza().contains("behind")) {
            // what was before it
        }
    }

    private CompletableFuture<Void> offer(Link link, Frames frames) {
        return link.outbox().offer(0, frames).toCompletableFuture();
    }

    private Link started(LinkConfig.Times times) {
        return started(times, RECIPIENTS, LinkConfig.Limits.DEFAULT);
    }

    private Link started(LinkConfig.Times times, int recipients, LinkConfig.Limits limits) {
        LinkConfig config = LinkConfig.of(SERVICE, "127.0.0.1", server.port(), SECRET)
                .with(times)
                .with(limits)
                .with(new LinkConfig.Multicast(MULTICAST, Set.of("denmark.lit"), recipients));
        Link link =
                new Link(config, new Outbox(SERVICE, config.limits()), barriers, (from, stanza) -> {}, (of, is) -> {});
        links.add(link);
        link.start();
        return link;
    }

    /** The same for all but the address. */
    private record Guards(String id, List<String> recipients) implements Frames {
        Guards(String id, int number) {
            this(
                    id,
                    IntStream.range(0, number)
                            .mapToObj(i -> "guard-" + i + "@denmark.lit")
                            .toList());
        }

        List<String> stanzas() {
            return IntStream.range(0, size()).mapToObj(this::stanza).toList();
        }

        String stanza(int index) {
            return before() + recipients.get(index) + behind();
        }

        private String before() {
            return "<message from='pubsub.denmark.lit' id='" + id + "' to='";
        }

        private String behind() {
            return "'><body>Who&apos;s there?</body></message>";
        }

        @Override
        public int size() {
            return recipients.size();
        }

        @Override
        public int write(int index, byte[] into, int at) {
            return put(stanza(index), into, at);
        }

        @Override
        public Optional<Text> text() {
            return Optional.of(
                    new Text(before().getBytes(StandardCharsets.UTF_8), behind().getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public int writeAddress(int index, byte[] into, int at) {
            return put(recipients.get(index), into, at);
        }

        @Override
        public int recipient(int index) {
            return index;
        }

        @Override
        public boolean isAt(int index, byte[] domain) {
            String wanted = new String(domain, StandardCharsets.UTF_8);
            return recipients.get(index).replaceAll("/.*|[^/]*@", "").equals(wanted);
        }

        private static int put(String text, byte[] into, int at) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > into.length - at) {
                return -1;
            }
            System.arraycopy(bytes, 0, into, at, bytes.length);
            return bytes.length;
        }
    }
}
