package im.fanfare.cluster;

import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** {@link NodeLog} in memory. */
final class MemoryNodeLog implements NodeLog {
    final List<Publication> publications = new CopyOnWriteArrayList<>();
    final List<PageRecord> pageRecords = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<Void> appendToPages(List<PageRecord> records) {
        pageRecords.addAll(records);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> append(List<Publication> appended) {
        publications.addAll(appended);
        return CompletableFuture.completedFuture(null);
    }
}
