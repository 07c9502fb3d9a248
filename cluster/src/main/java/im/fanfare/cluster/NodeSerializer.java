package im.fanfare.cluster;

import im.fanfare.pubsub.NodeReply;
import im.fanfare.schema.NodeCommandWire;
import im.fanfare.schema.NodeReplyWire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * What members send each other about nodes, in the Protobuf of the {@code schema} module, so that members of two
 * releases understand each other.
 */
public final class NodeSerializer extends SerializerWithStringManifest {
    private static final String ASK = "ask";
    private static final String REPLY = "reply";
    private static final String STOP = "stop";

    private final ActorRefResolver refs;

    public NodeSerializer(ExtendedActorSystem system) {
        this.refs = ActorRefResolver.get(Adapter.toTyped(system));
    }

    @Override
    public int identifier() {
        return 46_601; // forever: members of other releases know us by it
    }

    @Override
    public String manifest(Object message) {
        if (message instanceof NodeEntity.Ask) {
            return ASK;
        }
        if (message instanceof NodeReply) {
            return REPLY;
        }
        if (message instanceof NodeEntity.Stop) {
            return STOP;
        }
        throw new IllegalArgumentException("not ours to serialize: " + message.getClass());
    }

    @Override
    public byte[] toBinary(Object message) {
        if (message instanceof NodeEntity.Ask ask) {
            byte[] replyTo = refs.toSerializationFormat(ask.replyTo()).getBytes(StandardCharsets.UTF_8);
            byte[] command = NodeCommandWire.write(new NodeCommandWire.Asked(ask.command(), ask.trail()));
            return ByteBuffer.allocate(Integer.BYTES + replyTo.length + command.length)
                    .putInt(replyTo.length)
                    .put(replyTo)
                    .put(command)
                    .array();
        }
        return message instanceof NodeReply reply ? NodeReplyWire.write(reply) : new byte[0];
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return switch (manifest) {
            case ASK -> ask(ByteBuffer.wrap(bytes));
            case REPLY -> NodeReplyWire.parse(bytes);
            case STOP -> new NodeEntity.Stop();
            default -> throw new IllegalArgumentException("no such message: " + manifest);
        };
    }

    private NodeEntity.Ask ask(ByteBuffer bytes) {
        byte[] replyTo = new byte[bytes.getInt()];
        bytes.get(replyTo);
        byte[] command = new byte[bytes.remaining()];
        bytes.get(command);
        NodeCommandWire.Asked asked = NodeCommandWire.parse(command);
        return new NodeEntity.Ask(
                asked.command(), refs.resolveActorRef(new String(replyTo, StandardCharsets.UTF_8)), asked.trail());
    }
}
