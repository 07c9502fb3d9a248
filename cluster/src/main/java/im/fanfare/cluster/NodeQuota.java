package im.fanfare.cluster;

import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Jid;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Stores;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How many nodes a bare JID may own before it may create no more. A soft bound: nodes that are created at the same time do
 * not see one another, and whoever is made an owner by another owner is not asked.
 *
 * @param most 0 for as many as one likes
 */
public record NodeQuota(int most) {
    static final NodeQuota NONE = new NodeQuota(0);

    /** One read of what the creator is to nodes; a second only where that seems too much, since it may be of nodes deleted. */
    CompletionStage<Boolean> admits(Stores stores, String service, Jid creator) {
        if (most == 0) {
            return CompletableFuture.completedFuture(true);
        }
        return stores.affiliations().ofUser(service, creator.bare()).thenCompose(found -> {
            List<NodeKey> owned = found.entrySet().stream()
                    .filter(affiliation -> affiliation.getValue() == Affiliation.OWNER)
                    .map(Map.Entry::getKey)
                    .toList();
            return owned.size() < most
                    ? CompletableFuture.completedFuture(true)
                    : stores.nodes().living(owned).thenApply(living -> living.size() < most);
        });
    }
}
