package im.fanfare.schema;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Paging;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Which nodes a service has, for service discovery: XEP-0060 §5.2; which a collection has: XEP-0248 §5.2; and which depend on
 * a node: XEP-0496 §4. The lists of nodes stand beside those of the services under names that no service can have:
 * {@link #ofChildren}, {@link #ofDependants}.
 */
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

    /** The name of the list of what is in a collection. */
    static String ofChildren(NodeKey collection) {
        return collection.id().service()
                + '/'
                + collection.instance()
                + '/'
                + collection.id().name();
    }

    /**
     * The name of the list of what depends on a node: XEP-0496 §4.
     *
     * @param relation the field that names the node, in each of them
     */
    static String ofDependants(ConfigField relation, NodeKey node) {
        return node.id().service()
                + (relation == ConfigField.LINK ? "/link/" : "/parent/")
                + node.instance()
                + '/'
                + node.id().name();
    }

    /** The service whose nodes are in a list. */
    static String serviceOf(String list) {
        int slash = list.indexOf('/'); // no domain has one
        return slash < 0 ? list : list.substring(0, slash);
    }

    default CompletionStage<Void> put(Entry entry, long timestamp) {
        return put(entry.id().service(), entry, timestamp);
    }

    default CompletionStage<Void> remove(NodeId id, long timestamp) {
        return remove(id.service(), id, timestamp);
    }

    /**
     * Puts a node into a list, or says anew what is listed of it.
     *
     * @param list a service, or what is {@link #ofChildren} or {@link #ofDependants}
     */
    CompletionStage<Void> put(String list, Entry entry, long timestamp);

    CompletionStage<Void> remove(String list, NodeId id, long timestamp);

    /** Removes all that were put before. */
    CompletionStage<Void> clear(String list, long timestamp);

    /**
     * As many nodes of the list as there are at that place, but {@code most}. Their order is the same for all who ask,
     * and follows from their names, so that a node's place is known also once it is gone.
     *
     * @param list a service, or what is {@link #ofChildren} or {@link #ofDependants}
     * @param types which of them are meant; where hardly any is, the search ends before it has cost too much
     * @param place none that is told by an index: nobody has counted them
     */
    CompletionStage<Listed> list(String list, Predicate<String> types, Paging.Place place, int most);
}
