package im.fanfare.schema;

import im.fanfare.pubsub.NodeId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link Journal} in memory. */
public final class MemoryJournal implements Journal {
    private static final class OfNode {
        final Cells<Long, Entry> entries = new Cells<>();
        final Cells<Long, Long> done = new Cells<>();
        final Cells<Long, Long> moved = new Cells<>();
    }

    private final Map<NodeId, OfNode> nodes = new HashMap<>();

    @Override
    public synchronized CompletionStage<Optional<Latest>> read(NodeId id) {
        OfNode node = of(id);
        return CompletableFuture.completedFuture(node.entries.all().entrySet().stream()
                .max(Comparator.comparing(Map.Entry::getKey))
                .map(latest -> {
                    boolean isDone = reaches(node.done, latest);
                    boolean isMoved = !isDone || reaches(node.moved, latest);
                    Entry entry = latest.getValue();
                    return new Latest(latest.getKey(), isMoved ? entry : entry.withoutMoved(), isDone);
                }));
    }

    private static boolean reaches(Cells<Long, Long> noted, Map.Entry<Long, Entry> latest) {
        return noted.get(latest.getKey())
                .filter(revision -> revision >= latest.getValue().progress().revision())
                .isPresent();
    }

    @Override
    public synchronized CompletionStage<Void> write(long epoch, Entry entry) {
        of(entry.key().id()).entries.put(epoch, entry, entry.progress().timestamp());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> done(NodeId id, long epoch, Progress progress) {
        of(id).done.put(epoch, progress.revision(), progress.timestamp());
        if (progress.moved()) {
            of(id).moved.put(epoch, progress.revision(), progress.timestamp());
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> clear(NodeId id, long below, long timestamp) {
        of(id).entries.deleteAll(epoch -> epoch < below, timestamp);
        of(id).done.deleteAll(epoch -> epoch < below, timestamp);
        of(id).moved.deleteAll(epoch -> epoch < below, timestamp);
        return CompletableFuture.completedFuture(null);
    }

    private OfNode of(NodeId id) {
        return nodes.computeIfAbsent(id, same -> new OfNode());
    }
}
