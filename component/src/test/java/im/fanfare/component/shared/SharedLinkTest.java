package im.fanfare.component.shared;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.link.LinkConfig;
import im.fanfare.component.link.Outbox;
import im.fanfare.fanout.Frames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.SerializationTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedLinkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<LinkHolder.Message> holder = kit.createTestProbe();
    private final Outbox outbox = new Outbox("pubsub.shakespeare.lit", LinkConfig.Limits.DEFAULT);
    private final AtomicBoolean up = new AtomicBoolean();
    private final ActorRef<SharedLink.Message> link = kit.spawn(SharedLink.create(holder.getRef(), outbox, up));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void isDoneOnceTheHolderSaysThatTheHostServerTookIt() {
        CompletableFuture<Void> done = offer("<message/>", "<message id='2'/>");

        LinkHolder.Take take = take();
        assertThat(done).isNotDone();
        link.tell(new SharedLink.Taken(take.session(), take.number()));

        assertThat(done).succeedsWithin(Duration.ofSeconds(3));
        assertThat(text(take.stanzas(), 0)).isEqualTo("<message/>");
        assertThat(text(take.stanzas(), 1)).isEqualTo("<message id='2'/>");
    }

    @Test
    void numbersChunksSoThatAGapIsSeen() {
        offer("<message id='1'/>");
        LinkHolder.Take first = take();
        offer("<message id='2'/>");
        LinkHolder.Take second = take();

        assertThat(first.previous()).isZero();
        assertThat(second.previous()).isEqualTo(first.number());
        assertThat(second.session()).isEqualTo(first.session());
    }

    @Test
    void beginsAgainWithAllThatIsUnconfirmedWhenTheHolderMissesSomething() {
        CompletableFuture<Void> one = offer("<message id='1'/>");
        LinkHolder.Take first = take();
        CompletableFuture<Void> two = offer("<message id='2'/>");
        take();

        link.tell(new SharedLink.Again(first.session()));

        LinkHolder.Take again = take();
        assertThat(again.previous()).isZero();
        assertThat(again.session()).isNotEqualTo(first.session());
        assertThat(text(again.stanzas(), 0)).isEqualTo("<message id='1'/>");
        assertThat(text(again.stanzas(), 1)).isEqualTo("<message id='2'/>");
        link.tell(new SharedLink.Taken(first.session(), again.number()));
        link.tell(new SharedLink.Taken(again.session(), again.number()));
        assertThat(one).succeedsWithin(Duration.ofSeconds(3));
        assertThat(two).succeedsWithin(Duration.ofSeconds(3));
    }

    @Test
    void ofASessionThatIsOverNothingIsConfirmed() {
        CompletableFuture<Void> done = offer("<message/>");
        LinkHolder.Take first = take();
        link.tell(new SharedLink.Again(first.session()));
        take();

        link.tell(new SharedLink.Taken(first.session(), Long.MAX_VALUE));
        offer("<message id='behind'/>");
        take();

        assertThat(done).isNotDone();
    }

    @Test
    void beginsAgainWhenTheHolderIsGone() {
        TestProbe<LinkHolder.Message> old = kit.createTestProbe();
        link.tell(new SharedLink.Held(true, old.getRef()));
        holder.awaitAssert(() -> {
            assertThat(up).isTrue();
            return true;
        });
        offer("<message/>");
        LinkHolder.Take first = take();

        old.stop();

        LinkHolder.Take again = take();
        assertThat(again.session()).isNotEqualTo(first.session());
        assertThat(text(again.stanzas(), 0)).isEqualTo("<message/>");
        assertThat(up).isFalse();
    }

    @Test
    void saysFarewellToAHolderThatLeavesAndRepeatsOnlyWhatThatOneHadNotTaken() {
        offer("<message id='1'/>");
        LinkHolder.Take taken = take();
        offer("<message id='2'/>");
        take();

        link.tell(new SharedLink.Taken(taken.session(), taken.number()));
        link.tell(new SharedLink.Leaving(holder.getRef()));

        LinkHolder.Message next = next(message -> !(message instanceof LinkHolder.Check));
        assertThat(next).isEqualTo(new LinkHolder.Farewell(link));
        LinkHolder.Take again = take();
        assertThat(again.previous()).isZero();
        assertThat(again.stanzas().size()).isOne();
        assertThat(text(again.stanzas(), 0)).isEqualTo("<message id='2'/>");
    }

    @Test
    void whatMembersSayToEachOtherSurvivesTheWay() {
        SerializationTestKit serialization = new SerializationTestKit(kit.system());
        offer("<message/>", "<message id='ä'/>");
        LinkHolder.Take take = take();

        LinkHolder.Take arrived = serialization.verifySerialization(take, false);
        assertThat(arrived.session()).isEqualTo(take.session());
        assertThat(arrived.previous()).isEqualTo(take.previous());
        assertThat(arrived.number()).isEqualTo(take.number());
        assertThat(arrived.replyTo()).isEqualTo(link);
        assertThat(text(arrived.stanzas(), 0)).isEqualTo("<message/>");
        assertThat(text(arrived.stanzas(), 1)).isEqualTo("<message id='ä'/>");
        serialization.verifySerialization(new LinkHolder.Check(7, 8, link), true);
        serialization.verifySerialization(new LinkHolder.Stop(), true);
        serialization.verifySerialization(new LinkHolder.Farewell(link), true);
        serialization.verifySerialization(new SharedLink.Leaving(holder.getRef()), true);
        serialization.verifySerialization(new SharedLink.Taken(7, 8), true);
        serialization.verifySerialization(new SharedLink.Again(7), true);
        serialization.verifySerialization(new SharedLink.Held(true, holder.getRef()), true);
        serialization.verifySerialization(new BarrierRelay.CameBack("b:yorick_1:x.1:7"), true);
    }

    /** The next chunk; the questions in between are of no concern. */
    private LinkHolder.Take take() {
        return (LinkHolder.Take) next(LinkHolder.Take.class::isInstance);
    }

    /** The questions in between come for ever, so they must not count as progress. */
    private LinkHolder.Message next(Predicate<LinkHolder.Message> wanted) {
        List<LinkHolder.Message> seen = holder.fishForMessage(
                PATIENCE,
                message -> wanted.test(message) ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore());
        return seen.get(seen.size() - 1);
    }

    private CompletableFuture<Void> offer(String... stanzas) {
        return outbox.offer(0, frames(stanzas)).toCompletableFuture();
    }

    private static String text(StanzasAsBytes stanzas, int index) {
        byte[] written = new byte[1024];
        int length = stanzas.write(index, written, 0);
        return new String(written, 0, length, StandardCharsets.UTF_8);
    }

    private static Frames frames(String... stanzas) {
        return new Frames() {
            @Override
            public int size() {
                return stanzas.length;
            }

            @Override
            public int write(int index, byte[] into, int at) {
                byte[] bytes = stanzas[index].getBytes(StandardCharsets.UTF_8);
                if (bytes.length > into.length - at) {
                    return -1;
                }
                System.arraycopy(bytes, 0, into, at, bytes.length);
                return bytes.length;
            }

            @Override
            public int recipient(int index) {
                return 0;
            }
        };
    }
}
