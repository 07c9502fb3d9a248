package im.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.Notice;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.MemorySubscriptions;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Revision;
import im.fanfare.schema.Span;
import im.fanfare.schema.Tracing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a real log to a host server that takes notes. */
@SuppressWarnings("try") // what runs beside a test need not be spoken to
class FanoutIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern STANZA = Pattern.compile(".* id='[0-9a-f]+-([0-9]+)' .*to='([^']+)'.*");
    private static final FanoutConfig NEVER_COMMITTING = new FanoutConfig(
            true,
            10_000,
            100_000,
            256,
            4 << 20,
            16 << 20,
            Duration.ofHours(1),
            Duration.ofSeconds(5),
            Duration.ofMillis(20),
            Duration.ofSeconds(6));

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<String> probe = kit.createTestProbe();
    private final MemorySubscriptions subscriptions = new MemorySubscriptions();

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void tellsEverySubscriberOfEveryPublicationInOrder() {
        int nodes = 5;
        int pages = 3;
        int revisions = 40;
        RecordingHostServer host = RecordingHostServer.takingLater();
        try (TestLog log = new TestLog(4)) {
            IntStream.range(0, nodes).forEach(node -> fill(node(node), pages));
            try (Fanout fanout = fanout(log, host)) {
                for (long revision = 1; revision <= revisions; revision++) {
                    for (int node = 0; node < nodes; node++) {
                        log.append(Denmark.publication(node(node), revision, pages));
                    }
                }
                awaitStanzas(nodes * pages * revisions, host);
                await(() -> assertThat(log.committedDeliveries()).isEqualTo(nodes * pages * revisions));
                await(() -> assertThat(fanout.deliveryBacklog() + fanout.publicationBacklog())
                        .isZero());

                assertThat(fanout.notifications("elsinore")).isEqualTo(nodes * pages * revisions);
                assertThat(fanout.pagesInMemory()).isEqualTo(nodes * pages);
                assertThat(fanout.restarts()).isZero();
            }
        }

        assertThat(told(host.stanzas()))
                .hasSize(nodes * pages)
                .allSatisfy((subscriber, told) -> assertThat(told)
                        .isEqualTo(LongStream.rangeClosed(1, revisions).boxed().toList()));
    }

    @Test
    void tellsWhoSubscribedBeforeAndNobodyElse() {
        RecordingHostServer host = RecordingHostServer.taking();
        try (TestLog log = new TestLog(2);
                Fanout fanout = fanout(log, host)) {
            subscribe(log, Denmark.FRANCISCO, 1);
            log.append(Denmark.publication(Denmark.MUSINGS, 2, 1));
            awaitStanzas(1, host);
            subscribe(log, Denmark.BERNARDO, 3);
            log.append(Denmark.publication(Denmark.MUSINGS, 4, 1));
            awaitStanzas(3, host);

            assertThat(fanout.isAlive()).isTrue();
        }

        assertThat(told(host.stanzas()))
                .isEqualTo(
                        Map.of("francisco@denmark.lit", List.of(2L, 4L), "bernardo@denmark.lit/elsinore", List.of(4L)));
    }

    @Test
    void repeatsAfterACrashOnlyWhatWasNotConfirmed() throws Exception {
        fill(Denmark.MUSINGS, 1);
        RecordingHostServer before = RecordingHostServer.byHand();
        RecordingHostServer after = RecordingHostServer.taking();
        try (TestLog log = new TestLog(1)) {
            LongStream.rangeClosed(1, 10).forEach(revision -> log.append(stanza(Denmark.MUSINGS, 0, revision)));

            Running first = consumer(log, "yorick", before);
            awaitStanzas(10, before);
            // The seventh is taken too, but something before it is not.
            List.of(0, 1, 2, 3, 6)
                    .forEach(taken -> before.offers().get(taken).taken().complete(null));
            await(() -> assertThat(log.committedDeliveries()).isEqualTo(4));
            first.kill();
            try (Running second = consumer(log, "yorick", after)) {
                awaitStanzas(6, after);
            }

            assertThat(log.committedDeliveries()).isEqualTo(10);
        }

        assertThat(revisions(after)).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void leavesOutWhatAnExpanderSentBeforeItDied() throws Exception {
        int pages = 5;
        int revisions = 20;
        fill(Denmark.MUSINGS, pages);
        RecordingHostServer host = RecordingHostServer.taking();
        try (TestLog log = new TestLog(3)) {
            LongStream.rangeClosed(1, revisions)
                    .forEach(revision -> log.append(Denmark.publication(Denmark.MUSINGS, revision, pages)));

            Running dying = expander(log, NEVER_COMMITTING);
            await(() -> assertThat(log.deliveries()).isEqualTo(pages * revisions));
            dying.kill();
            assertThat(log.committedPublications()).isZero();
            // Those who know the positions now end too: the next has them from the commits.
            try (Running first = consumer(log, "yorick", host)) {
                awaitStanzas(pages * revisions, host);
            }
            Member member = Denmark.member("osric", subscriptions, host, Denmark.CONFIG);
            try (Running again = expander(log, Denmark.CONFIG);
                    Running second = Running.start(
                            closing -> DeliveryConsumer.run(kit.system(), log.clients("osric"), member, closing))) {
                await(() -> assertThat(log.committedPublications()).isEqualTo(revisions));
                await(() -> assertThat(log.committedDeliveries()).isEqualTo(2 * pages * revisions));
                log.append(Denmark.publication(Denmark.MUSINGS, revisions + 1, pages));
                awaitStanzas(pages * (revisions + 1), host);
            }

            assertThat(member.counters().repeatsSkipped.sum()).isEqualTo(pages * revisions);
        }

        assertThat(told(host.stanzas()))
                .allSatisfy((subscriber, told) -> assertThat(told)
                        .isEqualTo(
                                LongStream.rangeClosed(1, revisions + 1).boxed().toList()));
    }

    /** A node that wakes after a crash logs again what it cannot be sure to have logged; see decision 1. */
    @Test
    void tellsOnceOfWhatANodeLoggedTwice() {
        fill(Denmark.MUSINGS, 1);
        RecordingHostServer host = RecordingHostServer.taking();
        try (TestLog log = new TestLog(1)) {
            try (Fanout fanout = fanout(log, host)) {
                log.append(Denmark.publication(Denmark.MUSINGS, 1, 1));
                log.append(Denmark.publication(Denmark.MUSINGS, 2, 1));
                log.append(Denmark.publication(Denmark.MUSINGS, 1, 1));
                awaitStanzas(2, host);
                await(() -> assertThat(log.committedPublications()).isEqualTo(3));
            }
            log.append(Denmark.publication(Denmark.MUSINGS, 2, 1));
            log.append(Denmark.publication(Denmark.MUSINGS, 3, 1));
            try (Fanout restarted = fanout(log, host)) {
                awaitStanzas(3, host);
                await(() -> assertThat(log.committedPublications()).isEqualTo(5));
            }
        }

        assertThat(told(host.stanzas()).values()).containsExactly(List.of(1L, 2L, 3L));
    }

    @Test
    void handsPartitionsOverWithoutLossAndWithoutRepeat() {
        int pages = 8;
        fill(Denmark.MUSINGS, pages);
        RecordingHostServer first = RecordingHostServer.takingLater();
        RecordingHostServer second = RecordingHostServer.takingLater();
        RecordingHostServer both = RecordingHostServer.taking();
        int revisions;
        try (TestLog log = new TestLog(4)) {
            Running yorick = consumer(log, "yorick", recorded(first, both));
            revisions = appendUntil(() -> !first.offers().isEmpty(), log, pages, 0);
            try (Running osric = consumer(log, "osric", recorded(second, both))) {
                revisions = appendUntil(() -> !second.offers().isEmpty(), log, pages, revisions);
                CompletableFuture<Void> closed = CompletableFuture.runAsync(yorick::close);
                revisions = appendUntil(closed::isDone, log, pages, revisions);
                closed.join();
                awaitStanzas(pages * revisions, both);
            }

            assertThat(log.committedDeliveries()).isEqualTo(pages * revisions);
        }

        List<Long> all = upTo(revisions);
        assertThat(told(both.stanzas()))
                .hasSize(pages)
                .allSatisfy((subscriber, told) -> assertThat(told).isEqualTo(all));
    }

    @Test
    void beginsAPartitionAgainThatFailed() {
        fill(Denmark.MUSINGS, 1);
        RecordingHostServer host = RecordingHostServer.byHand();
        try (TestLog log = new TestLog(1);
                Running consumer = consumer(log, "yorick", host)) {
            LongStream.rangeClosed(1, 3).forEach(revision -> log.append(stanza(Denmark.MUSINGS, 0, revision)));
            awaitStanzas(3, host);
            host.offers().get(0).taken().complete(null);
            host.offers().get(1).taken().completeExceptionally(new IllegalStateException("the link is gone"));
            await(() -> assertThat(revisions(host)).containsExactly(1L, 2L, 3L, 2L, 3L));
            host.takeAll();

            await(() -> assertThat(log.committedDeliveries()).isEqualTo(3));
        }
    }

    @Test
    void isNotHeldUpByWhatNobodyCanRead() {
        fill(Denmark.MUSINGS, 1);
        RecordingHostServer host = RecordingHostServer.taking();
        try (TestLog log = new TestLog(1);
                Fanout fanout = fanout(log, host)) {
            log.appendNonsense(Denmark.MUSINGS);
            log.append(Denmark.publication(Denmark.MUSINGS, 1, 1));
            awaitStanzas(1, host);

            await(() -> assertThat(log.committedPublications()).isEqualTo(2));
            assertThat(fanout.unreadable()).isEqualTo(2);
        }
    }

    @Test
    void tellsOfAffiliationsWhereItIsConfiguredTo() {
        Publication changed = new Publication(
                Denmark.MUSINGS,
                new Revision(
                        2,
                        new NodeEvent.Told(
                                List.of(Denmark.FRANCISCO),
                                new Notice.AffiliationChanged(Denmark.FRANCISCO, Affiliation.PUBLISHER))),
                1,
                NodeConfig.STANDARD);
        fill(Denmark.MUSINGS, 1);
        for (boolean tells : List.of(true, false)) {
            RecordingHostServer host = RecordingHostServer.taking();
            Config config = ConfigFactory.parseString("tell-affiliations = " + tells)
                    .withFallback(ConfigFactory.parseResources("fanout.conf")
                            .resolve()
                            .getConfig("fanfare.fanout"));
            try (TestLog log = new TestLog(1);
                    Fanout fanout = Fanout.start(
                            kit.system(),
                            FanoutConfig.from(config),
                            log.topics,
                            log.kafka,
                            subscriptions,
                            Denmark.EDGE,
                            Denmark.everybody(host),
                            Denmark.EVERYBODY_THERE,
                            Denmark.EVERYBODY_ADMITTED,
                            "yorick",
                            Tracing.OFF)) {
                log.append(changed);
                log.append(Denmark.publication(Denmark.MUSINGS, 3, 1));
                awaitStanzas(tells ? 2 : 1, host);
                await(() -> assertThat(log.committedPublications()).isEqualTo(2));
            }
            assertThat(host.stanzas().stream().filter(stanza -> stanza.contains("<affiliation ")))
                    .hasSize(tells ? 1 : 0);
        }
    }

    @Test
    void goesOnWhileMoreIsUnderWayThanItMayHold() {
        FanoutConfig narrow = new FanoutConfig(
                false,
                3,
                100,
                4,
                1,
                1,
                Duration.ofMillis(50),
                Duration.ofSeconds(5),
                Duration.ofMillis(20),
                Duration.ofSeconds(6));
        int pages = 30;
        int revisions = 20;
        fill(Denmark.MUSINGS, pages);
        RecordingHostServer host = RecordingHostServer.takingLater();
        Member member = Denmark.member("yorick", subscriptions, host, narrow);
        try (TestLog log = new TestLog(2);
                Running expander = Running.start(closing -> Expander.run(log.clients("yorick"), member, closing));
                Running consumer = Running.start(
                        closing -> DeliveryConsumer.run(kit.system(), log.clients("yorick"), member, closing))) {
            LongStream.rangeClosed(1, revisions)
                    .forEach(revision -> log.append(Denmark.publication(Denmark.MUSINGS, revision, pages)));

            awaitStanzas(pages * revisions, host);
        }

        assertThat(told(host.stanzas()))
                .hasSize(pages)
                .allSatisfy((subscriber, told) -> assertThat(told)
                        .isEqualTo(LongStream.rangeClosed(1, revisions).boxed().toList()));
    }

    /** Many times what either may have under way. */
    @Test
    void goesOnWithOneHostServerWhileAnotherStandsStill() {
        int revisions = 100;
        fillCities(60);
        RecordingHostServer elsinore = RecordingHostServer.taking();
        RecordingHostServer verona = RecordingHostServer.byHand();
        FanoutConfig narrow = Denmark.withWindow(Denmark.CONFIG, 200);
        try (TestLog log = new TestLog(2);
                Fanout fanout = fanout(log, narrow, cities("verona", elsinore, verona))) {
            LongStream.rangeClosed(1, revisions)
                    .forEach(revision -> log.append(Denmark.publication(Denmark.MUSINGS, revision, 1)));
            awaitStanzas(60 * revisions, elsinore);
            await(() -> assertThat(fanout.deliveryBacklog("elsinore")).isZero());

            await(() -> assertThat(verona.offers()).isNotEmpty());
            await(() -> assertThat(fanout.deliveryBacklog("verona")).isEqualTo(revisions));
            assertThat(fanout.uncommitted("verona")).isBetween(1L, 200L);
            assertThat(fanout.deliveryBacklog()).isEqualTo(revisions);
            await(() -> assertThat(log.committedDeliveries()).isEqualTo(revisions));

            verona.takeAll();
            awaitStanzas(60 * revisions, verona);
            await(() -> assertThat(fanout.deliveryBacklog()).isZero());
        }

        assertThat(told(elsinore.stanzas()))
                .hasSize(60)
                .allSatisfy((subscriber, told) -> assertThat(told)
                        .isEqualTo(upTo(revisions))
                        .matches(all -> subscriber.endsWith("@denmark.lit")));
        assertThat(told(verona.stanzas()))
                .hasSize(60)
                .allSatisfy((subscriber, told) ->
                        assertThat(told).isEqualTo(upTo(revisions)).matches(all -> subscriber.endsWith("@verona.lit")));
    }

    /** From one release to the next, so to speak: each time all members end in good order before. */
    @Test
    void tellsEverybodyOnceHoweverTheHostServersAreChanged() {
        fillCities(3);
        RecordingHostServer elsinore = RecordingHostServer.taking();
        RecordingHostServer verona = RecordingHostServer.taking();
        List<List<Lane>> configurations = List.of(
                Denmark.everybody(elsinore),
                cities("verona", elsinore, verona),
                Denmark.everybody(elsinore),
                cities("arena", elsinore, verona),
                cities("theatre", verona, elsinore));
        long revision = 0;
        try (TestLog log = new TestLog(2)) {
            for (List<Lane> lanes : configurations) {
                try (Fanout fanout = fanout(log, Denmark.CONFIG, lanes)) {
                    for (int i = 0; i < 20; i++) {
                        revision++;
                        log.append(Denmark.publication(Denmark.MUSINGS, revision, 1));
                    }
                    long told = 6 * revision;
                    await(() -> assertThat(
                                    elsinore.stanzas().size() + verona.stanzas().size())
                            .isEqualTo(told));
                }
            }
        }

        assertThat(told(elsinore.stanzas()))
                .allSatisfy((subscriber, told) -> assertThat(told).isSorted().doesNotHaveDuplicates());
        assertThat(told(verona.stanzas()).keySet()).hasSize(6);
    }

    /** One has heard of the second host server already, the other has not, and publishing goes on. */
    @Test
    void nobodyMissesAnythingWhileMembersAreChangedOneByOne() throws Exception {
        int pages = 8;
        fill(Denmark.MUSINGS, pages);
        for (int page = 0; page < pages; page++) {
            add(Denmark.MUSINGS, Denmark.subscription(Jid.parse("juliet" + page + "@verona.lit"), page, 0));
        }
        RecordingHostServer both = RecordingHostServer.taking();
        HostServer elsinore = recorded(RecordingHostServer.takingLater(), both);
        HostServer verona = recorded(RecordingHostServer.takingLater(), both);
        int revisions;
        try (TestLog log = new TestLog(4)) {
            Running yorick = consumer(log, "yorick", elsinore);
            int begun = appendUntil(() -> !both.offers().isEmpty(), log, pages, 0);
            List<Running> osric = consumers(log, "osric", cities("verona", elsinore, verona));
            int changed = appendUntil(() -> log.committed("fanfare-deliveries-verona") > 0, log, pages, begun);
            yorick.kill();
            int alone = append(60, log, pages, changed);
            List<Running> again = consumers(log, "yorick", cities("verona", elsinore, verona));
            revisions = append(60, log, pages, alone);
            int records = pages * revisions;
            await(() -> {
                assertThat(log.committedDeliveries()).isEqualTo(records);
                assertThat(log.committed("fanfare-deliveries-verona")).isEqualTo(records);
            });
            osric.forEach(Running::close);
            again.forEach(Running::close);
        }

        List<Long> all = upTo(revisions);
        assertThat(told(both.stanzas()))
                .hasSize(2 * pages)
                .allSatisfy((subscriber, told) ->
                        assertThat(told.stream().distinct()).containsExactlyElementsOf(all));
    }

    private List<Running> consumers(TestLog log, String name, List<Lane> lanes) {
        return Member.of(
                        name,
                        subscriptions,
                        Denmark.EDGE,
                        lanes,
                        Denmark.EVERYBODY_THERE,
                        Denmark.EVERYBODY_ADMITTED,
                        Denmark.CONFIG,
                        Tracing.OFF)
                .values()
                .stream()
                .map(member -> Running.start(
                        closing -> DeliveryConsumer.run(kit.system(), log.clients(name), member, closing)))
                .toList();
    }

    private static List<Long> upTo(int revisions) {
        return LongStream.rangeClosed(1, revisions).boxed().toList();
    }

    /** Subscribers of two domains in one page. */
    private void fillCities(int each) {
        for (int i = 0; i < each; i++) {
            add(Denmark.MUSINGS, Denmark.subscription(Jid.parse("guard" + i + "@denmark.lit"), 0));
            add(Denmark.MUSINGS, Denmark.subscription(Jid.parse("lover" + i + "@verona.lit"), 0));
        }
    }

    /** A lane for verona.lit, and one for the rest. */
    private static List<Lane> cities(String name, HostServer elsinore, HostServer verona) {
        Lane ofVerona = new Lane(name, new Audience.At(Denmark.SERVICE, Set.of("verona.lit")), verona);
        return List.of(Lane.past(List.of(ofVerona), "elsinore", elsinore), ofVerona);
    }

    private Fanout fanout(TestLog log, HostServer host) {
        return fanout(log, Denmark.CONFIG, Denmark.everybody(host));
    }

    private Fanout fanout(TestLog log, FanoutConfig config, List<Lane> lanes) {
        return Fanout.start(
                kit.system(),
                config,
                log.topics,
                log.kafka,
                subscriptions,
                Denmark.EDGE,
                lanes,
                Denmark.EVERYBODY_THERE,
                Denmark.EVERYBODY_ADMITTED,
                "yorick",
                Tracing.OFF);
    }

    private Running consumer(TestLog log, String name, HostServer host) {
        Member member = Denmark.member(name, subscriptions, host, Denmark.CONFIG);
        return Running.start(closing -> DeliveryConsumer.run(kit.system(), log.clients(name), member, closing));
    }

    private Running expander(TestLog log, FanoutConfig config) {
        Member member = Denmark.member("yorick", subscriptions, RecordingHostServer.taking(), config);
        return Running.start(closing -> Expander.run(log.clients("yorick"), member, closing));
    }

    /** Hands on to the first what the second notes too, in the order of both. */
    private static HostServer recorded(HostServer host, HostServer notes) {
        return (service, source, frames) -> {
            synchronized (notes) {
                notes.deliver(service, source, frames);
                return host.deliver(service, source, frames);
            }
        };
    }

    private static NodeKey node(int number) {
        return Denmark.node("node " + number, 1);
    }

    /** One subscriber for each page, named for node and page. */
    private void fill(NodeKey node, int pages) {
        String name = node.id().name().replace(' ', '-');
        for (int page = 0; page < pages; page++) {
            add(node, Denmark.subscription(Jid.parse(name + '-' + page + "@denmark.lit"), page, 0));
        }
    }

    private void subscribe(TestLog log, Jid subscriber, long revision) {
        Subscription subscription = Denmark.subscription(subscriber, revision);
        add(Denmark.MUSINGS, subscription);
        log.append(new PageRecord.Joined(Denmark.MUSINGS, subscription));
    }

    private void add(NodeKey node, Subscription subscription) {
        subscriptions.add(node, subscription, 1).toCompletableFuture().join();
    }

    private static PageRecord.Deliver stanza(NodeKey node, int page, long revision) {
        return Denmark.deliver(node, page, revision, "<message id='0-" + revision + "' to='", false);
    }

    /** The log fills until something has come about, so that it comes about in the middle of things; the last revision. */
    private static int appendUntil(BooleanSupplier comeAbout, TestLog log, int pages, int last) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int revision = last;
        while (!comeAbout.getAsBoolean()) {
            assertThat(System.nanoTime()).as("behind revision " + revision).isLessThan(deadline);
            revision = append(1, log, pages, revision);
        }
        return revision;
    }

    /** So many revisions to all pages, behind the last; returns what is the last now. */
    private static int append(int revisions, TestLog log, int pages, int last) {
        for (int revision = last + 1; revision <= last + revisions; revision++) {
            for (int page = 0; page < pages; page++) {
                PageRecord.Deliver deliver = stanza(Denmark.MUSINGS, page, revision);
                log.append(new PageRecord.Deliver(
                        deliver.node(),
                        page,
                        revision,
                        deliver.source(),
                        deliver.prefix(),
                        Denmark.bytes("'/>"),
                        false,
                        List.of(),
                        Span.NONE));
            }
        }
        return last + revisions;
    }

    private void awaitStanzas(int count, RecordingHostServer host) {
        await(() -> assertThat(host.stanzas()).hasSizeGreaterThanOrEqualTo(count));
        assertThat(host.stanzas()).hasSize(count);
    }

    private void await(Runnable assertion) {
        probe.awaitAssert(PATIENCE, Duration.ofMillis(20), () -> {
            assertion.run();
            return "";
        });
    }

    private static List<Long> revisions(RecordingHostServer host) {
        return host.stanzas().stream()
                .map(stanza -> Long.parseLong(stanza.replaceFirst(".*id='0-([0-9]+)'.*", "$1")))
                .toList();
    }

    /** By subscriber, the revisions it was told of. */
    private static Map<String, List<Long>> told(List<String> stanzas) {
        Map<String, List<Long>> told = new TreeMap<>();
        for (String stanza : stanzas) {
            Matcher matcher = STANZA.matcher(stanza);
            assertThat(matcher.matches()).as(stanza).isTrue();
            told.computeIfAbsent(matcher.group(2), subscriber -> new ArrayList<>())
                    .add(Long.parseLong(matcher.group(1)));
        }
        return told;
    }
}
