package im.fanfare.cluster;

import im.fanfare.pubsub.Moves;
import im.fanfare.pubsub.NodeId;
import im.fanfare.schema.Journal;
import im.fanfare.schema.Progress;
import im.fanfare.schema.Stores;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A journal as a member of the release before reads and writes it, which knows of no moved items. */
final class ReleaseBefore implements Journal {
    private final Journal journal;

    private ReleaseBefore(Journal journal) {
        this.journal = journal;
    }

    /** The same stores, as that member sees them. */
    static Stores of(Stores stores) {
        return new Stores(
                stores.nodes(),
                stores.listing(),
                new ReleaseBefore(stores.journal()),
                stores.items(),
                stores.subscriptions(),
                stores.pending(),
                stores.affiliations(),
                stores.bounces(),
                stores.expiries(),
                stores.lookup(),
                stores.moved(),
                stores.temporary());
    }

    private static Entry known(Entry entry) {
        return new Entry(
                entry.key(),
                entry.progress().withMoved(false),
                entry.revisions(),
                entry.alarm(),
                entry.counts(),
                Moves.NONE);
    }

    @Override
    public CompletionStage<Optional<Latest>> read(NodeId id) {
        return journal.read(id)
                .thenApply(
                        found -> found.map(latest -> new Latest(latest.epoch(), known(latest.entry()), latest.done())));
    }

    @Override
    public CompletionStage<Void> write(long epoch, Entry entry) {
        return journal.write(epoch, known(entry));
    }

    @Override
    public CompletionStage<Void> done(NodeId id, long epoch, Progress progress) {
        return journal.done(id, epoch, progress.withMoved(false));
    }

    @Override
    public CompletionStage<Void> clear(NodeId id, long below, long timestamp) {
        return journal.clear(id, below, timestamp);
    }
}
