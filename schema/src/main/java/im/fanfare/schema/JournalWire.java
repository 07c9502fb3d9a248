package im.fanfare.schema;

import im.fanfare.pubsub.Moves;
import im.fanfare.schema.proto.JournalProto;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Entries of the journal as the bytes of {@code journal.proto}. */
public final class JournalWire {
    public static byte[] write(Journal.Entry entry) {
        JournalProto.JournalEntry.Builder wire = JournalProto.JournalEntry.newBuilder()
                .setKey(NodeWire.write(entry.key()))
                .setProgress(NodeWire.write(entry.progress()))
                .addAllRevisions(
                        entry.revisions().stream().map(NodeEventWire::write).toList());
        wire.putAllCounts(entry.counts());
        entry.moves().counts().forEach((bucket, count) -> wire.putMovedCounts(bucket, write(count)));
        entry.moves().moved().forEach((created, item) -> wire.putMoved(created, ItemWire.write(item)));
        wire.addAllMovedGone(entry.moves().gone());
        entry.alarm().map(Wire::micros).ifPresent(wire::setAlarm);
        return wire.build().toByteArray();
    }

    /**
     * What the bytes say.
     *
     * @throws IllegalArgumentException if they say nothing, or what only a newer version knows
     */
    public static Journal.Entry parse(byte[] bytes) {
        JournalProto.JournalEntry entry = Wire.read(JournalProto.JournalEntry.parser(), bytes);
        return new Journal.Entry(
                NodeWire.parse(entry.getKey()),
                NodeWire.parse(entry.getProgress()),
                entry.getRevisionsList().stream().map(NodeEventWire::parse).toList(),
                entry.hasAlarm() ? Optional.of(Wire.instant(entry.getAlarm())) : Optional.empty(),
                entry.getCountsMap(),
                new Moves(
                        values(entry.getMovedCountsMap(), JournalWire::parse),
                        values(entry.getMovedMap(), ItemWire::parse),
                        Set.copyOf(entry.getMovedGoneList())));
    }

    private static JournalProto.MovedCount write(Moves.Count count) {
        return JournalProto.MovedCount.newBuilder()
                .setDeparted(count.departed())
                .setArrived(count.arrived())
                .build();
    }

    private static Moves.Count parse(JournalProto.MovedCount count) {
        return new Moves.Count(count.getDeparted(), count.getArrived());
    }

    private static <T, R> Map<Long, R> values(Map<Long, T> map, Function<T, R> parse) {
        return map.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> parse.apply(entry.getValue())));
    }

    private JournalWire() {}
}
