package im.fanfare.schema;

import im.fanfare.pubsub.NodeId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Which nodes a service has, for service discovery: XEP-0060 §5.2. */
public interface NodeListing {
    /** A node as it is listed. */
    record Entry(NodeId id, String title) {}

    CompletionStage<Void> put(Entry entry, long timestamp);

    CompletionStage<Void> remove(NodeId id, long timestamp);

    /** Some {@code most} nodes of the service; all, where there are no more. */
    CompletionStage<List<Entry>> list(String service, int most);
}
