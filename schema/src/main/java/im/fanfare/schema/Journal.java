package im.fanfare.schema;

import im.fanfare.pubsub.Moves;
import im.fanfare.pubsub.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What a node is about to do, written before it is done, so that whoever wakes it next can finish it.
 *
 * <p>A node has one entry for each epoch that wrote one, and only the entry of the highest epoch counts: a later epoch
 * writes its first entry after it has finished those before.
 */
public interface Journal {
    /**
     * One batch of revisions, committed together.
     *
     * @param key whose life it is
     * @param progress where the node is once they are done
     * @param revisions ascending, without gaps, the last being {@code progress.revision()}; may be empty
     * @param alarm to be set with them: see {@link Expiries}
     * @param counts how many items buckets of revisions have, where that changes: see {@link ItemLookup}
     * @param moves what changes of the {@link MovedItems}
     */
    record Entry(
            NodeKey key,
            Progress progress,
            List<Revision> revisions,
            Optional<Instant> alarm,
            Map<Long, Integer> counts,
            Moves moves) {
        public Entry {
            revisions = List.copyOf(revisions);
            counts = Map.copyOf(counts);
        }

        /** The same, where it is not known of all items whether they moved. */
        Entry withoutMoved() {
            return new Entry(key, progress.withMoved(false), revisions, alarm, counts, moves);
        }

        /** Without an alarm, at a node with few items. */
        public Entry(NodeKey key, Progress progress, List<Revision> revisions) {
            this(key, progress, revisions, Optional.empty(), Map.of(), Moves.NONE);
        }
    }

    /**
     * The entry that counts.
     *
     * @param done whether {@link #done} was called for its last revision
     */
    record Latest(long epoch, Entry entry, boolean done) {}

    CompletionStage<Optional<Latest>> read(NodeId id);

    /**
     * Replaces the entry of this epoch.
     *
     * @param entry of a later {@link Progress#timestamp} than the one it replaces: between two, the later one wins
     */
    CompletionStage<Void> write(long epoch, Entry entry);

    /**
     * Notes that everything up to {@code progress.revision()} is stored and logged; of two notes, the one of the later
     * {@link Progress#timestamp} wins. Where that is noted by a member of the release before, which knows of no {@link
     * MovedItems}, the entry is read as one whose progress does not know of them either.
     */
    CompletionStage<Void> done(NodeId id, long epoch, Progress progress);

    /**
     * Forgets the entries of epochs below this one.
     *
     * @param timestamp of the write, microseconds; not before those of the entries to forget
     */
    CompletionStage<Void> clear(NodeId id, long below, long timestamp);
}
