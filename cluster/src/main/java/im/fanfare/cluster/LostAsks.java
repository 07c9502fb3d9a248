package im.fanfare.cluster;

import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import org.apache.pekko.actor.AllDeadLetters;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.Dropped;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/**
 * Answers commands that reach nobody: sharding drops what it holds for a node that moves just then, lest it be overtaken,
 * and what comes to a node that has just fallen asleep finds it gone. None of them was done, so their requesters may be
 * told to wait at once, instead of after {@link NodeGateway}'s patience.
 */
final class LostAsks {
    private LostAsks() {}

    static Behavior<AllDeadLetters> create() {
        return Behaviors.setup(context -> {
            var events = context.getSystem().eventStream();
            events.tell(
                    new EventStream.Subscribe<>(Dropped.class, context.getSelf().narrow()));
            events.tell(new EventStream.Subscribe<>(
                    DeadLetter.class, context.getSelf().narrow()));
            return Behaviors.receive(AllDeadLetters.class)
                    .onMessage(AllDeadLetters.class, letter -> {
                        answer(letter.message());
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private static void answer(Object lost) {
        if (lost instanceof Dropped dropped) {
            answer(dropped.message());
        } else if (lost instanceof ShardingEnvelope<?> envelope) {
            answer(envelope.message());
        } else if (lost instanceof NodeEntity.Ask ask) {
            ask.replyTo().tell(new NodeReply.Refused(PubSubError.UNAVAILABLE));
        }
    }
}
