package im.fanfare.component.administration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member, as it says itself.
 *
 * @param member host:port
 * @param lacks why it takes no requests, a clause each; empty: it takes them
 * @param nodesAwake pubsub nodes in its memory
 * @param publicationBacklog publications of its partitions that are not expanded yet
 * @param deliveryBacklog deliveries to pages of its partitions, at the host server where there are most
 */
public record MemberReport(
        String member,
        List<String> lacks,
        long nodesAwake,
        long publicationBacklog,
        long deliveryBacklog,
        List<LinkReport> links) {
    public MemberReport {
        lacks = orNone(lacks);
        links = orNone(links);
    }

    /** A member of another release may not say everything. */
    private static <T> List<T> orNone(@Nullable List<T> said) {
        return said == null ? List.of() : List.copyOf(said);
    }
}
