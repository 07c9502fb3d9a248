package im.fanfare.component.system;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * What was acknowledged and what subscribers saw, and so whether the promises of design §2 were kept: P1 and P2 nothing
 * missing, repeats told by their id; P3 in order.
 *
 * <p>Expected is every publish that was acknowledged, by everyone whose subscription was acknowledged before it was sent.
 * A publish that nobody acknowledged may have happened or not; but if one subscriber has seen it, all are to see it.
 *
 * <p>Any thread may tell and ask.
 */
final class Promises {
    /** How many of a kind of fault are named; the rest are counted. */
    private static final int EXAMPLES = 5;

    /** A publish, and how many were subscribed, and how many publishes acknowledged, when it was sent. */
    private static final class Publish {
        private final int subscribers;
        private final int acknowledgedBefore;
        private final Set<String> seenBy = new HashSet<>();
        private final Set<String> messages = new LinkedHashSet<>();
        private boolean acknowledged;

        private Publish(int subscribers, int acknowledgedBefore) {
            this.subscribers = subscribers;
            this.acknowledgedBefore = acknowledgedBefore;
        }
    }

    private static final class Node {
        private final List<String> subscribers = new ArrayList<>();
        private final Map<String, Publish> publishes = new HashMap<>();
        private final List<String> acknowledged = new ArrayList<>();

        /** Items by subscriber, as they came. */
        private final Map<String, List<String>> seen = new HashMap<>();
    }

    private record Awaited(BooleanSupplier condition, Runnable act, CompletableFuture<Void> done) {}

    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Awaited> awaited = new ArrayList<>();
    private long notifications;

