package im.fanfare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.schema.Traces;
import im.fanfare.schema.Trail;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.SerializationTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeSerializerTest {
    private final ActorTestKit kit = ActorTestKit.create();
    private final SerializationTestKit serialization = new SerializationTestKit(kit.system());

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void bringsACommandToAnotherMemberAndTheReplyBack() {
        TestProbe<NodeReply> requester = kit.createTestProbe();
        var command = new NodeCommand.Purge(
                new NodeId("pubsub.shakespeare.lit", "princely_musings"), Jid.parse("hamlet@denmark.lit/elsinore"));

        Trail trail = Traces.elsewhere(new Traces().tracing().request("purge"));

        NodeEntity.Ask arrived =
                serialization.verifySerialization(new NodeEntity.Ask(command, requester.getRef(), trail), false);
        arrived.replyTo().tell(new NodeReply.Refused(PubSubError.FORBIDDEN));

        assertThat(arrived.command()).isEqualTo(command);
        assertThat(arrived.trail()).isEqualTo(trail);
        assertThat(requester.receiveMessage()).isEqualTo(new NodeReply.Refused(PubSubError.FORBIDDEN));
    }

    @Test
    void bringsRepliesAndTheWordToStop() {
        serialization.verifySerialization(new NodeReply.Done(), true);
        serialization.verifySerialization(new NodeEntity.Stop(), true);
    }
}
