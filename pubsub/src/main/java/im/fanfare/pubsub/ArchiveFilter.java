package im.fanfare.pubsub;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which messages of an archive somebody asks for: XEP-0313 §4.1. What is empty limits nothing.
 *
 * @param from only those of that time or later
 * @param until only those of an earlier time
 * @param sender only those that it sent; a bare JID, or one that sends nothing
 * @param after only those behind the one of this id
 * @param before only those before the one of this id
 * @param ids only those of these ids
 */
public record ArchiveFilter(
        Optional<Instant> from,
        Optional<Instant> until,
        Optional<Jid> sender,
        Optional<String> after,
        Optional<String> before,
        List<String> ids) {
    public static final ArchiveFilter ALL = new ArchiveFilter(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    public ArchiveFilter {
        ids = List.copyOf(ids);
    }

    /** The ids that have to be there: §4.1.3. */
    Stream<String> named() {
        return Stream.concat(Stream.concat(after.stream(), before.stream()), ids.stream());
    }

    Stream<Instant> times() {
        return Stream.concat(from.stream(), until.stream());
    }
}
