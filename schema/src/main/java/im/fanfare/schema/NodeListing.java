package im.fanfare.schema;

import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Paging;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Which nodes a service has, for service discovery: XEP-0060 §5.2. */
public interface NodeListing {
    /** A node as it is listed. */
    record Entry(NodeId id, String title) {}

    CompletionStage<Void> put(Entry entry, long timestamp);

    CompletionStage<Void> remove(NodeId id, long timestamp);

    /**
     * As many nodes of the service as there are at that place, but {@code most}. Their order is the same for all who ask,
     * and follows from their names, so that a node's place is known also once it is gone.
     *
     * @param place none that is told by an index: nobody has counted them
     */
    CompletionStage<List<Entry>> list(String service, Paging.Place place, int most);
}
