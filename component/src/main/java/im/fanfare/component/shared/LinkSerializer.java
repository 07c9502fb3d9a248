package im.fanfare.component.shared;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * What members send each other about links, as plain numbers and bytes.
 *
 * <p>A member of another release knows a message by its manifest: whoever changes a layout gives it a new one.
 */
public final class LinkSerializer extends SerializerWithStringManifest {
    private static final String TAKE = "take1";
    private static final String CHECK = "check1";
    private static final String STOP = "stop1";
    private static final String FAREWELL = "farewell1";
    private static final String TAKEN = "taken1";
    private static final String AGAIN = "again1";
    private static final String HELD = "held1";
    private static final String LEAVING = "leaving1";
    private static final String CAME_BACK = "back1";

    private final ActorRefResolver refs;

    public LinkSerializer(ExtendedActorSystem system) {
        this.refs = ActorRefResolver.get(Adapter.toTyped(system));
    }

    @Override
    public int identifier() {
        return 46_602; // forever: members of other releases know us by it
    }

    @Override
    public String manifest(Object message) {
        if (message instanceof LinkHolder.Take) {
            return TAKE;
        }
        if (message instanceof LinkHolder.Check) {
            return CHECK;
        }
        if (message instanceof LinkHolder.Stop) {
            return STOP;
        }
        if (message instanceof LinkHolder.Farewell) {
            return FAREWELL;
        }
        if (message instanceof SharedLink.Leaving) {
            return LEAVING;
        }
        if (message instanceof SharedLink.Taken) {
            return TAKEN;
        }
        if (message instanceof SharedLink.Again) {
            return AGAIN;
        }
        if (message instanceof SharedLink.Held) {
            return HELD;
        }
        if (message instanceof BarrierRelay.CameBack) {
            return CAME_BACK;
        }
        throw new IllegalArgumentException("not ours to serialize: " + message.getClass());
    }

    @Override
    public byte[] toBinary(Object message) {
        if (message instanceof LinkHolder.Take take) {
            return bytes(take, bytes(take.replyTo()));
        }
        if (message instanceof LinkHolder.Check check) {
            byte[] replyTo = bytes(check.replyTo());
            return ByteBuffer.allocate(2 * Long.BYTES + replyTo.length)
                    .putLong(check.session())
                    .putLong(check.last())
                    .put(replyTo)
                    .array();
        }
        if (message instanceof LinkHolder.Farewell farewell) {
            return bytes(farewell.from());
        }
        if (message instanceof SharedLink.Leaving leaving) {
            return bytes(leaving.holder());
        }
        if (message instanceof SharedLink.Taken taken) {
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(taken.session())
                    .putLong(taken.number())
                    .array();
        }
        if (message instanceof SharedLink.Again again) {
            return ByteBuffer.allocate(Long.BYTES).putLong(again.session()).array();
        }
        if (message instanceof SharedLink.Held held) {
            byte[] holder = bytes(held.holder());
            return ByteBuffer.allocate(1 + holder.length)
                    .put((byte) (held.up() ? 1 : 0))
                    .put(holder)
                    .array();
        }
        if (message instanceof BarrierRelay.CameBack cameBack) {
            return cameBack.id().getBytes(StandardCharsets.UTF_8);
        }
        return new byte[0];
    }

    @Override
    public Object fromBinary(byte[] array, String manifest) {
        ByteBuffer bytes = ByteBuffer.wrap(array);
        return switch (manifest) {
            case TAKE -> take(bytes);
            case CHECK -> new LinkHolder.Check(bytes.getLong(), bytes.getLong(), ref(bytes, bytes.remaining()));
            case STOP -> new LinkHolder.Stop();
            case FAREWELL -> new LinkHolder.Farewell(ref(bytes, bytes.remaining()));
            case LEAVING -> new SharedLink.Leaving(ref(bytes, bytes.remaining()));
            case TAKEN -> new SharedLink.Taken(bytes.getLong(), bytes.getLong());
            case AGAIN -> new SharedLink.Again(bytes.getLong());
            case HELD -> new SharedLink.Held(bytes.get() == 1, ref(bytes, bytes.remaining()));
            case CAME_BACK -> new BarrierRelay.CameBack(new String(array, StandardCharsets.UTF_8));
            default -> throw new IllegalArgumentException("no such message: " + manifest);
        };
    }

    private LinkHolder.Take take(ByteBuffer bytes) {
        long session = bytes.getLong();
        long previous = bytes.getLong();
        long number = bytes.getLong();
        int[] ends = new int[bytes.getInt()];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = bytes.getInt();
        }
        ActorRef<SharedLink.Message> replyTo = ref(bytes, bytes.getInt());
        byte[] stanzas = new byte[bytes.remaining()];
        bytes.get(stanzas);
        return new LinkHolder.Take(session, previous, number, new StanzasAsBytes(ends, stanzas), replyTo);
    }

    private static byte[] bytes(LinkHolder.Take take, byte[] replyTo) {
        StanzasAsBytes stanzas = take.stanzas();
        ByteBuffer bytes = ByteBuffer.allocate(
                        3 * Long.BYTES + Integer.BYTES * (2 + stanzas.size()) + replyTo.length + stanzas.bytes().length)
                .putLong(take.session())
                .putLong(take.previous())
                .putLong(take.number())
                .putInt(stanzas.size());
        for (int i = 0; i < stanzas.size(); i++) {
            bytes.putInt(stanzas.end(i));
        }
        return bytes.putInt(replyTo.length).put(replyTo).put(stanzas.bytes()).array();
    }

    private byte[] bytes(ActorRef<?> ref) {
        return refs.toSerializationFormat(ref).getBytes(StandardCharsets.UTF_8);
    }

    private <T> ActorRef<T> ref(ByteBuffer bytes, int length) {
        byte[] name = new byte[length];
        bytes.get(name);
        return refs.resolveActorRef(new String(name, StandardCharsets.UTF_8));
    }
}
