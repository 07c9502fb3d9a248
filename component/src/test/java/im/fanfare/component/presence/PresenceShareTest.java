package im.fanfare.component.presence;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.presence.PresenceChange.Kind;
import im.fanfare.component.presence.PresenceFigures.Ending;
import im.fanfare.component.presence.PresenceFigures.Outcome;
import im.fanfare.component.system.Await;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Show;
import im.fanfare.schema.MemorySharers;
import im.fanfare.schema.MemoryTemporarySubscribers;
import im.fanfare.schema.Sharers;
import im.fanfare.schema.Sharers.State;
import im.fanfare.stanza.XmlElement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.SerializationTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one share knows, is told, asks and stores; in the time of the test. */
@Timeout(60)
class PresenceShareTest {
    private static final String SERVICE = "pubsub.shakespeare.lit";
    private static final Jid FRANCISCO = Jid.parse("francisco@denmark.lit");
    private static final Jid BARRACKS = Jid.parse("francisco@denmark.lit/barracks");
    private static final Jid TOWER = Jid.parse("francisco@denmark.lit/tower");
    private static final int SHARE = Sharers.share(FRANCISCO);
    private static final int MOST = 40;

    private final ActorTestKit kit =
            ActorTestKit.create(ManualTime.config().withFallback(ActorTestKit.applicationTestConfig()));
    private final ManualTime time = ManualTime.get(kit.system());
    private final MemorySharers sharers = new MemorySharers();
    private final MemoryTemporarySubscribers temporary = new MemoryTemporarySubscribers();
    private final Subscribed endings = new Subscribed();
    private final PresenceFigures figures = new PresenceFigures(MOST);
    private final LinkedBlockingQueue<String> sent = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Arrivals.Arrival> arrivals = new LinkedBlockingQueue<>();
    private final TestProbe<PresenceShare.Taken> taken = kit.createTestProbe();
    private CompletionStage<Void> sending = CompletableFuture.completedFuture(null);

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private ActorRef<PresenceShare.Message> share() {
        return share(sharers);
    }

    private ActorRef<PresenceShare.Message> share(Sharers stored) {
        return kit.spawn(PresenceShare.create(
                SHARE,
                new PresenceShare.Surroundings(
                        List.of(SERVICE),
                        stored,
                        temporary,
                        endings,
                        this::send,
                        arrivals::add,
                        Clock.systemUTC(),
                        figures)));
    }

    private CompletionStage<Void> send(String service, List<XmlElement> stanzas) {
        stanzas.forEach(stanza -> sent.add(stanza.attribute("type").orElse("")
                + ' '
                + stanza.attribute("to").orElse("")));
        return sending;
    }

    private void tell(ActorRef<PresenceShare.Message> share, PresenceChange... changes) {
        share.tell(new PresenceShare.Changes(List.of(changes), taken.getRef()));
        taken.receiveMessage();
    }

    private List<Jid> available(ActorRef<PresenceShare.Message> share, Jid... of) {
        TestProbe<PresenceShare.Available> answer = kit.createTestProbe();
        share.tell(new PresenceShare.WhoIsAvailable(SERVICE, List.of(of), answer.getRef()));
        Map<Jid, Set<Show>> shows = answer.receiveMessage().shows();
        return Stream.of(of).filter(shows::containsKey).toList();
    }

    private static PresenceChange available(Jid jid) {
        return PresenceChange.available(SERVICE, jid, false, false, Optional.empty());
    }

    private static PresenceChange change(Jid jid, Kind kind) {
        return PresenceChange.of(SERVICE, jid, kind);
    }

