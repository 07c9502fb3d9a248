package im.fanfare.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
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

        NodeEntity.Ask arrived =
                serialization.verifySerialization(new NodeEntity.Ask(command, requester.getRef(), "request 42"), false);
        arrived.replyTo().tell(new NodeReply.Refused(PubSubError.FORBIDDEN));

        assertThat(arrived.command()).isEqualTo(command);
        assertThat(arrived.request()).isEqualTo("request 42");
        assertThat(requester.receiveMessage()).isEqualTo(new NodeReply.Refused(PubSubError.FORBIDDEN));
    }

    @Test
    void bringsRepliesAndTheWordToStop() {
        serialization.verifySerialization(new NodeReply.Done(), true);
        serialization.verifySerialization(new NodeEntity.Stop(), true);
    }
}
