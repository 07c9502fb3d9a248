package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.embedded.Ejabberd;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.HostServer;
import im.fanfare.embedded.HostSettings;
import im.fanfare.embedded.Prosody;
import im.fanfare.stanza.XmlElement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three members serve nodes that live on any of them, and one after another goes: promises P1 to P3 and P8 of design §2. */
@Timeout(300)
class ThreeMembersIT {
    private static final Logger logger = LoggerFactory.getLogger(ThreeMembersIT.class);
    private static final String SERVICE = "pubsub.localhost";
    private static final String DOMAIN = "subs.localhost";

    /** So many that no member is without: shards are allotted to whoever has the fewest. */
    private static final int NODES = 8;

    private static final int USERS = 25;
    private static final Duration LOST = Duration.ofSeconds(5);

    private final AtomicInteger items = new AtomicInteger();
    private final Promises promises = new Promises();
    private final Subscribers subscribers = new Subscribers(DOMAIN, SERVICE, promises);
    private final List<AutoCloseable> open = new ArrayList<>();
    private HostServer host;
    private List<FanfareMember> members;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void handTheOneLinkOnWhenItsHolderGoes() throws Exception {
        start(new Prosody(Home.careless(), HostSettings.of(SERVICE, DOMAIN)), "shared");
        FanfareMember first = holder();
        Steady steady = new Steady();

        steady.goOn(100);
        suspendAndResume(first);
        refusesWhomAnotherMemberBlocked(first);
        steady.goOn(100);
        assertThat(promises.verdict().repeats())
                .as("a link that is suspended repeats nothing")
                .isZero();
        long killed = System.nanoTime();
        first.kill();
        FanfareMember second = holderOtherThan(first);
        long moved = System.nanoTime();
        steady.goOn(100);
        long served = System.nanoTime();
        steady.stop();
        Promises.Verdict afterKill = promises.verdict();
        logger.info(
                "kill -9 of the link's holder: another has it after {} ms, 100 publishes later after {} ms; {}",
                (moved - killed) / 1_000_000,
                (served - killed) / 1_000_000,
                afterKill);
        assertThat(afterKill).matches(Promises.Verdict::areKept);

        steady = new Steady();
        steady.goOn(100);
        long asked = System.nanoTime();
        second.terminate();
        holderOtherThan(second);
        long movedAgain = System.nanoTime();
        steady.goOn(100);
        steady.stop();
        logger.info(
                "the next holder stopped in good order: another has it after {} ms, {} repeated; {}",
                (movedAgain - asked) / 1_000_000,
                promises.verdict().repeats() - afterKill.repeats(),
                promises.verdict());
        assertThat(promises.verdict()).matches(Promises.Verdict::areKept);
        assertThat(promises.verdict().repeats())
                .as("a good order repeats nothing")
                .isEqualTo(afterKill.repeats());
    }

    @Test
    void haveALinkEachWhereTheHostServerTakesThem() throws Exception {
        start(new Ejabberd(Home.careless(), HostSettings.of(SERVICE, DOMAIN)), "each");
        assertThat(members).allMatch(ThreeMembersIT::isHolder);
        Steady steady = new Steady();

        steady.goOn(100);
        members.get(1).kill();
        steady.goOn(200);
        drainAndReturn(members.get(2), steady);
        steady.stop();

        logger.info("kill -9 of one of three members with a link each: {}", promises.verdict());
        assertThat(promises.verdict()).matches(Promises.Verdict::areKeptAmongSeveralStreams);
    }

    /** By another member than the one that has the link. */
    private void suspendAndResume(FanfareMember holder) {
        FanfareMember other =
                members.stream().filter(member -> member != holder).findFirst().orElseThrow();
        String link = "hostServer=127.0.0.1-" + host.settings().componentPort();

        assertThat(other.administers("POST /suspend?" + link)).startsWith("200 ");
        Await.until(
                () -> holder.administers("GET /links").contains("\"suspended\""),
                () -> holder.administers("GET /links"));
        Await.until(() -> !holder.isReady() && !other.isReady(), () -> other.manages("/ready"));
        assertThat(other.manages("/ready")).startsWith("503 ").contains("an operator has suspended a link");

        assertThat(other.administers("POST /resume?" + link)).startsWith("200 ");
        Await.until(() -> holder.isReady() && other.isReady(), () -> holder.administers("GET /links"));
    }

    /** Decision 26: who holds the link asks its own list, and somebody else's list was changed. */
    private void refusesWhomAnotherMemberBlocked(FanfareMember holder) {
        FanfareMember other =
                members.stream().filter(member -> member != holder).findFirst().orElseThrow();
        String stranger = subscribers.user(USERS);
        assertThat(pinged(stranger)).contains("type='result'");

        long changed = System.nanoTime();
        assertThat(other.administers("POST /block?jid=" + stranger)).startsWith("200 ");
        Await.until(() -> pinged(stranger).contains("<forbidden"), () -> stranger + " is not refused");
        logger.info(
                "another member than the link's holder blocked somebody: refused after {} ms",
                (System.nanoTime() - changed) / 1_000_000);
        assertThat(other.administers("POST /unblock?jid=" + stranger)).startsWith("200 ");
        Await.until(() -> pinged(stranger).contains("type='result'"), () -> stranger + " is still refused");
    }

