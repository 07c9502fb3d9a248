package im.fanfare.pubsub;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a node is, apart from its items and subscribers.
 *
 * @param instance tells this node from an earlier one of the same name; microseconds since 1970 at its creation
 * @param owners bare JIDs, never empty
 * @param creator bare JID
 * @param parents the collections that it is associated with, and which life of each: XEP-0248. One that has been deleted
 *     since may be among them
 * @param narrowed grows whenever somebody may have lost access to it, for the nodes below: XEP-0496 §4.4; 0 while no node
 *     ever depended on it
 * @param examined the {@link Lineage#mark} by which its subscribers were looked at last; 0 for never
 * @param followed whether somebody may be subscribed who wants to be told of nodes below, and the like: XEP-0497
 */
public record NodeState(
        NodeId id,
        long instance,
        NodeConfig config,
        Set<Jid> owners,
        Jid creator,
        Instant created,
        Map<NodeId, Long> parents,
        long narrowed,
        long examined,
        boolean followed) {
    public NodeState {
        owners = Set.copyOf(owners);
        parents = Map.copyOf(parents);
        if (owners.isEmpty()) {
            throw new IllegalArgumentException("a node without owner");
        }
    }

    /** A node on which nobody depends yet. */
    public NodeState(
            NodeId id,
            long instance,
            NodeConfig config,
            Set<Jid> owners,
            Jid creator,
            Instant created,
            Map<NodeId, Long> parents) {
        this(id, instance, config, owners, creator, created, parents, 0, 0, false);
    }

    /** A node in no collection. */
    public NodeState(NodeId id, long instance, NodeConfig config, Set<Jid> owners, Jid creator, Instant created) {
        this(id, instance, config, owners, creator, created, Map.of());
    }

    /** The same one each time, as long as the owners are the same. */
    public Jid anOwner() {
        return Collections.min(owners);
    }

    NodeState with(NodeConfig changed) {
        return new NodeState(id, instance, changed, owners, creator, created, parents, narrowed, examined, followed);
    }

    NodeState withOwners(Set<Jid> changed) {
        return new NodeState(id, instance, config, changed, creator, created, parents, narrowed, examined, followed);
    }

    private NodeState withParents(Map<NodeId, Long> changed) {
        return new NodeState(id, instance, config, owners, creator, created, changed, narrowed, examined, followed);
    }

    /** Whether other nodes may link to it, or have it for a parent: XEP-0496 §4. */
    public boolean isDependedOn() {
        return narrowed > 0;
    }

    private NodeState narrowedIf(boolean is) {
        return is && isDependedOn()
                ? new NodeState(
                        id, instance, config, owners, creator, created, parents, narrowed + 1, examined, followed)
                : this;
    }

    private NodeState adopting() {
        return new NodeState(
                id, instance, config, owners, creator, created, parents, Math.max(1, narrowed), examined, followed);
    }

    private NodeState examinedBy(long mark) {
        return new NodeState(id, instance, config, owners, creator, created, parents, narrowed, mark, followed);
    }

    private NodeState following() {
        return new NodeState(id, instance, config, owners, creator, created, parents, narrowed, examined, true);
    }

    /** This node once the event has happened. */
    public NodeState after(NodeEvent event) {
        if (event instanceof NodeEvent.NodeConfigured configured) {
            AccessModel after = configured.config().accessModel();
            return with(configured.config()).narrowedIf(after != config.accessModel() && after != AccessModel.OPEN);
        }
        if (event instanceof NodeEvent.AffiliationChanged changed) {
            Set<Jid> after = new HashSet<>(owners);
            if (changed.affiliation() == Affiliation.OWNER) {
                after.add(changed.jid());
            } else {
                after.remove(changed.jid());
            }
            return withOwners(after).narrowedIf(!changed.affiliation().may(Privilege.RETRIEVE));
        }
        if (event instanceof NodeEvent.Unsubscribed) {
            return narrowedIf(config.accessModel() == AccessModel.AUTHORIZE);
        }
        if (event instanceof NodeEvent.Adopted) {
            return adopting();
        }
        if (event instanceof NodeEvent.Followed) {
            return following();
        }
        if (event instanceof NodeEvent.Examined examination) {
            return examinedBy(examination.mark());
        }
        if (event instanceof NodeEvent.Associated associated) {
            Map<NodeId, Long> after = new HashMap<>(parents);
            after.put(associated.collection(), associated.instance());
            return withParents(after);
        }
        if (event instanceof NodeEvent.Dissociated dissociated) {
            Map<NodeId, Long> after = new HashMap<>(parents);
            after.remove(dissociated.collection());
            return withParents(after);
        }
        return this;
    }
}
