package im.fanfare.fanout;

import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * What a lane commits of a partition: up to where everything is done, and as of there, under which division and what of
 * each source was seen.
 */
record Checkpoint(long offset, Standing standing, SourcePositions positions) {
    /** Below what Kafka takes by default ({@code offset.metadata.max.bytes} is 4096); our text is ASCII. */
    private static final int MOST_CHARACTERS = 4_000;

    OffsetAndMetadata write() {
        String before = standing.write();
        return new OffsetAndMetadata(offset, before + positions.write(MOST_CHARACTERS - before.length()));
    }

    /** Nothing where somebody else wrote it, as a tool that moved the offset. */
    static Optional<Checkpoint> parse(OffsetAndMetadata committed) {
        return Standing.parse(committed.metadata())
                .flatMap(parsed -> SourcePositions.parse(parsed.rest())
                        .map(positions -> new Checkpoint(committed.offset(), parsed.standing(), positions)));
    }
}
