package im.fanfare.cluster;

import im.fanfare.pubsub.Admitted;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Kinship;
import im.fanfare.pubsub.Lineage;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Relative;
import im.fanfare.pubsub.Relaying;
import im.fanfare.schema.Journal;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Stores;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The nodes that are told what has happened at one, since somebody is subscribed there who wants to be: its parent, the
 * parent of that, and so on, and the one that it links to (XEP-0497). As {@link Ancestors} does, it reads the way up from the
 * stores: a subscription that was answered before is seen. See decision 29.
 */
final class Kindred {
    /** With more affiliations than that, nobody is told that a node has gone: they would all have to be named. */
    private static final int MOST_NAMED = 1_024;

    /** A node that is told, how deep below it the other one is, and how that stands to it. */
    private record Above(NodeState node, int depth, Kinship kinship) {}

    private final Stores stores;

    Kindred(Stores stores) {
        this.stores = stores;
    }

    /**
     * What each of them is told.
     *
     * @param after the node once all of the entry has happened
     */
    CompletionStage<Map<NodeKey, List<NodeEvent.Relayed>>> of(NodeState after, Journal.Entry entry) {
        Map<ConfigField, Relative> left = new HashMap<>();
        entry.revisions().forEach(revision -> {
            if (revision.event() instanceof NodeEvent.NodeConfigured configured) {
                left.putAll(configured.left());
            }
        });
        if (!after.config().isRelated() && left.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        return new Walk(after)
                .begin(relation -> after.config().relative(relation))
                .thenCompose(now -> Commit.isDeleted(entry) ? gone(now) : CompletableFuture.completedFuture(now))
                .thenCombine(
                        new Walk(after).begin(relation -> Optional.ofNullable(left.get(relation))),
                        (now, before) -> told(after, entry, now, before));
    }

    /** @param before who were above until now, and are told that they are no longer */
    private static Map<NodeKey, List<NodeEvent.Relayed>> told(
            NodeState after, Journal.Entry entry, List<Above> now, List<Above> before) {
        Map<NodeKey, List<NodeEvent.Relayed>> told = new HashMap<>();
        entry.revisions().forEach(revision -> {
            boolean moves = revision.event() instanceof NodeEvent.MetadataChanged;
            nearest(now, moves ? before : List.of())
                    .forEach(above -> Relaying.told(
                                    after, revision.number(), revision.event(), above.kinship(), above.depth())
                            .ifPresent(
                                    relayed -> told.computeIfAbsent(NodeKey.of(above.node()), any -> new ArrayList<>())
                                            .add(relayed)));
        });
        return told;
    }

    /** Each once: whoever wants what is so deep is told that it came there, or was there until now. */
    private static Collection<Above> nearest(List<Above> now, List<Above> before) {
        Map<NodeKey, Above> nearest = new HashMap<>();
        Stream.concat(now.stream(), before.stream())
                .forEach(above -> nearest.merge(
                        NodeKey.of(above.node()), above, (one, other) -> other.depth() < one.depth() ? other : one));
        return nearest.values();
    }

    /**
     * Where it has gone nobody can be asked any more, when that is told, who had access to it. It may have been told, and
     * forgotten who had, before a crash: then it has no owner either.
     */
    private CompletionStage<List<Above>> gone(List<Above> above) {
        Map<Relative, CompletableFuture<Optional<Admitted>>> reads = new HashMap<>();
        above.forEach(each -> each.kinship()
                .within()
                .forEach(node -> reads.computeIfAbsent(
                        node, any -> had(new NodeId(each.node().id().service(), node.name()), node))));
        return Commit.all(List.copyOf(reads.values()))
                .thenApply(read -> above.stream()
                        .flatMap(each -> {
                            List<Admitted> had = each.kinship().within().stream()
                                    .flatMap(node -> Stream.ofNullable(reads.get(node)))
                                    .flatMap(known -> known.join().stream())
                                    .toList();
                            return had.size() == each.kinship().within().size()
                                    ? Stream.of(new Above(
                                            each.node(),
                                            each.depth(),
                                            each.kinship().gone(had)))
                                    : Stream.empty();
                        })
                        .toList());
    }

    private CompletableFuture<Optional<Admitted>> had(NodeId id, Relative node) {
        NodeKey key = new NodeKey(id, node.instance());
        return stores.nodes()
                .look(id)
                .thenCombine(
                        stores.affiliations().ofNode(key, MOST_NAMED + 1),
                        (found, affiliations) -> affiliations.isEmpty()
                                ? Optional.<Admitted>empty()
                                : found.filter(node::is)
                                        .map(there -> affiliations.size() > MOST_NAMED
                                                ? Admitted.NOBODY
                                                : Admitted.by(there.config().accessModel(), affiliations)))
                .toCompletableFuture();
    }

    /** From a node upwards, by links to a parent, and by parents to the root. */
    private final class Walk {
        private final NodeState from;
        private final boolean linked;
        private final Set<NodeKey> seen = new HashSet<>();
        private final List<Relative> within = new ArrayList<>();
        private final List<Above> found = new ArrayList<>();

        Walk(NodeState from) {
            this.from = from;
            this.linked = from.config().relative(ConfigField.LINK).isPresent();
            seen.add(NodeKey.of(from));
            within.add(Relative.of(from));
        }

        CompletionStage<List<Above>> begin(Function<ConfigField, Optional<Relative>> relations) {
            Optional<Relative> link = relations.apply(ConfigField.LINK);
            return link.isPresent() ? go(link, true, 0) : go(relations.apply(ConfigField.PARENT), false, 0);
        }

        /**
         * @param next the node that the way leads to
         * @param byLink or else from a child
         * @param depth how many levels it has come up
         */
        private CompletionStage<List<Above>> go(Optional<Relative> next, boolean byLink, int depth) {
            if (next.isEmpty()) {
                return CompletableFuture.completedFuture(found);
            }
            NodeId id = new NodeId(from.id().service(), next.get().name());
            if (seen.size() > Lineage.MOST
                    || !seen.add(new NodeKey(id, next.get().instance()))) {
                return CompletableFuture.completedFuture(List.of()); // nobody has access
            }
            return stores.nodes().look(id).thenCompose(known -> {
                Optional<NodeState> there = known.filter(next.get()::is);
                return there.isEmpty()
                        ? CompletableFuture.completedFuture(List.of())
                        : pass(there.get(), byLink, byLink ? depth : depth + 1);
            });
        }

        private CompletionStage<List<Above>> pass(NodeState there, boolean byLink, int depth) {
            boolean isFirst = seen.size() == 2;
            if (there.followed() && (!byLink || isFirst)) {
                found.add(new Above(there, depth, new Kinship(linked, within)));
            }
            if (!byLink) {
                within.add(Relative.of(there));
            }
            return go(
                    there.config().relativeUp(),
                    there.config().relative(ConfigField.LINK).isPresent(),
                    depth);
        }
    }
}
