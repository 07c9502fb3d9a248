package im.fanfare.pubsub;

import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * What a node is, apart from its items and subscribers.
 *
 * @param instance tells this node from an earlier one of the same name; microseconds since 1970 at its creation
 * @param owners bare JIDs, never empty
 * @param creator bare JID
 */
public record NodeState(NodeId id, long instance, NodeConfig config, Set<Jid> owners, Jid creator, Instant created) {
    public NodeState {
        owners = Set.copyOf(owners);
        if (owners.isEmpty()) {
            throw new IllegalArgumentException("a node without owner");
        }
    }

    /** The same one each time, as long as the owners are the same. */
    public Jid anOwner() {
        return Collections.min(owners);
    }

    NodeState with(NodeConfig changed) {
        return new NodeState(id, instance, changed, owners, creator, created);
    }

    NodeState withOwners(Set<Jid> changed) {
        return new NodeState(id, instance, config, changed, creator, created);
    }

    /** This node once the event has happened. */
    public NodeState after(NodeEvent event) {
        if (event instanceof NodeEvent.NodeConfigured configured) {
            return with(configured.config());
        }
        if (event instanceof NodeEvent.AffiliationChanged changed) {
            Set<Jid> after = new HashSet<>(owners);
            if (changed.affiliation() == Affiliation.OWNER) {
                after.add(changed.jid());
            } else {
                after.remove(changed.jid());
            }
            return withOwners(after);
        }
        return this;
    }
}