    private void sends(String stanza) {
        try {
            assertThat(sent.poll(10, TimeUnit.SECONDS)).isEqualTo(stanza);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<Jid, State> stored() {
        return sharers.of(SERVICE, SHARE).toCompletableFuture().join();
    }

    @Test
    void remembersEachResource() {
        var share = share();

        tell(share, available(BARRACKS), available(TOWER), available(BARRACKS));
        assertThat(figures.known()).isEqualTo(2);

        tell(share, change(BARRACKS, Kind.UNAVAILABLE), change(BARRACKS, Kind.UNAVAILABLE));
        assertThat(figures.known()).isEqualTo(1);

        tell(share, available(BARRACKS), change(FRANCISCO, Kind.UNAVAILABLE)); // as Prosody says it of an account
        assertThat(figures.known()).isZero();
    }

    /** XEP-0133 §4.23: everybody once, however many resources they have, unless none of these takes it. */
    @Test
    void saysSomethingToAllWhoAreAvailable() {
        var share = share();
        TestProbe<PresenceShare.Announced> answer = kit.createTestProbe();
        tell(
                share,
                available(BARRACKS),
                available(TOWER),
                available(Jid.parse("bernardo@denmark.lit/elsinore")),
                PresenceChange.available(
                        SERVICE, Jid.parse("ophelia@denmark.lit/phone"), true, false, Optional.empty()));

        share.tell(new PresenceShare.Announce(SERVICE, "The rest is silence", answer.getRef()));

        assertThat(answer.receiveMessage().people()).isEqualTo(2);
        sends("headline bernardo@denmark.lit");
        sends("headline " + FRANCISCO);
        kit.serializationTestKit()
                .verifySerialization(new PresenceShare.Announce(SERVICE, "Ruhe", answer.getRef()), true);
        kit.serializationTestKit().verifySerialization(new PresenceShare.Announced(2), true);
    }

    /** Each resource once; not what a host server says again, unless nothing was heard of it. */
    @Test
    void saysWhoBecomesAvailable() {
        var share = share();
        PresenceChange negative = PresenceChange.available(SERVICE, TOWER, true, false, Optional.empty());

        tell(share, available(BARRACKS), available(BARRACKS), negative, negative, available(TOWER), negative);
        assertThat(arrivals)
                .containsExactly(
                        new Arrivals.Arrival(SERVICE, BARRACKS, false, Optional.empty()),
                        new Arrivals.Arrival(SERVICE, TOWER, true, Optional.empty()),
                        new Arrivals.Arrival(SERVICE, TOWER, false, Optional.empty()));
        arrivals.clear();

        tell(
                share,
                change(BARRACKS, Kind.UNAVAILABLE),
                PresenceChange.available(SERVICE, BARRACKS, false, true, Optional.empty()));
        tell(share, available(BARRACKS));
        assertThat(arrivals).isEmpty();

        share.tell(new PresenceShare.LookAgain(SERVICE));
        tell(share);
        time.timePasses(Duration.ofSeconds(1)); // the host server was restarted, say
        tell(share, available(BARRACKS), available(BARRACKS));
        assertThat(arrivals).containsExactly(new Arrivals.Arrival(SERVICE, BARRACKS, false, Optional.empty()));
    }

    @Test
    void asksOnceAndStoresWhatTheySay() {
        var share = share();

        tell(share, change(FRANCISCO, Kind.WANTED), change(FRANCISCO, Kind.WANTED));
        sends("subscribe " + FRANCISCO);
        assertThat(stored()).containsEntry(FRANCISCO, State.ASKED);

        tell(share, change(FRANCISCO, Kind.SUBSCRIBED), available(BARRACKS), change(FRANCISCO, Kind.WANTED));
        assertThat(stored()).containsEntry(FRANCISCO, State.SHARING);

        tell(share, change(FRANCISCO, Kind.UNSUBSCRIBED), change(FRANCISCO, Kind.WANTED));
        assertThat(stored()).containsEntry(FRANCISCO, State.DECLINED);
        assertThat(figures.known()).isZero();
        assertThat(sent).isEmpty();

        tell(share, change(FRANCISCO, Kind.SUBSCRIBE)); // who wants to know of us may be asked again
        sends("subscribe " + FRANCISCO);

        tell(share, change(FRANCISCO, Kind.GONE));
        assertThat(stored()).isEmpty();
    }

    /** RFC 6121 §8.5.2: what is addressed to a bare JID does not come to a resource of negative priority. */
    @Test
    void knowsWhoIsAvailable() {
        var share = share();
        tell(share, change(FRANCISCO, Kind.WANTED));
        assertThat(available(share, FRANCISCO, BARRACKS, TOWER)).isEmpty();

        tell(share, PresenceChange.available(SERVICE, TOWER, true, false, Optional.empty()));
        assertThat(available(share, FRANCISCO, BARRACKS, TOWER)).containsExactly(TOWER);

        tell(share, available(BARRACKS));
        assertThat(available(share, FRANCISCO, BARRACKS, TOWER)).containsExactly(FRANCISCO, BARRACKS, TOWER);

        tell(share, change(BARRACKS, Kind.UNAVAILABLE));
        assertThat(available(share, FRANCISCO, BARRACKS, TOWER)).containsExactly(TOWER);
    }

    /** Of a bare JID: with any of its resources. A change of it is no arrival. */
    @Test
    void knowsHowTheyAreAvailable() {
        var share = share();
        for (Show show : Show.values()) {
            tell(share, PresenceChange.available(SERVICE, BARRACKS, false, false, show, Optional.empty()));
            assertThat(shows(share, BARRACKS)).containsExactly(show);
        }
        assertThat(arrivals).hasSize(1);

        tell(share, PresenceChange.available(SERVICE, TOWER, false, false, Show.DND, Optional.empty()));
        tell(
                share,
                PresenceChange.available(
                        SERVICE, Jid.parse(FRANCISCO + "/phone"), true, false, Show.CHAT, Optional.empty()));
        assertThat(shows(share, FRANCISCO)).containsExactlyInAnyOrder(Show.XA, Show.DND);
        assertThat(shows(share, TOWER)).containsExactly(Show.DND);

        share.tell(new PresenceShare.LookAgain(SERVICE));
        tell(share);
        time.timePasses(Duration.ofSeconds(1));
        assertThat(shows(share, TOWER)).as("in doubt").containsExactly(Show.DND);
    }

    private Set<Show> shows(ActorRef<PresenceShare.Message> share, Jid jid) {
        TestProbe<PresenceShare.Available> answer = kit.createTestProbe();
        share.tell(new PresenceShare.WhoIsAvailable(SERVICE, List.of(jid), answer.getRef()));
        return answer.receiveMessage().shows().getOrDefault(jid, Set.of());
    }

    /** Until the host server has had the time to say. */
    @Test
    void whoSharesMayBeThereWhileNobodyKnows() {
        sharers.put(SERVICE, FRANCISCO, State.SHARING, 1);
        var share = share();
        assertThat(available(share, FRANCISCO, BARRACKS)).containsExactly(FRANCISCO, BARRACKS);

        time.timePasses(PresenceShare.PATIENCE);
        assertThat(available(share, FRANCISCO, BARRACKS)).isEmpty();

        share.tell(new PresenceShare.LookAgain(SERVICE)); // they may have come while the link was down
        assertThat(available(share, FRANCISCO)).containsExactly(FRANCISCO);
    }

    /** As those who were subscribed before a node was configured so; once, and not where there is nobody. */
    @Test
    void asksWhoTurnsUpAndWasNeverAsked() {
        var share = share();
        List<Jid> people = people(100);

        assertThat(available(share, FRANCISCO, BARRACKS)).isEmpty();
        sends("subscribe " + FRANCISCO);
        assertThat(stored()).containsEntry(FRANCISCO, State.ASKED);
        tell(share, change(FRANCISCO, Kind.GONE));
        assertThat(available(share, FRANCISCO, BARRACKS)).isEmpty();
        tell(share);
        assertThat(sent).isEmpty();
        assertThat(stored()).isEmpty();

        CompletableFuture<Void> taken = new CompletableFuture<>();
        sending = taken;
        available(share, people.toArray(Jid[]::new));
        tell(share);
        assertThat(sent).as("no faster than the host server takes it").hasSize(64);
        taken.complete(null);
        people.subList(0, 64).forEach(jid -> sends("subscribe " + jid));
        Await.until(
                () -> {
                    available(share, people.toArray(Jid[]::new));
                    return sent.size() == 36;
                },
                () -> sent);
        people.subList(64, 100).forEach(jid -> sends("subscribe " + jid));
    }

    @Test
    void whoWasNotAskedIsNotTakenForASharer() {
        var share = share();

        tell(share, change(FRANCISCO, Kind.SUBSCRIBED), change(FRANCISCO, Kind.UNSUBSCRIBED));
        tell(share, change(FRANCISCO, Kind.SUBSCRIBE));

        assertThat(stored()).isEmpty();
        assertThat(sent).isEmpty();
    }

    @Test
    void forgetsThemAndWantsToKnowNoMore() {
        var share = share();
        tell(share, change(FRANCISCO, Kind.WANTED), change(FRANCISCO, Kind.SUBSCRIBED), available(BARRACKS));
        sends("subscribe " + FRANCISCO);

        tell(share, change(FRANCISCO, Kind.FORGET));

        sends("unsubscribe " + FRANCISCO);
        assertThat(stored()).isEmpty();
        assertThat(figures.known()).isZero();
    }

    /** As after its member died: those who share are probed, and who was not reached yet is asked. */
    @Test
    void asksWhereItBegins() {
        sharers.put(SERVICE, FRANCISCO, State.SHARING, 1);

        share();

        sends("probe " + FRANCISCO);
    }

    @Test
    void asksAgainWhomItHasNotHeardOf() {
        sharers.put(SERVICE, FRANCISCO, State.ASKED, 1);
        share();
        sends("subscribe " + FRANCISCO);

        sharers.put(SERVICE, FRANCISCO, State.DECLINED, 2);
        tell(share());
        assertThat(sent).isEmpty();
    }

    /** As after a link was down: what is not said again is over. */
    @Test
    void whatIsNotSaidAgainIsOver() {
        sharers.put(SERVICE, FRANCISCO, State.SHARING, 1);
        var share = share();
        sends("probe " + FRANCISCO);
        tell(share, available(BARRACKS), available(TOWER));

        share.tell(new PresenceShare.LookAgain(SERVICE));
        share.tell(new PresenceShare.LookAgain(SERVICE)); // several links come up
        tell(share);
        time.timePasses(Duration.ofSeconds(1));
        sends("probe " + FRANCISCO);
        tell(share, available(TOWER));
        assertThat(figures.known()).isEqualTo(2);

        time.timePasses(PresenceShare.PATIENCE);
        tell(share);
        assertThat(figures.known()).as("the tower").isEqualTo(1);
        assertThat(sent).isEmpty();
    }

    /** So it neither fills the way to the host server nor goes on without it. */
    @Test
    void asksNoFasterThanTheHostServerTakesIt() {
        List<Jid> people = people(100);
        people.forEach(jid -> sharers.put(SERVICE, jid, State.SHARING, 1));
        CompletableFuture<Void> first = new CompletableFuture<>();
        sending = first;
        var share = share();
        tell(share);
        assertThat(sent).hasSize(64);

        sending = CompletableFuture.completedFuture(null);
        first.complete(null);

        people.forEach(jid -> assertThat(poll()).startsWith("probe "));
    }

    private static List<Jid> people(int count) {
        return IntStream.range(0, 100_000)
                .mapToObj(i -> Jid.parse("user" + i + "@denmark.lit"))
                .filter(jid -> Sharers.share(jid) == SHARE)
                .limit(count)
                .toList();
    }

    private String poll() {
        try {
            return sent.poll(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void remembersNoMoreThanThereIsRoomFor() {
        var share = share();

        for (int i = 0; i <= PresenceShare.MOST_RESOURCES; i++) {
            tell(share, available(Jid.parse(FRANCISCO + "/" + i)));
        }
        assertThat(figures.known()).isEqualTo(PresenceShare.MOST_RESOURCES);
        for (int i = 0; i < 20; i++) {
            tell(share, available(Jid.parse("bernardo@denmark.lit/" + i)));
        }
        assertThat(figures.known()).isEqualTo(MOST);
        assertThat(figures.outcomes().counted(Outcome.NOT_REMEMBERED)).isEqualTo(1 + 20 - (MOST - 32));

        kit.stop(share);
        assertThat(figures.known()).as("with another member now").isZero();
    }

    /** Who brought it brings it again; nothing is taken that is not stored. */
    @Test
    void doesNotTakeWhatCannotBeStored() {
        var share = share(new Sharers() {
            @Override
            public CompletionStage<Void> put(String service, Jid bare, State state, long timestamp) {
                return CompletableFuture.failedFuture(new IllegalStateException("no Cassandra"));
            }

            @Override
            public CompletionStage<Void> remove(String service, Jid bare, long timestamp) {
                throw new IllegalStateException("nobody is removed here");
            }

            @Override
            public CompletionStage<Map<Jid, State>> of(String service, int share) {
                return CompletableFuture.completedFuture(Map.of());
            }
        });

        share.tell(new PresenceShare.Changes(List.of(change(FRANCISCO, Kind.WANTED)), taken.getRef()));
        tell(share, available(BARRACKS));

        taken.expectNoMessage(Duration.ZERO);
        assertThat(sent).isEmpty();
    }

    /** Subscriptions that end with presence, and those that have ended. */
    private static final class Subscribed implements Endings {
        private final List<Temporary> there = new CopyOnWriteArrayList<>();
        private final List<Temporary> ended = new CopyOnWriteArrayList<>();
        private volatile boolean refuses;

        @Override
        public CompletionStage<List<Temporary>> of(String service, Jid bare) {
            return CompletableFuture.completedFuture(there.stream()
                    .filter(one -> one.subscriber().bare().equals(bare))
                    .toList());
        }

        @Override
        public CompletionStage<Void> end(Temporary subscription) {
            if (refuses) {
                return CompletableFuture.failedFuture(new IllegalStateException("the node does not answer"));
            }
            there.remove(subscription);
            ended.add(subscription);
            return CompletableFuture.completedFuture(null);
        }
    }

    private static Endings.Temporary musings(Jid subscriber) {
        return new Endings.Temporary(new NodeId(SERVICE, "princely_musings"), subscriber);
    }

    /** As a node has it when the subscription is made: noted in the store, and then here. */
    private void subscribe(ActorRef<PresenceShare.Message> share, Jid subscriber) {
        temporary.put(SERVICE, subscriber.bare(), 1);
        endings.there.add(musings(subscriber));
        tell(share, change(subscriber.bare(), Kind.TEMPORARY));
    }

    private void ends(Jid... subscribers) {
        Await.until(() -> endings.ended.size() == subscribers.length, () -> endings.ended);
        assertThat(endings.ended).extracting(Endings.Temporary::subscriber).containsExactlyInAnyOrder(subscribers);
    }

    /** XEP-0060 §13.5: of a full JID when that goes, of a bare one when the last of its resources does. */
    @Test
    void endsWhatIsTemporary() {
        var share = share();
        tell(share, available(BARRACKS), available(TOWER));
        subscribe(share, BARRACKS);
        sends("subscribe " + FRANCISCO);
        subscribe(share, FRANCISCO);

        tell(share, change(BARRACKS, Kind.UNAVAILABLE));
        ends(BARRACKS);
        assertThat(temporary.of(SERVICE, SHARE).toCompletableFuture().join()).containsExactly(FRANCISCO);

        tell(share, change(TOWER, Kind.UNAVAILABLE));
        ends(BARRACKS, FRANCISCO);
        Await.until(
                () -> temporary.of(SERVICE, SHARE).toCompletableFuture().join().isEmpty(), () -> endings.ended);
        assertThat(figures.endings().counted(Ending.ENDED)).isEqualTo(2);
    }

    /** Who has not answered may well be there; who has agreed, and is not there when they could have said so, is not. */
    @Test
    void endsWhatIsTemporaryOfWhoTurnsOutNotToBeThere() {
        var share = share();
        subscribe(share, FRANCISCO);
        time.timePasses(PresenceShare.PATIENCE);
        tell(share);
        assertThat(endings.ended).isEmpty();

        tell(share, change(FRANCISCO, Kind.SUBSCRIBED));
        time.timePasses(PresenceShare.PATIENCE.minusSeconds(1));
        tell(share);
        assertThat(endings.ended).isEmpty();
        time.timePasses(Duration.ofSeconds(1));

        ends(FRANCISCO);
    }

    /** As Prosody says of the account when it is asked to share. */
    @Test
    void whoMayNotKnowIsToldThatTheAccountIsNotThere() {
        var share = share();
        subscribe(share, FRANCISCO);
        tell(share, change(FRANCISCO, Kind.UNAVAILABLE), change(FRANCISCO, Kind.SUBSCRIBED), available(BARRACKS));
        tell(share);

        tell(share, change(BARRACKS, Kind.UNAVAILABLE));

        ends(FRANCISCO);
        assertThat(figures.endings().counted(Ending.ENDED)).isEqualTo(1);
    }

    /** What the host server says again, it says of all resources. */
    @Test
    void whoWasHeardOfIsNotInDoubt() {
        sharers.put(SERVICE, FRANCISCO, State.SHARING, 1);
        var share = share();
        tell(share, available(BARRACKS));
        assertThat(available(share, BARRACKS, TOWER)).containsExactly(BARRACKS, TOWER);

        tell(share, PresenceChange.available(SERVICE, BARRACKS, false, true, Optional.empty()));

        assertThat(available(share, BARRACKS, TOWER)).containsExactly(BARRACKS);
    }

    @Test
    void endsWhatIsTemporaryOfWhoDoesNotShare() {
        var share = share();
        subscribe(share, FRANCISCO);

        tell(share, change(FRANCISCO, Kind.UNSUBSCRIBED));

        ends(FRANCISCO);
    }

    /** As where its member died: nobody heard them go. */
    @Test
    void endsWhatIsTemporaryOfWhoWentUnheard() {
        sharers.put(SERVICE, FRANCISCO, State.SHARING, 1);
        temporary.put(SERVICE, FRANCISCO, 1);
        endings.there.addAll(List.of(musings(BARRACKS), musings(TOWER)));
        var share = share();
        sends("probe " + FRANCISCO);
        tell(share, available(TOWER), change(FRANCISCO, Kind.WANTED));
        assertThat(endings.ended).isEmpty();

        time.timePasses(PresenceShare.PATIENCE);

        ends(BARRACKS);
    }

    /** Until the node has taken it; and whoever has come back meanwhile stays. */
    @Test
    void endsWhatIsTemporaryWhenTheNodeAnswers() {
        var share = share();
        tell(share, available(BARRACKS), available(TOWER));
        subscribe(share, BARRACKS);
        subscribe(share, TOWER);
        endings.refuses = true;
        tell(share, change(BARRACKS, Kind.UNAVAILABLE), change(TOWER, Kind.UNAVAILABLE));
        Await.until(() -> figures.endings().counted(Ending.FAILED) > 0, () -> endings.ended);
        tell(share, available(TOWER));
        endings.refuses = false;

        Await.until(
                () -> {
                    time.timePasses(Duration.ofSeconds(5));
                    return endings.ended.size() == 1;
                },
                () -> endings.ended);
        ends(BARRACKS);
        assertThat(temporary.of(SERVICE, SHARE).toCompletableFuture().join()).containsExactly(FRANCISCO);
    }

    @Test
    void forgetsWhoHadTemporarySubscriptions() {
        var share = share();
        subscribe(share, FRANCISCO);

        sends("subscribe " + FRANCISCO);
        tell(share, change(FRANCISCO, Kind.SUBSCRIBED), available(BARRACKS), change(BARRACKS, Kind.UNAVAILABLE));
        ends(FRANCISCO);
        tell(share, available(BARRACKS), change(FRANCISCO, Kind.FORGET));
        sends("unsubscribe " + FRANCISCO);
        assertThat(temporary.of(SERVICE, SHARE).toCompletableFuture().join()).isEmpty();

        tell(share, change(FRANCISCO, Kind.UNSUBSCRIBED), change(FRANCISCO, Kind.WANTED));
        sends("subscribe " + FRANCISCO);
        tell(share, change(FRANCISCO, Kind.SUBSCRIBED), available(BARRACKS));
        assertThat(stored()).containsEntry(FRANCISCO, State.SHARING);
        tell(share, change(FRANCISCO, Kind.FORGET));
        sends("unsubscribe " + FRANCISCO);
    }

    @Test
    void membersUnderstandEachOther() {
        SerializationTestKit serialization = kit.serializationTestKit();

        for (Kind kind : Kind.values()) {
            serialization.verifySerialization(
                    new PresenceShare.Changes(
                            List.of(
                                    change(BARRACKS, kind),
                                    new PresenceChange(
                                            SERVICE,
                                            FRANCISCO,
                                            kind,
                                            true,
                                            true,
                                            Show.DND,
                                            Optional.of(Duration.ofDays(1)))),
                            taken.getRef()),
                    true);
        }
        serialization.verifySerialization(new PresenceShare.Taken(), true);
        serialization.verifySerialization(
                new PresenceShare.WhoIsAvailable(
                        SERVICE,
                        List.of(FRANCISCO, TOWER),
                        kit.<PresenceShare.Available>createTestProbe().getRef()),
                true);
        serialization.verifySerialization(
                new PresenceShare.Available(Map.of(FRANCISCO, Set.of(Show.AWAY, Show.XA), TOWER, Set.of(Show.ONLINE))),
                true);
        serialization.verifySerialization(new PresenceShare.LookAgain(SERVICE), true);
        serialization.verifySerialization(new PresenceShare.BeThere(), true);
        serialization.verifySerialization(new PresenceShare.Stop(), true);
    }
}
