package im.fanfare.schema;

import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Paging;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Which nodes a service has, for service discovery: XEP-0060 §5.2. */
public interface NodeListing {
    /**
     * A node as it is listed.
     *
     * @param type {@code pubsub#type}, or empty
     */
    record Entry(NodeId id, String title, String type) {}

    /**
     * A part of the list.
     *
     * @param cut whether the search ended before there were enough and before the end of the list
     */
    record Listed(List<Entry> entries, boolean cut) {
        public Listed {
            entries = List.copyOf(entries);
        }
    }

    CompletionStage<Void> put(Entry entry, long timestamp);

    CompletionStage<Void> remove(NodeId id, long timestamp);

    /**
     * As many nodes of the service as there are at that place, but {@code most}. Their order is the same for all who ask,
     * and follows from their names, so that a node's place is known also once it is gone.
     *
     * @param types which of them are meant; where hardly any is, the search ends before it has cost too much
     * @param place none that is told by an index: nobody has counted them
     */
    CompletionStage<Listed> list(String service, Predicate<String> types, Paging.Place place, int most);
}
