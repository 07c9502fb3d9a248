package im.fanfare.cluster;

import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.Relaying;
import im.fanfare.schema.Journal;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Nodes;
import im.fanfare.schema.Revision;
import im.fanfare.schema.Stores;
import im.fanfare.schema.Trail;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the collections above a node what has happened to it: XEP-0248 §5.3. Each takes it as an event of its own, and
 * says in which collections it is itself; so each is told once, by however many ways the node is below it, and by the
 * shortest of them. See decision 21. So do other nodes above, whose subscribers follow what is below: {@link Kindred}.
 *
 * <p>What was told and is told again, after a crash, is notified again, under the same message ids.
 */
final class Relays {
    /** A node above may or may not have taken what it was told. */
    static final class NotTaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotTaken(NodeId above, NodeReply reply) {
            super(above + " did not take what it was told: " + reply);
        }
    }

    private static final Logger logger = LoggerFactory.getLogger(Relays.class);

    /** Of what is told at a time, which is one message between members and a part of one commit. */
    private static final int MOST_BYTES = 256 << 10;

    private static final int MOST_EVENTS = 256;

    private final Nodes nodes;
    private final Kindred kindred;
    private final Function<NodeCommand, CompletionStage<NodeReply>> others;

    /** @param others asks a node, as a part of what the thread is busy with: {@link Trail#current} */
    Relays(Stores stores, Function<NodeCommand, CompletionStage<NodeReply>> others) {
        this.nodes = stores.nodes();
        this.kindred = new Kindred(stores);
        this.others = others;
    }

    /** @param after the node once all of the entry has happened */
    CompletionStage<Void> tell(NodeState after, Journal.Entry entry) {
        return tellCollections(after, entry).thenCompose(told -> tellKindred(after, entry));
    }

    private CompletionStage<Void> tellKindred(NodeState after, Journal.Entry entry) {
        return kindred.of(after, entry)
                .thenCompose(told -> Commit.all(told.entrySet().stream()
                        .map(above -> hand(above.getKey(), parts(above.getValue()), 0, trail(entry)))
                        .toList()));
    }

    private CompletionStage<Void> tellCollections(NodeState after, Journal.Entry entry) {
        List<Telling> tellings = concernsCollections(after, entry) ? tellings(after, entry) : List.of();
        if (tellings.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return isBelowItself(after)
                .thenCompose(is -> is ? CompletableFuture.completedFuture(null) : tell(tellings.iterator()));
    }

    /**
     * Once more, behind a crash or a failure. Nobody was answered, so where a collection cannot tell what befell itself, it
     * goes on without: two may have been taken out of one another and put into one another at the same time, and wait for
     * each other. For a leaf nobody waits.
     */
    CompletionStage<Void> tellAgain(NodeState after, Journal.Entry entry) {
        CompletionStage<Void> told = tellCollections(after, entry);
        return (after.config().isCollection()
                        ? told.exceptionally(fault -> {
                            logger.warn("what befell a collection is told to none above: node={}", after.id(), fault);
                            return null;
                        })
                        : told)
                .thenCompose(done -> tellKindred(after, entry));
    }

    /** Few nodes are in any. */
    private static boolean concernsCollections(NodeState after, Journal.Entry entry) {
        return !after.parents().isEmpty()
                || entry.revisions().stream().anyMatch(revision -> revision.event() instanceof NodeEvent.Dissociated);
    }

    private static CompletionStage<Void> tell(Iterator<Telling> rest) {
        return rest.hasNext()
                ? rest.next().tell().thenCompose(told -> tell(rest))
                : CompletableFuture.completedFuture(null);
    }

    /** That it came or went is for the collection in question and those above; all else for those that it is in. */
    private List<Telling> tellings(NodeState after, Journal.Entry entry) {
        List<Telling> tellings = new ArrayList<>();
        List<NodeEvent.Relayed> others = new ArrayList<>();
        for (Revision revision : entry.revisions()) {
            Optional<NodeEvent.Relayed> told = Relaying.told(after, revision.number(), revision.event());
            if (told.isEmpty()) {
                continue;
            }
            if (revision.event() instanceof NodeEvent.Associated came) {
                tellings.add(new Telling(
                        after, Map.of(came.collection(), came.instance()), List.of(told.get()), revision.trail()));
            } else if (revision.event() instanceof NodeEvent.Dissociated left) {
                tellings.add(new Telling(
                        after, Map.of(left.collection(), left.instance()), List.of(told.get()), revision.trail()));
            } else {
                others.add(told.get());
            }
        }
        if (!others.isEmpty() && !after.parents().isEmpty()) {
            tellings.add(new Telling(after, after.parents(), others, trail(entry)));
        }
        return tellings;
    }

    /** Of those that are told of together, collections follow the first that anybody follows. */
    private static Trail trail(Journal.Entry entry) {
        return entry.revisions().stream()
                .map(Revision::trail)
                .filter(trail -> !trail.isNone())
                .findFirst()
                .orElse(Trail.NONE);
    }

    /**
     * Whether a collection has come into itself, since it was put into another while that was put into it. Of those that
     * close a circle at the same time one at least sees it, and waits for none of the others, so they do not wait for one
     * another; whoever put it there takes it out again.
     */
    private CompletionStage<Boolean> isBelowItself(NodeState node) {
        return node.config().isCollection()
                ? isAbove(NodeKey.of(node), node.parents(), new HashSet<>())
                : CompletableFuture.completedFuture(false);
    }

    private CompletionStage<Boolean> isAbove(NodeKey sought, Map<NodeId, Long> collections, Set<NodeKey> seen) {
        List<NodeKey> next = fresh(collections, seen);
        if (seen.contains(sought) || next.isEmpty()) {
            return CompletableFuture.completedFuture(seen.contains(sought));
        }
        Map<NodeId, Long> above = new HashMap<>();
        List<CompletableFuture<Void>> reads = next.stream()
                .map(collection -> nodes.read(collection.id())
                        .thenAccept(
                                found -> found.filter(there -> NodeKey.of(there).equals(collection))
                                        .ifPresent(there -> add(there.parents(), above)))
                        .toCompletableFuture())
                .toList();
        return Commit.all(reads).thenCompose(read -> isAbove(sought, above, seen));
    }

    private static void add(Map<NodeId, Long> some, Map<NodeId, Long> all) {
        synchronized (all) {
            all.putAll(some);
        }
    }

    /** Those not seen before, which now are. */
    private static List<NodeKey> fresh(Map<NodeId, Long> collections, Set<NodeKey> seen) {
        return collections.entrySet().stream()
                .map(collection -> new NodeKey(collection.getKey(), collection.getValue()))
                .filter(seen::add)
                .toList();
    }

    /** What is told in one go, and who has been told. */
    private final class Telling {
        private final Map<NodeId, Long> collections;
        private final List<List<NodeEvent.Relayed>> parts;
        private final Set<NodeKey> told = new HashSet<>();
        private final Trail trail;

        /** @param node itself is not told, should it have come into itself */
        Telling(NodeState node, Map<NodeId, Long> collections, List<NodeEvent.Relayed> events, Trail trail) {
            this.trail = trail;
            this.collections = collections;
            this.parts = parts(events);
            this.told.add(NodeKey.of(node));
        }

        CompletionStage<Void> tell() {
            return tell(collections, 1);
        }

        private CompletionStage<Void> tell(Map<NodeId, Long> level, int depth) {
            List<NodeKey> next = fresh(level, told);
            if (next.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            Map<NodeId, Long> above = new HashMap<>();
            List<CompletableFuture<Void>> taken = next.stream()
                    .map(collection -> hand(collection, at(depth), 0, trail)
                            .thenAccept(reply -> add(parents(reply), above))
                            .toCompletableFuture())
                    .toList();
            return Commit.all(taken).thenCompose(all -> tell(above, depth + 1));
        }

        private List<List<NodeEvent.Relayed>> at(int depth) {
            return parts.stream()
                    .map(part -> part.stream().map(event -> event.at(depth)).toList())
                    .toList();
        }

        /** A collection that has been deleted is in none. */
        private static Map<NodeId, Long> parents(NodeReply reply) {
            return reply instanceof NodeReply.Relayed relayed ? relayed.parents() : Map.of();
        }
    }

    private static List<List<NodeEvent.Relayed>> parts(List<NodeEvent.Relayed> events) {
        List<List<NodeEvent.Relayed>> parts = new ArrayList<>();
        List<NodeEvent.Relayed> part = new ArrayList<>();
        int bytes = 0;
        for (NodeEvent.Relayed event : events) {
            bytes += event.payloadBytes();
            if (!part.isEmpty() && (bytes > MOST_BYTES || part.size() == MOST_EVENTS)) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = event.payloadBytes();
            }
            part.add(event);
        }
        parts.add(part);
        return parts;
    }

    /** One part behind the other, so that they stay in order also where one is refused. */
    private CompletionStage<NodeReply> hand(NodeKey above, List<List<NodeEvent.Relayed>> parts, int part, Trail trail) {
        NodeCommand relay = new NodeCommand.Relay(above.id(), above.instance(), parts.get(part));
        return (trail.isNone() ? others.apply(relay) : Trail.during(trail.beside(Map.of()), () -> others.apply(relay)))
                .thenCompose(reply -> {
                    boolean isGone = reply instanceof NodeReply.Moved || reply.refuses(PubSubError.NODE_NOT_FOUND);
                    if (!isGone && !(reply instanceof NodeReply.Relayed)) {
                        throw new NotTaken(above.id(), reply);
                    }
                    return part + 1 < parts.size()
                            ? hand(above, parts, part + 1, trail)
                            : CompletableFuture.completedFuture(reply);
                });
    }
}
