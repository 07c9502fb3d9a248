package im.fanfare.component.presence;

import im.fanfare.component.presence.PresenceChange.Kind;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Show;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * What members send each other about presence, as plain texts and numbers.
 *
 * <p>A member of another release knows a message by its manifest: whoever changes a layout gives it a new one.
 */
public final class PresenceSerializer extends SerializerWithStringManifest {
    private static final String CHANGES = "changes2";

    /** Of the release before, without how available somebody is. */
    private static final String CHANGES_WITHOUT_SHOW = "changes1";

    private static final String TAKEN = "taken1";
    private static final String WHO_IS_AVAILABLE = "who1";
    private static final String AVAILABLE = "available1";
    private static final String ANNOUNCE = "announce1";
    private static final String ANNOUNCED = "announced1";
    private static final String LOOK_AGAIN = "again1";
    private static final String BE_THERE = "there1";
    private static final String STOP = "stop1";

    /** Instead of seconds. */
    private static final long NOT_SAID = -1;

    private final ActorRefResolver refs;

    public PresenceSerializer(ExtendedActorSystem system) {
        this.refs = ActorRefResolver.get(Adapter.toTyped(system));
    }

    @Override
    public int identifier() {
        return 46_604; // forever: members of other releases know us by it
    }

    @Override
    public String manifest(Object message) {
        if (message instanceof PresenceShare.Changes) {
            return CHANGES;
        }
        if (message instanceof PresenceShare.Taken) {
            return TAKEN;
        }
        if (message instanceof PresenceShare.WhoIsAvailable) {
            return WHO_IS_AVAILABLE;
        }
        if (message instanceof PresenceShare.Available) {
            return AVAILABLE;
        }
        if (message instanceof PresenceShare.Announce) {
            return ANNOUNCE;
        }
        if (message instanceof PresenceShare.Announced) {
            return ANNOUNCED;
        }
        if (message instanceof PresenceShare.LookAgain) {
            return LOOK_AGAIN;
        }
        if (message instanceof PresenceShare.BeThere) {
            return BE_THERE;
        }
        if (message instanceof PresenceShare.Stop) {
            return STOP;
        }
        throw new IllegalArgumentException("not ours to serialize: " + message.getClass());
    }

    @Override
    public byte[] toBinary(Object message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            if (message instanceof PresenceShare.Changes changes) {
                out.writeUTF(refs.toSerializationFormat(changes.replyTo()));
                out.writeInt(changes.changes().size());
                for (PresenceChange change : changes.changes()) {
                    out.writeUTF(change.service());
                    out.writeUTF(change.jid().toString());
                    out.writeUTF(change.kind().name());
                    out.writeBoolean(change.negative());
                    out.writeBoolean(change.late());
                    out.writeUTF(change.show().word());
                    out.writeLong(change.away().map(Duration::toSeconds).orElse(NOT_SAID));
                }
            } else if (message instanceof PresenceShare.WhoIsAvailable who) {
                out.writeUTF(refs.toSerializationFormat(who.replyTo()));
                out.writeUTF(who.service());
                write(who.jids(), out);
            } else if (message instanceof PresenceShare.Available available) {
                out.writeInt(available.shows().size());
                for (Map.Entry<Jid, Set<Show>> one : available.shows().entrySet()) {
                    out.writeUTF(one.getKey().toString());
                    out.writeUTF(one.getValue().stream().map(Show::word).collect(Collectors.joining(" ")));
                }
            } else if (message instanceof PresenceShare.Announce announce) {
                out.writeUTF(refs.toSerializationFormat(announce.replyTo()));
                out.writeUTF(announce.service());
                out.writeUTF(announce.text());
            } else if (message instanceof PresenceShare.Announced announced) {
                out.writeInt(announced.people());
            } else if (message instanceof PresenceShare.LookAgain again) {
                out.writeUTF(again.service());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(List<Jid> jids, DataOutputStream out) throws IOException {
        out.writeInt(jids.size());
        for (Jid jid : jids) {
            out.writeUTF(jid.toString());
        }
    }

    private static PresenceShare.Available available(DataInputStream in) throws IOException {
        int size = in.readInt();
        Map<Jid, Set<Show>> shows = new HashMap<>();
        for (int i = 0; i < size; i++) {
            Jid jid = Jid.parse(in.readUTF());
            shows.put(
                    jid,
                    Stream.of(in.readUTF().split(" "))
                            .flatMap(word -> Show.parse(word).stream())
                            .collect(Collectors.toUnmodifiableSet()));
        }
        return new PresenceShare.Available(shows);
    }

    private static List<Jid> jids(DataInputStream in) throws IOException {
        int size = in.readInt();
        List<Jid> jids = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            jids.add(Jid.parse(in.readUTF()));
        }
        return jids;
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return switch (manifest) {
                case CHANGES -> changes(in, true);
                case CHANGES_WITHOUT_SHOW -> changes(in, false);
                case TAKEN -> new PresenceShare.Taken();
                case WHO_IS_AVAILABLE -> {
                    ActorRef<PresenceShare.Available> replyTo = refs.resolveActorRef(in.readUTF());
                    yield new PresenceShare.WhoIsAvailable(in.readUTF(), jids(in), replyTo);
                }
                case AVAILABLE -> available(in);
                case ANNOUNCE -> {
                    ActorRef<PresenceShare.Announced> replyTo = refs.resolveActorRef(in.readUTF());
                    yield new PresenceShare.Announce(in.readUTF(), in.readUTF(), replyTo);
                }
                case ANNOUNCED -> new PresenceShare.Announced(in.readInt());
                case LOOK_AGAIN -> new PresenceShare.LookAgain(in.readUTF());
                case BE_THERE -> new PresenceShare.BeThere();
                case STOP -> new PresenceShare.Stop();
                default -> throw new IllegalArgumentException("no such message: " + manifest);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PresenceShare.Changes changes(DataInputStream in, boolean withShow) throws IOException {
        String replyTo = in.readUTF();
        int size = in.readInt();
        List<PresenceChange> changes = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            changes.add(new PresenceChange(
                    in.readUTF(),
                    Jid.parse(in.readUTF()),
                    Kind.valueOf(in.readUTF()),
                    in.readBoolean(),
                    in.readBoolean(),
                    withShow ? Show.parse(in.readUTF()).orElse(Show.ONLINE) : Show.ONLINE,
                    Optional.of(in.readLong())
                            .filter(seconds -> seconds != NOT_SAID)
                            .map(Duration::ofSeconds)));
        }
        return new PresenceShare.Changes(changes, refs.resolveActorRef(replyTo));
    }
}
