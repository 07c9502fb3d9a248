package im.fanfare.schema;

import im.fanfare.schema.proto.JournalProto;
import java.util.Optional;

/** Entries of the journal as the bytes of {@code journal.proto}. */
public final class JournalWire {
    public static byte[] write(Journal.Entry entry) {
        JournalProto.JournalEntry.Builder wire = JournalProto.JournalEntry.newBuilder()
                .setKey(NodeWire.write(entry.key()))
                .setProgress(NodeWire.write(entry.progress()))
                .addAllRevisions(
                        entry.revisions().stream().map(NodeEventWire::write).toList());
        wire.putAllCounts(entry.counts());
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
                entry.getCountsMap());
    }

    private JournalWire() {}
}