    /**
     * Acts once, as soon as what came makes the condition hold, in the thread that tells of it: where that is the one
     * that reads a stream, nothing more is read of it meanwhile, however quick the machine is.
     *
     * @return done when it has acted
     */
    synchronized CompletableFuture<Void> when(BooleanSupplier condition, Runnable act) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        awaited.add(new Awaited(condition, act, done));
        return done;
    }

    private void act() {
        List<Awaited> due =
                awaited.stream().filter(each -> each.condition.getAsBoolean()).toList();
        awaited.removeAll(due);
        for (Awaited each : due) {
            each.act.run();
            each.done.complete(null);
        }
    }

    /** A result came: whatever is sent to the node from now on is expected by this subscriber. */
    synchronized void subscribed(String node, String subscriber) {
        node(node).subscribers.add(subscriber);
    }

    synchronized void sent(String node, String item) {
        Node at = node(node);
        at.publishes.put(item, new Publish(at.subscribers.size(), at.acknowledged.size()));
    }

    /** A result came. */
    synchronized void acknowledged(String node, String item) {
        Node at = node(node);
        at.publishes.get(item).acknowledged = true;
        at.acknowledged.add(item);
        act();
    }

    /** A notification came. */
    synchronized void saw(String subscriber, String node, String item, String message) {
        Node at = node(node);
        Publish publish = at.publishes.get(item);
        publish.seenBy.add(subscriber);
        publish.messages.add(message);
        at.seen.computeIfAbsent(subscriber, key -> new ArrayList<>()).add(item);
        notifications++;
        act();
    }

    private Node node(String name) {
        return nodes.computeIfAbsent(name, key -> new Node());
    }

    /** Notifications that came, repeats included. */
    synchronized long notifications() {
        return notifications;
    }

    synchronized int acknowledged() {
        return nodes.values().stream()
                .mapToInt(node -> node.acknowledged.size())
                .sum();
    }

    /** Whether everyone has seen what they are to see. */
    synchronized boolean areComplete() {
        return nodes.values().stream()
                .flatMap(node -> node.publishes.values().stream())
                .filter(publish -> publish.acknowledged || !publish.seenBy.isEmpty())
                .allMatch(publish -> publish.seenBy.size() >= publish.subscribers);
    }

    /** Whether everyone has seen this item who is to see it. */
    synchronized boolean areComplete(String node, String item) {
        Publish publish = node(node).publishes.get(item);
        return publish.seenBy.size() >= publish.subscribers;
    }

    /** Whether this item came to this one. */
    synchronized boolean has(String node, String item, String subscriber) {
        return node(node).publishes.get(item).seenBy.contains(subscriber);
    }

    /** What came to this one, each item where it came first. */
    synchronized List<String> seen(String node, String subscriber) {
        return List.copyOf(new LinkedHashSet<>(node(node).seen.getOrDefault(subscriber, List.of())));
    }

    /** How often this item came to the one who saw it most often. */
    synchronized long most(String node, String item) {
        return node(node).seen.values().stream()
                .mapToLong(items -> items.stream().filter(item::equals).count())
                .max()
                .orElse(0);
    }

    /** How they stand, as of now. */
    synchronized Verdict verdict() {
        List<String> missing = new ArrayList<>();
        List<String> reordered = new ArrayList<>();
        List<String> overtaken = new ArrayList<>();
        List<String> ambiguous = new ArrayList<>();
        long distinct = 0;
        int publishes = 0;
        for (Map.Entry<String, Node> entry : nodes.entrySet()) {
            Node node = entry.getValue();
            for (Map.Entry<String, Publish> publish : node.publishes.entrySet()) {
                distinct += publish.getValue().seenBy.size();
                missing(node, publish.getKey(), publish.getValue(), missing);
                if (publish.getValue().messages.size() > 1) {
                    ambiguous.add(publish.getKey() + " came as " + publish.getValue().messages);
                }
            }
            publishes += node.acknowledged.size();
            reordered(node, reordered);
            overtaken(node, overtaken);
            alike(node, overtaken);
        }
        return new Verdict(publishes, distinct, notifications - distinct, missing, reordered, overtaken, ambiguous);
    }

    private static void missing(Node node, String item, Publish publish, List<String> missing) {
        if (!publish.acknowledged && publish.seenBy.isEmpty()) {
            return;
        }
        for (String subscriber : node.subscribers.subList(0, publish.subscribers)) {
            if (!publish.seenBy.contains(subscriber)) {
                missing.add(item + " at " + subscriber);
            }
        }
    }

    /** First sights are to be in the order of acknowledgement. */
    private static void reordered(Node node, List<String> reordered) {
        Map<String, Integer> acknowledged = positions(node.acknowledged);
        node.seen.forEach((subscriber, items) -> inOrder(subscriber, items, acknowledged, "acknowledged", reordered));
    }

    /** First sights are to be in the same order for all, acknowledged or not. */
    private static void alike(Node node, List<String> overtaken) {
        Map<String, Integer> longest = Map.of();
        for (Map.Entry<String, List<String>> seen : node.seen.entrySet()) {
            Map<String, Integer> firsts = positions(seen.getValue());
            if (firsts.size() > longest.size()) {
                longest = firsts;
            }
        }
        for (Map.Entry<String, List<String>> seen : node.seen.entrySet()) {
            inOrder(seen.getKey(), seen.getValue(), longest, "seen by another", overtaken);
        }
    }

    private static Map<String, Integer> positions(List<String> items) {
        Map<String, Integer> positions = new LinkedHashMap<>();
        items.forEach(item -> positions.putIfAbsent(item, positions.size()));
        return positions;
    }

    private static void inOrder(
            String subscriber, List<String> items, Map<String, Integer> order, String what, List<String> reordered) {
        String last = "";
        int position = -1;
        for (String item : new LinkedHashSet<>(items)) {
            Integer next = order.get(item);
            if (next != null && next < position) {
                reordered.add(item + " came to " + subscriber + " after " + last + ", and was " + what + " before it");
            }
            if (next != null && next >= position) {
                position = next;
                last = item;
            }
        }
    }

    /** What had been acknowledged before another was even sent, and came after it all the same. */
    private static void overtaken(Node node, List<String> overtaken) {
        Map<String, Integer> acknowledged = positions(node.acknowledged);
        for (Map.Entry<String, List<String>> seen : node.seen.entrySet()) {
            int before = 0;
            String by = "";
            for (String item : new LinkedHashSet<>(seen.getValue())) {
                Publish publish = node.publishes.get(item);
                if (publish.acknowledged && acknowledged.get(item) < before) {
                    overtaken.add(item + " came to " + seen.getKey() + " after " + by + ", which was sent later");
                }
                if (publish.acknowledgedBefore > before) {
                    before = publish.acknowledgedBefore;
                    by = item;
                }
            }
        }
    }

    private static List<String> some(List<String> all) {
        if (all.size() <= EXAMPLES) {
            return List.copyOf(all);
        }
        List<String> some = new ArrayList<>(all.subList(0, EXAMPLES));
        some.add("and " + (all.size() - EXAMPLES) + " more");
        return List.copyOf(some);
    }

    /**
     * What came of it.
     *
     * @param publishes that were acknowledged
     * @param notifications each counted once
     * @param repeats beyond those
     * @param reordered which is a fault where all answers come by one stream; of those that come by several, nobody can
     *     tell which was first
     * @param overtaken which is a fault wherever answers come from
     * @param ambiguous items that came under several message ids, so that nobody can tell a repeat
     */
    record Verdict(
            int publishes,
            long notifications,
            long repeats,
            List<String> missing,
            List<String> reordered,
            List<String> overtaken,
            List<String> ambiguous) {
        @Override
        public String toString() {
            return publishes + " publishes acknowledged, " + notifications + " notifications, " + repeats
                    + " repeated; missing: " + some(missing) + ", out of order: " + some(reordered)
                    + ", overtaken: " + some(overtaken) + ", under several ids: " + some(ambiguous);
        }

        /** By a service behind one stream. */
        boolean areKept() {
            return areKeptAmongSeveralStreams() && reordered.isEmpty();
        }

        boolean areKeptAmongSeveralStreams() {
            return missing.isEmpty() && overtaken.isEmpty() && ambiguous.isEmpty();
        }
    }
}