    /** The answer to this user, or nothing where it is lost. */
    private String pinged(String user) {
        return subscribers
                .ask(user, "get", "<ping xmlns='urn:xmpp:ping'/>")
                .thenApply(XmlElement::toXml)
                .completeOnTimeout("", LOST.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Its process stays, and says so. */
    private static void drainAndReturn(FanfareMember member, Steady steady) {
        assertThat(member.administers("POST /drain")).startsWith("200 ");
        Await.until(
                () -> member.administers("GET /duty").contains("\"drained\""), () -> member.administers("GET /duty"));
        assertThat(member.manages("/ready")).isEqualTo("503 not ready: it is drained\n");
        assertThat(member.manages("/alive")).isEqualTo("200 alive\n");
        assertThat(member.administers("GET /members")).startsWith("503 ");
        steady.goOn(200);

        assertThat(member.administers("POST /undrain")).startsWith("200 ");
        Await.until(member::isReady, () -> member.administers("GET /duty"));
        assertThat(member.administers("GET /members")).contains(":" + member.port() + "\",\"status\":\"up\"");
        steady.goOn(200);
    }

    private void start(HostServer server, String mode) throws Exception {
        open.add(0, server);
        host = server.start();
        members = Installation.of("three_" + mode)
                .attachedTo(host, SERVICE, mode)
                .with("FANFARE_DELIVERY_PARTITIONS", "12")
                .with("FANFARE_SERVER_INFORMATION", "true")
                .members(3);
        for (FanfareMember member : members) {
            open.add(0, member);
            Files.deleteIfExists(member.log()); // an earlier run's also says who had the link
            member.start();
        }
        for (FanfareMember member : members) {
            member.awaitReady();
        }
        Await.until(this::saysWhatItIs, () -> members.get(0).administers("GET /node?node=serverinfo"));
        open.add(0, subscribers.attach(host.settings()));
        for (int i = 0; i < NODES; i++) {
            subscribers.create("node " + i);
            subscribers.subscribe("node " + i, USERS);
        }
    }

    /** Each of them publishes it when it starts. */
    private boolean saysWhatItIs() {
        String node = members.get(0).administers("GET /node?node=serverinfo");
        return node.startsWith("200 ") && node.contains("\"items\":1") && node.contains("[\"" + SERVICE + "\"]");
    }

    /** Who said last that it has the link; there is one. */
    private FanfareMember holder() {
        List<FanfareMember> holders =
                members.stream().filter(ThreeMembersIT::isHolder).toList();
        assertThat(holders).hasSize(1);
        return holders.get(0);
    }

    private FanfareMember holderOtherThan(FanfareMember gone) {
        Await.until(
                () -> members.stream().anyMatch(member -> member != gone && isHolder(member)),
                () -> "nobody has the link");
        return members.stream()
                .filter(member -> member != gone && isHolder(member))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isHolder(FanfareMember member) {
        try {
            return member.process().isAlive() && Files.readString(member.log()).contains("link UP: ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Publishes to all nodes, several at a time to each, whatever befalls the members. */
    private final class Steady {
        private static final int AT_A_TIME = 4;

        private final AtomicBoolean stopped = new AtomicBoolean();
        private final CompletableFuture<Void> publishing = CompletableFuture.runAsync(this::publish);

        private void publish() {
            while (!stopped.get()) {
                List<CompletableFuture<Boolean>> round = new ArrayList<>();
                for (int i = 0; i < NODES * AT_A_TIME; i++) {
                    String item = "item " + items.incrementAndGet();
                    // An answer that is not there by then has died with a member; should it come all the same, it
                    // counts.
                    round.add(subscribers
                            .publish("node " + i % NODES, item)
                            .thenApply(answer -> answer)
                            .completeOnTimeout(false, LOST.toSeconds(), TimeUnit.SECONDS));
                }
                if (!round.stream().allMatch(CompletableFuture::join)) {
                    Await.until(this::isServed, () -> "no answer from " + SERVICE);
                }
            }
        }

        /** Where nobody holds the link, the host server itself answers, with an error. */
        private boolean isServed() {
            return pinged(subscribers.user(1)).contains("type='result'");
        }

        /** Returns when so many more are acknowledged. */
        void goOn(int publishes) {
            int enough = promises.acknowledged() + publishes;
            Await.until(() -> promises.acknowledged() >= enough || publishing.isDone(), promises::verdict);
        }

        /** Returns when everyone has everything, and nothing of before can come any more. */
        void stop() {
            stopped.set(true);
            publishing.join();
            for (int i = 0; i < NODES; i++) {
                CompletableFuture<Boolean> last = subscribers.publish("node " + i, "last " + items.incrementAndGet());
                Await.until(() -> last.getNow(false), () -> last);
            }
            Await.until(promises::areComplete, promises::verdict);
        }
    }
}
