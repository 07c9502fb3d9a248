package im.fanfare.cluster;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import java.time.Duration;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LostAsksTest {
    private static final NodeId MUSINGS = new NodeId("pubsub.shakespeare.lit", "princely_musings");
    private static final Jid HAMLET = Jid.parse("hamlet@shakespeare.lit/elsinore");

    private final ActorTestKit kit = ActorTestKit.create();
    private final TestProbe<NodeReply> requester = kit.createTestProbe();
    private final NodeEntity.Ask ask = new NodeEntity.Ask(new NodeCommand.Purge(MUSINGS, HAMLET), requester.getRef());

    @BeforeEach
    void start() {
        kit.spawn(LostAsks.create());
        // It listens from when it has started, which is soon: until then what is lost is lost. An answer that is late
        // goes to nobody.
        requester.awaitAssert(() -> {
            TestProbe<NodeReply> trying = kit.createTestProbe();
            send(new NodeEntity.Ask(ask.command(), trying.getRef()));
            trying.expectMessage(Duration.ofMillis(100), new NodeReply.Refused(PubSubError.UNAVAILABLE));
            return null;
        });
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void tellsRequestersToWaitWhoseNodeHasGone() {
        send(ask);

        requester.expectMessage(new NodeReply.Refused(PubSubError.UNAVAILABLE));
    }

    @Test
    void tellsRequestersToWaitWhoseNodeMoves() {
        send(new Dropped(
                new ShardingEnvelope<>("pubsub.shakespeare.lit/princely_musings", ask),
                "Avoiding reordering of buffered messages at shard handoff",
                ActorRef.noSender(),
                ActorRef.noSender()));

        requester.expectMessage(new NodeReply.Refused(PubSubError.UNAVAILABLE));
    }

    @Test
    void saysNothingOfWhatElseIsLost() {
        send("the rest is silence");
        send(new ShardingEnvelope<>("pubsub.shakespeare.lit/princely_musings", new NodeEntity.Stop()));
        send(ask);

        requester.expectMessage(new NodeReply.Refused(PubSubError.UNAVAILABLE));
        requester.expectNoMessage(Duration.ofMillis(50));
    }

    private void send(Object lost) {
        Adapter.toClassic(kit.system()).deadLetters().tell(lost, ActorRef.noSender());
    }
}
