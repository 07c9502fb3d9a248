package im.fanfare.cluster;

import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where a node tells what has happened to it: the topics that the fan-out reads. */
public interface NodeLog {
    /** Done means that the log keeps all of them, in this order among those of one page. */
    CompletionStage<Void> appendToPages(List<PageRecord> records);

    /** Done means that the log keeps all of them, in this order among those of one node. */
    CompletionStage<Void> append(List<Publication> publications);
}
