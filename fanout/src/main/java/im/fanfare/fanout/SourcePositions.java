package im.fanfare.fanout;

import im.fanfare.schema.PageRecord;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far one partition of {@code deliveries} has come in each partition of {@code publications}.
 *
 * <p>An expander that dies between sending and committing sends again. What it sends into one partition of
 * {@code deliveries} it sends in the order of the publications, and of the pages within a publication, without leaving
 * one out; so whatever is not beyond what has been seen of its source is a repeat.
 *
 * <p>Not for more than one thread.
 */
final class SourcePositions {
    /** Tells our text, in its first form, from what others may have written there. */
    private static final String FORM = "1;";

    /** Numbers are written in this base, being mostly digits. */
    private static final int BASE = Character.MAX_RADIX;

    private record Position(long offset, int page) {
        boolean isBeyond(Position other) {
            return offset != other.offset ? offset > other.offset : page > other.page;
        }
    }

    private final Map<Integer, Position> positions;

    SourcePositions() {
        this(new TreeMap<>());
    }

    private SourcePositions(Map<Integer, Position> positions) {
        this.positions = positions;
    }

    SourcePositions copy() {
        return new SourcePositions(new TreeMap<>(positions));
    }

    /**
     * Moves to where this record comes from.
     *
     * @return false where it is not beyond what was seen before: it is a repeat
     */
    boolean advance(PageRecord.Outgoing record) {
        if (!record.source().isPublication()) {
            return true;
        }
        Position position = new Position(record.source().offset(), record.page());
        Position seen = positions.get(record.source().partition());
        if (seen != null && !position.isBeyond(seen)) {
            return false;
        }
        positions.put(record.source().partition(), position);
        return true;
    }

    /**
     * As text, for the metadata of a committed offset. Positions for which there is no room are left out, which may
     * let repeats pass and loses nothing.
     *
     * @param room in characters; in 4,000 there is some for more than 150 partitions
     */
    String write(int room) {
        StringBuilder text = new StringBuilder(FORM);
        for (Map.Entry<Integer, Position> entry : positions.entrySet()) {
            Position position = entry.getValue();
            String one = Integer.toString(entry.getKey(), BASE)
                    + ':'
                    + Long.toString(position.offset(), BASE)
                    + ':'
                    + Integer.toString(position.page(), BASE)
                    + ',';
            if (text.length() + one.length() > room) {
                break;
            }
            text.append(one);
        }
        return text.toString();
    }

    /** What {@link #write} wrote; nothing where the text is not of that form, as after a tool moved the offsets. */
    static Optional<SourcePositions> parse(String text) {
        if (!text.startsWith(FORM)) {
            return Optional.empty();
        }
        Map<Integer, Position> positions = new TreeMap<>();
        try {
            for (String one : text.substring(FORM.length()).split(",", -1)) {
                if (!one.isEmpty()) {
                    String[] parts = one.split(":", 3);
                    positions.put(
                            Integer.parseInt(parts[0], BASE),
                            new Position(Long.parseLong(parts[1], BASE), Integer.parseInt(parts[2], BASE)));
                }
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
        return Optional.of(new SourcePositions(positions));
    }

    @Override
    public String toString() {
        return positions.toString();
    }
}
