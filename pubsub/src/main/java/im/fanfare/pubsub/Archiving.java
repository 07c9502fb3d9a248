package im.fanfare.pubsub;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Query the archive of a node: XEP-0313 §4 and §5, XEP-0442. It has the items that the node keeps, as the messages by
 * which subscribers are told of them, in the order of publication, and under the ids of those messages.
 */
final class Archiving {
    /** Of messages in a page: so many go to the host server ahead of what waits there for others. */
    static final int MOST = 250;

    /** Of ids that are asked for: for each another bucket may have to be read. */
    static final int MOST_IDS = 100;

    static Decision query(NodeView node, NodeCommand.QueryArchive query) {
        Optional<PubSubError> refusal = refusal(node, query);
        if (refusal.isPresent()) {
            return Decision.refuse(refusal.get());
        }
        Optional<Map<String, Long>> revisions =
                revisions(node.state(), query).filter(named -> areThere(node.items(), named.values()));
        if (revisions.isEmpty()) {
            return Decision.refuse(PubSubError.ITEM_NOT_FOUND);
        }
        Matches matches = matches(node, query.filter(), revisions.get());
        Paging paging = paging(query);
        Paging.Part part = part(matches, paging, revisions.get());
        return new Decision.FetchArchive(
                new Excerpt<>(matches.in(part), part.from(), matches.size(), paging.isBackwards()));
    }

    static Decision describe(NodeView node, NodeCommand.DescribeArchive describe) {
        Optional<PubSubError> refusal = Retrieving.refusal(node, describe.requester());
        return refusal.isPresent()
                ? Decision.refuse(refusal.get())
                : Decision.answer(new NodeReply.ArchiveEnds(
                        node.items().oldestEntry().map(entry -> archived(node.state(), entry)),
                        node.items().newest().map(entry -> archived(node.state(), entry))));
    }

    private static NodeReply.Archived archived(NodeState node, ItemIndex.Entry entry) {
        String id = MessageId.of(node.id(), node.instance(), entry.item().revision());
        return new NodeReply.Archived(id, entry.published());
    }

    /** What has to be read before the query can be judged; with it read, there may be more. */
    static ItemIndex.Unknown unknown(NodeView node, NodeCommand.QueryArchive query) {
        Optional<Map<String, Long>> revisions = revisions(node.state(), query)
                .filter(named -> refusal(node, query).isEmpty());
        return revisions.map(named -> unknown(node, query, named)).orElse(ItemIndex.Unknown.NOTHING);
    }

    private static ItemIndex.Unknown unknown(
            NodeView node, NodeCommand.QueryArchive query, Map<String, Long> revisions) {
        ItemIndex items = node.items();
        Set<Long> buckets = new HashSet<>();
        revisions.values().forEach(revision -> buckets.addAll(items.unknownAt(revision)));
        ItemIndex.Unknown unknown = query.filter()
                .times()
                .map(items::unknownSince)
                .reduce(new ItemIndex.Unknown(buckets, Set.of()), ItemIndex.Unknown::and);
        if (!unknown.isNothing() || !areThere(items, revisions.values())) {
            return unknown;
        }
        Matches matches = matches(node, query.filter(), revisions);
        return new ItemIndex.Unknown(matches.unknownIn(part(matches, paging(query), revisions)), Set.of());
    }

    private static Optional<PubSubError> refusal(NodeView node, NodeCommand.QueryArchive query) {
        return Retrieving.refusal(node, query.requester())
                .or(() -> Optional.of(PubSubError.NOT_ACCEPTABLE)
                        .filter(tooMany -> query.filter().ids().size() > MOST_IDS));
    }

    // ------------------------------------------------------------------------------------------------------ by id

    /** The revisions of all ids that the query names, or nothing where one of them cannot be one of this node. */
    private static Optional<Map<String, Long>> revisions(NodeState node, NodeCommand.QueryArchive query) {
        Stream<String> named = Stream.concat(query.filter().named(), query.paging().flatMap(Paging::uid).stream());
        Map<String, Long> revisions = new HashMap<>();
        for (String id : named.toList()) {
            Optional<Long> revision = MessageId.revision(node, id);
            if (revision.isEmpty()) {
                return Optional.empty();
            }
            revisions.put(id, revision.get());
        }
        return Optional.of(revisions);
    }

