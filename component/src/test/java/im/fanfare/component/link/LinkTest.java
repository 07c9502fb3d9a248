package im.fanfare.component.link;

import static im.fanfare.component.link.FakeHostServer.SECRET;
import static im.fanfare.component.link.FakeHostServer.SERVICE;
import static im.fanfare.component.link.FakeHostServer.parsed;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.link.FakeHostServer.Connection;
import im.fanfare.component.link.Link.State;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XEP-0114, and what design §2 promises across it. */
@Timeout(60)
class LinkTest {
    private static final int WINDOW = 400;
    private static final LinkConfig.Times QUICK = new LinkConfig.Times(
            Duration.ofMillis(5),
            Duration.ofMillis(50),
            Duration.ofMillis(300),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5));

    private final BlockingQueue<State> states = new LinkedBlockingQueue<>();
    private final BlockingQueue<XmlElement> handled = new LinkedBlockingQueue<>();
    private final List<Link> links = new ArrayList<>();
    private final BlockingQueue<String> foreign = new LinkedBlockingQueue<>();
    private final Barriers barriers = new Barriers("fanfare-0", foreign::add);
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
    void shakesHandsAndIsUp() throws Exception {
        Link link = started();

        server.next();

        assertThat(state()).isEqualTo(State.UP);
        assertThat(link.state()).isEqualTo(State.UP);
    }

    @Test
    void keepsTryingSlowlyWhereTheSecretIsRefused() throws Exception {
        Link link = started(config(), "wrong");

        server.awaitAttempts(3);
        assertThat(state()).isEqualTo(State.REFUSED);
        assertThat(states).isEmpty();
        assertThat(link.toString()).doesNotContain("wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"conflict", "host-unknown"})
    void comesUpOnceTheHostServerNoLongerRefuses(String condition) throws Exception {
        server.refusal = java.util.Optional.of(condition);
        started();
        assertThat(state()).isEqualTo(State.REFUSED);

        server.refusal = java.util.Optional.empty();

        server.next();
        assertThat(state()).isEqualTo(State.UP);
    }

    @Test
    void givesUpOnAServerThatDoesNotAnswer() throws Exception {
        server.mute = true;
        LinkConfig.Times impatient = new LinkConfig.Times(
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Duration.ofMillis(300),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5));
        started(config().with(impatient), SECRET);
        server.awaitAttempts(2);

        server.mute = false;

        server.next();
    }

    @Test
    void comesUpWhenTheHostServerIsThereLater() throws Exception {
        server.close();
        ServerSocket free = FakeHostServer.listening();
        int port = free.getLocalPort();
        free.close();
        Link link = started(LinkConfig.of(SERVICE, "127.0.0.1", port, SECRET).with(QUICK), SECRET);
        assertThat(offer(link, 0, new Numbered("a", 1))).isNotDone();

        server = new FakeHostServer(FakeHostServer.listening(port));

        assertThat(server.next().stanza()).contains("a-0");
    }

    @Test
    void handsOverWhatComesInInItsOrder() throws Exception {
        started();
        Connection connection = server.next();

        StringBuilder stanzas = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            stanzas.append("<message from='hamlet@denmark.lit' to='pubsub.denmark.lit' id='")
                    .append(i)
                    .append("'/> ");
        }
        connection.send(stanzas.toString());

        for (int i = 0; i < 5_000; i++) {
            assertThat(handled().attribute("id")).contains(Integer.toString(i));
        }
    }

    @Test
    void dropsWhatIsNoStanza() throws Exception {
        Link link = started();
        Connection connection = server.next();

        connection.send("<route/><message xmlns='jabber:client'/><message id='1'/>");

        assertThat(handled().attribute("id")).contains("1");
        assertThat(link.traffic().dropped()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = FakeHostServer.Barriers.class,
            names = {"ROUTED_BACK", "RESULT", "ERROR"})
    void isDoneWhenTheBarrierIsBackWhicheverWay(FakeHostServer.Barriers way) throws Exception {
        server.barriers = way;
        Link link = started();
        Connection connection = server.next();

        CompletableFuture<Void> done = offer(link, 0, new Numbered("a", 10));

        await(done);
        assertThat(connection.stanzas(10)).isEqualTo(new Numbered("a", 10).stanzas());
        assertThat(handled).isEmpty();
    }

    @Test
    void isNotDoneBeforeTheBarrierIsBack() throws Exception {
        server.barriers = FakeHostServer.Barriers.WITHHELD;
        Link link = started();
        Connection connection = server.next();
        CompletableFuture<Void> done = offer(link, 0, new Numbered("a", 10));
        connection.stanzas(10);
        // An answer goes through both of the link's threads: whatever would be done by now is.
        connection.send("<iq type='get' id='1' from='hamlet@denmark.lit' to='pubsub.denmark.lit'><a></iq>");
        connection.stanza();

        assertThat(done).isNotDone();

        server.barriers = FakeHostServer.Barriers.ROUTED_BACK;
        connection.release();
        await(done);
    }

    @Test
    void letsNobodyElseConfirm() throws Exception {
        server.barriers = FakeHostServer.Barriers.WITHHELD;
        Link link = started();
        Connection connection = server.next();
        CompletableFuture<Void> done = offer(link, 0, new Numbered("a", 1));
        connection.stanza();

        connection.send("<iq type='result' id='" + link.barrierPrefix()
                + "1' from='claudius@denmark.lit' to='pubsub.denmark.lit'/>");

        assertThat(handled().attribute("from")).contains("claudius@denmark.lit");
        assertThat(done).isNotDone();
    }

    @Test
    void neverWritesMoreThanTheWindowUnconfirmed() throws Exception {
        server.barriers = FakeHostServer.Barriers.WITHHELD;
        Link link = started();
        Connection connection = server.next();
        Numbered frames = new Numbered("a", 20 * WINDOW);
        CompletableFuture<Void> done = offer(link, 0, frames);

        List<String> taken = new ArrayList<>(connection.stanzas(WINDOW - WINDOW / 8));
        while (taken.size() < frames.size()) {
            connection.releaseOne();
            taken.addAll(connection.rest());
        }
        server.barriers = FakeHostServer.Barriers.ROUTED_BACK;
        connection.release();

        await(done);
        assertThat(taken).isEqualTo(frames.stanzas());
        assertThat(connection.mostUnconfirmed).isBetween(WINDOW / 2, WINDOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop", "end", "error"})
    void repeatsInOrderWhatWasUnconfirmedWhenTheStreamEnded(String how) throws Exception {
        server.barriers = FakeHostServer.Barriers.WITHHELD;
        Link link = started();
        Connection first = server.next();
        Numbered frames = new Numbered("a", 3 * WINDOW);
        CompletableFuture<Void> done = offer(link, 0, frames);
        List<String> before = new ArrayList<>(first.stanzas(WINDOW / 2));

        switch (how) {
            case "drop" -> first.drop();
            case "end" -> first.endStream();
            default -> first.streamError("system-shutdown");
        }
        server.barriers = FakeHostServer.Barriers.ROUTED_BACK;

        Connection second = server.next();
        await(done);
        before.addAll(first.rest());
        List<String> after = second.rest();
        assertThat(new LinkedHashSet<>(union(before, after))).containsExactlyElementsOf(frames.stanzas());
        assertThat(after).isEqualTo(frames.stanzas());
        assertThat(before.size()).isLessThanOrEqualTo(WINDOW);
    }

    @Test
    void losesNothingWhileTheHostServerKeepsDying() throws Exception {
        Link link = started();
        List<Numbered> offered = new ArrayList<>();
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Numbered frames = new Numbered("d" + i, 500);
            offered.add(frames);
            done.add(offer(link, 0, frames));
        }

        List<String> taken = new ArrayList<>();
        int faults = 0;
        Connection connection = server.next();
        while (!done.get(39).isDone() && faults < 20) {
            taken.addAll(connection.stanzas(WINDOW));
            connection.drop();
            faults++;
            taken.addAll(connection.rest());
            connection = server.next();
        }
        for (CompletableFuture<Void> delivery : done) {
            await(delivery);
        }
        taken.addAll(connection.rest());

        List<String> expected =
                offered.stream().flatMap(frames -> frames.stanzas().stream()).toList();
        assertThat(new LinkedHashSet<>(taken)).containsExactlyElementsOf(expected);
        assertThat(taken.size() - expected.size()).isLessThanOrEqualTo(faults * WINDOW);
        assertThat(faults).isGreaterThan(5);
    }

    @Test
    void notesThatTheHostServerIsDead() throws Exception {
        server.barriers = FakeHostServer.Barriers.WITHHELD;
        Link link = started(config().with(withBarrier(Duration.ofMillis(400))), SECRET);
        server.next();
        CompletableFuture<Void> done = offer(link, 0, new Numbered("a", 5));

        Connection second = server.next();
        server.barriers = FakeHostServer.Barriers.ROUTED_BACK;
        second.release();

        await(done);
    }

    @Test
    void cutsAWriteThatHangs() throws Exception {
        Link link = started(
                config().with(withBarrier(Duration.ofMillis(400))).with(LinkConfig.Limits.DEFAULT.withWindow(1 << 20)),
                SECRET);
        Connection first = server.next();
        first.stall();
        Numbered frames = new Numbered("a", 500, "x".repeat(50_000)); // more than the sockets hold
        CompletableFuture<Void> done = offer(link, 0, frames);

        Connection second = server.next();

        await(done);
        assertThat(second.rest()).hasSize(500);
    }

    @Test
    void sendsABarrierForItsOwnSakeWhenIdle() throws Exception {
        LinkConfig.Times restless = new LinkConfig.Times(
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Duration.ofSeconds(5),
                Duration.ofMillis(20),
                Duration.ofMillis(400),
                Duration.ofSeconds(5));
        started(config().with(restless), SECRET);
        Connection first = server.next();
        server.barriers = FakeHostServer.Barriers.WITHHELD;

        server.next(); // since the first no longer brings them back

        assertThat(first.barriersSeen).isPositive();
    }

    @Test
    void sharesTheLinkFairlyBetweenSources() throws Exception {
        Link link = started();
        Connection connection = server.next();
        offer(link, 0, new Numbered("storm", 50_000));

        await(offer(link, 1, new Numbered("calm", 200)));

        long storm = connection.rest().stream().filter(s -> s.contains("storm")).count();
        assertThat(storm).isLessThan(40_000);
    }

    @Test
    void letsAnswersPassBulk() throws Exception {
        server.barriers = FakeHostServer.Barriers.WITHHELD;
        Link link = started();
        Connection connection = server.next();
        offer(link, 0, new Numbered("bulk", 100_000));
        connection.stanzas(WINDOW - WINDOW / 8);

        link.reply(XmlElement.of("iq", Stanzas.NS).with("type", "result").with("id", "r"));

        assertThat(connection.stanza()).isEqualTo("<iq type='result' id='r'/>");
    }

    @Test
    void confirmsABarrierThatComesBackOnAnotherLink() throws Exception {
        server.barriers = FakeHostServer.Barriers.ROUTED_TO_ANOTHER;
        Link first = started();
        server.next();
        started();
        server.next();

        await(offer(first, 0, new Numbered("a", 1_000)));

        assertThat(handled).isEmpty();
    }

    @Test
    void handsOnABarrierOfAnotherMember() throws Exception {
        started();
        Connection connection = server.next();
        CompletableFuture<Long> confirmed = new CompletableFuture<>();
        Barriers elsewhere = new Barriers("fanfare-1", foreign::add);
        String id = elsewhere.register(confirmed::complete) + 12;

        connection.send("<iq type='get' id='" + id + "' from='pubsub.denmark.lit' to='pubsub.denmark.lit'/>");
        elsewhere.confirm(foreign.poll(20, TimeUnit.SECONDS));

        assertThat(confirmed.get(20, TimeUnit.SECONDS)).isEqualTo(12);
        assertThat(handled).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a></iq>",
                "<a></b></iq>",
                "\u0001</iq>",
                "&#1;</iq>",
                "&undeclared;</iq>",
                "<x:y/></iq>",
                "<!-- --></iq>"
            })
    void answersARequestThatIsNoXmlAndLives(String rest) throws Exception {
        Link link = started();
        Connection connection = server.next();

        connection.send("<iq type='set' from='hamlet@denmark.lit/e' id='bad' to='pubsub.denmark.lit'>" + rest
                + "<message id='after'/>");

        assertError(connection.stanza(), "bad-request");
        assertThat(handled().attribute("id")).contains("after");
        assertThat(link.traffic().malformed()).isEqualTo(1);
    }

    @Test
    void answersARequestThatIsNoTextAndLives() throws Exception {
        started();
        Connection connection = server.next();

        connection.send("<iq type='set' from='hamlet@denmark.lit/e' id='bad' to='pubsub.denmark.lit'>");
        connection.send(new byte[] {(byte) 0xff, (byte) 0xc0});
        connection.send("</iq><message id='after'/>");

        assertError(connection.stanza(), "bad-request");
        assertThat(handled().attribute("id")).contains("after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "attribute", "nesting"})
    void answersARequestBeyondTheLimitsAndLives(String kind) throws Exception {
        Link link = started();
        Connection connection = server.next();
        connection.send("<iq type='set' from='hamlet@denmark.lit/e' id='bad' to='pubsub.denmark.lit'>");
        String mebibyte = "x".repeat(1 << 20);
        if (kind.equals("nesting")) {
            connection.send("<a>".repeat(100_000) + "</a>".repeat(100_000));
        } else {
            connection.send(kind.equals("text") ? "<a>" : "<a b='");
            for (int i = 0; i < 64; i++) {
                connection.send(mebibyte);
            }
            connection.send(kind.equals("text") ? "</a>" : "'/>");
        }
        connection.send("</iq><message id='after'/>");

        assertError(connection.stanza(), "policy-violation");
        assertThat(handled().attribute("id")).contains("after");
        assertThat(link.traffic().oversize()).isEqualTo(1);
    }

    @Test
    void dropsAMessageThatIsNoXml() throws Exception {
        Link link = started();
        Connection connection = server.next();

        connection.send("<message from='hamlet@denmark.lit' id='bad' to='pubsub.denmark.lit'><a></message>"
                + "<message id='after'/>");

        assertThat(handled().attribute("id")).contains("after");
        assertThat(link.traffic().dropped()).isEqualTo(1);
        assertThat(connection.rest()).isEmpty();
    }

    @Test
    void answersForAHandlerThatFails() throws Exception {
        Link link = new Link(
                config(),
                new Outbox(SERVICE, config().limits()),
                barriers,
                (via, stanza) -> {
                    throw new IllegalStateException("a defect");
                },
                (changed, state) -> {});
        links.add(link);
        link.start();
        Connection connection = server.next();

        connection.send("<iq type='set' from='hamlet@denmark.lit/e' id='bad' to='pubsub.denmark.lit'/>");

        assertError(connection.stanza(), "internal-server-error");
    }

    @Test
    void putsAnErrorInPlaceOfAnAnswerThatWouldEndTheStream() throws Exception {
        Link link = started();
        Connection connection = server.next();
        XmlElement answer = XmlElement.of("iq", Stanzas.NS)
                .with("type", "result")
                .with("id", "bad")
                .with("from", "pubsub.denmark.lit")
                .with("to", "hamlet@denmark.lit/e");

        link.reply(answer.with(XmlElement.text("a", "urn:a", "x".repeat(600_000))));
        assertError(connection.stanza(), "policy-violation");

        link.reply(answer.with(XmlElement.text("a", "urn:a", "\u0001")));
        assertError(connection.stanza(), "internal-server-error");
    }

    /** What goes before an answer has one fate with it. */
    @Test
    void sendsAnAnswerBehindWhatBelongsToIt() throws Exception {
        Link link = started();
        Connection connection = server.next();
        XmlElement message = XmlElement.of("message", Stanzas.NS).with("to", "hamlet@denmark.lit/e");
        XmlElement answer = XmlElement.of("iq", Stanzas.NS)
                .with("type", "result")
                .with("id", "bad")
                .with("from", "pubsub.denmark.lit")
                .with("to", "hamlet@denmark.lit/e");

        link.reply(List.of(message, message.with("id", "2nd"), answer));
        assertThat(connection.stanzas(3)).last().asString().contains("type='result'");

        link.reply(List.of(message, message.with(XmlElement.text("a", "urn:a", "x".repeat(600_000))), answer));
        assertError(connection.stanza(), "policy-violation");

        XmlElement large = message.with(XmlElement.text("a", "urn:a", "x".repeat(500_000)));
        List<XmlElement> page = new ArrayList<>(Collections.nCopies(140, large));
        page.add(answer);
        link.reply(page); // 70 MB: more than may wait
        assertError(connection.stanza(), "resource-constraint");
    }

    @Test
    void waitsForConfirmationWhenClosed() throws Exception {
        server.barriers = FakeHostServer.Barriers.WITHHELD;
        Link link = started();
        Connection connection = server.next();
        CompletableFuture<Void> done = offer(link, 0, new Numbered("a", 10));
        connection.stanzas(10);

        CompletableFuture<Void> closed = closing(link);
        server.barriers = FakeHostServer.Barriers.ROUTED_BACK;
        connection.release();

        await(closed);
        await(done);
        assertThat(link.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void answersUntilTheStreamEnds() throws Exception {
        server.barriers = FakeHostServer.Barriers.WITHHELD;
        Link link = started();
        Connection connection = server.next();
        CompletableFuture<Void> done = offer(link, 0, new Numbered("a", 10));
        connection.stanzas(10);
        CompletableFuture<Void> closed = closing(link);
        connection.rest();

        link.reply(XmlElement.of("iq", Stanzas.NS).with("type", "result").with("id", "r"));

        String next = connection.stanza();
        while (next.contains("'late-0'")) {
            next = connection.stanza(); // was offered in time
        }
        assertThat(next).isEqualTo("<iq type='result' id='r'/>");
        server.barriers = FakeHostServer.Barriers.ROUTED_BACK;
        connection.release();
        await(closed);
        await(done);
    }

    @Test
    void closesAlsoWhereNobodyConfirms() throws Exception {
        server.barriers = FakeHostServer.Barriers.WITHHELD;
        LinkConfig.Times hasty = new LinkConfig.Times(
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofMillis(100));
        Link link = started(config().with(hasty), SECRET);
        Connection connection = server.next();
        CompletableFuture<Void> done = offer(link, 0, new Numbered("a", 10));
        connection.stanzas(10);

        link.close();

        assertThat(done).isCompletedExceptionally();
        assertThat(link.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void closesAlsoWhereItWasNeverStarted() {
        Link link = new Link(
                config(),
                new Outbox(SERVICE, config().limits()),
                barriers,
                (via, stanza) -> {},
                (changed, state) -> {});
        CompletableFuture<Void> done = offer(link, 0, new Numbered("a", 1));

        link.close();

        assertThat(link.state()).isEqualTo(State.CLOSED);
        assertThat(done).isCompletedExceptionally();
    }

    @Test
    void closesWhileItConnects() throws Exception {
        server.mute = true;
        Link link = started();
        server.awaitAttempts(1);

        link.close();

        assertThat(link.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void isSuspendedOnceWhatWasBegunIsConfirmedAndThenRepeatsNothing() throws Exception {
        server.barriers = FakeHostServer.Barriers.WITHHELD;
        Link link = started();
        Connection first = server.next();
        Numbered frames = new Numbered("a", 3 * WINDOW);
        CompletableFuture<Void> done = offer(link, 0, frames);
        List<String> before = new ArrayList<>(first.stanzas(WINDOW - WINDOW / 8));
        assertThat(state()).isEqualTo(State.UP);

        link.suspend();
        server.barriers = FakeHostServer.Barriers.ROUTED_BACK;
        first.release();
        assertThat(state()).isEqualTo(State.SUSPENDED);
        assertThat(done).isNotDone();
        CompletableFuture<Void> meanwhile = offer(link, 0, new Numbered("b", 1));

        link.resume();

        Connection second = server.next();
        await(done);
        await(meanwhile);
        assertThat(state()).isEqualTo(State.CONNECTING);
        assertThat(state()).isEqualTo(State.UP);
        before.addAll(first.rest());
        List<String> all = union(before, second.rest());
        assertThat(all).isEqualTo(union(frames.stanzas(), new Numbered("b", 1).stanzas()));
    }

    @Test
    void opensNothingWhileItIsSuspended() throws Exception {
        server.mute = true;
        Link link = started();
        server.awaitAttempts(1);

        link.suspend();
        assertThat(state()).isEqualTo(State.SUSPENDED);
        link.close();

        assertThat(state()).isEqualTo(State.CLOSED);
    }

    @Test
    void isSuspendedFromTheStartByWhoeverComesToHoldIt() throws Exception {
        Suspension suspension = new Suspension();
        suspension.set(true);
        HostServerLinks links = HostServerLinks.of(
                List.of(config()), barriers, (via, stanza) -> {}, (changed, state) -> states.add(state));
        suspension.holds(links);
        links.start();
        assertThat(state()).isEqualTo(State.SUSPENDED);

        suspension.set(false);

        server.next();
        assertThat(state()).isEqualTo(State.CONNECTING);
        assertThat(state()).isEqualTo(State.UP);
        links.close();
    }

    private LinkConfig config() {
        return LinkConfig.of(SERVICE, "127.0.0.1", server.port(), SECRET)
                .with(QUICK)
                .with(LinkConfig.Limits.DEFAULT.withWindow(WINDOW));
    }

    private static LinkConfig.Times withBarrier(Duration barrier) {
        return new LinkConfig.Times(
                QUICK.backoffMin(),
                QUICK.backoffMax(),
                QUICK.refused(),
                QUICK.connect(),
                QUICK.keepAlive(),
                barrier,
                QUICK.closing());
    }

    private Link started() {
        return started(config(), SECRET);
    }

    private Link started(LinkConfig config, String secret) {
        LinkConfig changed = new LinkConfig(
                config.service(), config.endpoint(), secret, config.limits(), config.times(), config.multicast());
        Link link = new Link(
                changed,
                new Outbox(SERVICE, changed.limits()),
                barriers,
                (via, stanza) -> handled.add(stanza),
                (changing, state) -> states.add(state));
        links.add(link);
        link.start();
        return link;
    }

    private static CompletableFuture<Void> offer(Link link, int source, Numbered frames) {
        return link.outbox().offer(source, frames).toCompletableFuture();
    }

    /** Returns once it takes no more deliveries; done once it is closed. */
    private static CompletableFuture<Void> closing(Link link) {
        CompletableFuture<Void> closed = CompletableFuture.runAsync(link::close);
        while (!offer(link, 0, new Numbered("late", 1)).isCompletedExceptionally()) {
            Thread.onSpinWait();
        }
        return closed;
    }

    private State state() throws InterruptedException {
        return states.poll(20, TimeUnit.SECONDS);
    }

    private XmlElement handled() throws InterruptedException {
        XmlElement next = handled.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private static void await(CompletableFuture<Void> done)
            throws InterruptedException, ExecutionException, TimeoutException {
        done.get(20, TimeUnit.SECONDS);
    }

    private static List<String> union(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static void assertError(String stanza, String condition) {
        XmlElement iq = parsed(stanza);
        assertThat(iq.attributes())
                .containsEntry("type", "error")
                .containsEntry("id", "bad")
                .containsEntry("from", "pubsub.denmark.lit")
                .containsEntry("to", "hamlet@denmark.lit/e");
        assertThat(iq.child("error").orElseThrow().child(condition, Stanzas.ERRORS))
                .isPresent();
    }
}