    private static boolean areThere(ItemIndex items, Collection<Long> revisions) {
        return revisions.stream().allMatch(revision -> items.at(revision).isPresent());
    }

    // ------------------------------------------------------------------------------------------------ what matches

    /** The items that a query means, oldest first. */
    private sealed interface Matches {
        int size();

        /** How many of them were published before that revision. */
        int before(long revision);

        /** The buckets to be read so that these are known. */
        Set<Long> unknownIn(Paging.Part part);

        List<ItemRef> in(Paging.Part part);
    }

    /**
     * All items between two.
     *
     * @param from counted from the oldest
     */
    private record Range(ItemIndex items, int from, int size) implements Matches {
        @Override
        public int before(long revision) {
            return Math.max(0, Math.min(size, items.countBefore(revision) - from));
        }

        @Override
        public Set<Long> unknownIn(Paging.Part part) {
            return items.unknownIn(inIndex(part));
        }

        @Override
        public List<ItemRef> in(Paging.Part part) {
            return items.part(inIndex(part));
        }

        private Paging.Part inIndex(Paging.Part part) {
            return new Paging.Part(from + part.from(), from + part.to());
        }
    }

    /** Items that are known. */
    private record Some(List<ItemRef> items) implements Matches {
        @Override
        public int size() {
            return items.size();
        }

        @Override
        public int before(long revision) {
            return Math.toIntExact(
                    items.stream().filter(item -> item.revision() < revision).count());
        }

        @Override
        public Set<Long> unknownIn(Paging.Part part) {
            return Set.of();
        }

        @Override
        public List<ItemRef> in(Paging.Part part) {
            return items.subList(part.from(), part.to());
        }
    }

    private static Matches matches(NodeView node, ArchiveFilter filter, Map<String, Long> revisions) {
        ItemIndex items = node.items();
        long first = Stream.concat(
                        filter.from().map(items::firstSince).stream(),
                        filter.after().map(revisions::get).map(revision -> revision + 1).stream())
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        long behind = Stream.concat(
                        filter.until().map(items::firstSince).stream(), filter.before().map(revisions::get).stream())
                .mapToLong(Long::longValue)
                .min()
                .orElse(Long.MAX_VALUE);
        if (filter.sender().filter(jid -> !sends(node, jid)).isPresent() || behind <= first) {
            return new Some(List.of());
        }
        if (!filter.ids().isEmpty()) {
            return new Some(filter.ids().stream()
                    .map(revisions::get)
                    .filter(revision -> revision >= first && revision < behind)
                    .distinct()
                    .sorted()
                    .flatMap(revision -> items.at(revision).stream())
                    .toList());
        }
        int from = items.countBefore(first);
        return new Range(items, from, (behind == Long.MAX_VALUE ? items.size() : items.countBefore(behind)) - from);
    }

    /** §4.1.1: it goes by the sender of the message, which is the service, whoever published the item. */
    private static boolean sends(NodeView node, Jid jid) {
        return jid.equals(node.state().id().serviceJid());
    }

    // ------------------------------------------------------------------------------------------------------ a page

    /** From the oldest on, where nobody asks for a part. */
    private static Paging paging(NodeCommand.QueryArchive query) {
        return query.paging().orElseGet(() -> new Paging(new Paging.First(), Optional.empty()));
    }

    /** An id may be of a message that is there and does not match: then it stands between some that do. */
    private static Paging.Part part(Matches matches, Paging paging, Map<String, Long> revisions) {
        Optional<Long> revision = paging.uid().map(revisions::get);
        return paging.in(
                        matches.size(),
                        id -> revision.map(
                                there -> paging.isBackwards() ? matches.before(there) : matches.before(there + 1) - 1))
                .map(part -> part.atMost(MOST, paging.isBackwards()))
                .orElseThrow(() -> new IllegalStateException("a page next to an id that nobody looked for"));
    }

    private Archiving() {}
}
