package im.fanfare.component.administration;

import im.fanfare.cluster.NodeDirectory.OwnSubscription;
import im.fanfare.component.administration.Refusal.Reason;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.schema.Bounces;
import im.fanfare.schema.NodeListing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases what one service keeps of a bare JID and its resources. A node that it alone owns is deleted; at the others its
 * items are retracted, its subscriptions and requests end, and last its affiliation does: as if it had done so itself, so
 * whoever is told of such things is told of them. Its presence is remembered no more.
 *
 * <p>What says where the JID has anything goes last, node by node: after a crash, asked again, it goes on where it ended.
 */
final class Erasure {
    private static final Logger logger = LoggerFactory.getLogger(Erasure.class);

    /** Of nodes and items that are looked at at a time. */
    private static final int PART = 500;

    /** Items of one command, which is one commit. */
    private static final int AT_ONCE = 100;

    /** How often a node may change under our hands before we say so. */
    private static final int TRIES = 10;

    /**
     * What has gone.
     *
     * @param namedAsCreator nodes of others that go on saying that this JID created them, which nothing changes
     */
    record Erased(
            String service,
            int nodesDeleted,
            int itemsRetracted,
            int subscriptionsEnded,
            int affiliationsEnded,
            List<String> namedAsCreator) {}

    private final String service;
    private final Jid jid;
    private final NodeService nodes;
    private final Asking asking;
    private final Bounces bounces;
    private final Installation installation;
    private final List<String> namedAsCreator = new ArrayList<>();
    private int nodesDeleted;
    private int itemsRetracted;
    private int subscriptionsEnded;
    private int affiliationsEnded;

    Erasure(String service, Jid jid, NodeService nodes, Bounces bounces, Installation installation) {
        this.service = service;
        this.jid = jid;
        this.nodes = nodes;
        this.asking = new Asking(nodes);
        this.bounces = bounces;
        this.installation = installation;
    }

    Erased perform(boolean everywhere) throws Refusal {
        Map<NodeId, List<OwnSubscription>> subscriptions =
                new HashMap<>(Asking.answer(nodes.subscriptionsOf(service, jid), "Cassandra"));
        Map<NodeId, Affiliation> affiliations =
                new HashMap<>(Asking.answer(nodes.affiliationsOf(service, jid), "Cassandra"));
        affiliations.values().removeIf(affiliation -> affiliation == Affiliation.NONE);
        Set<NodeId> known = new TreeSet<>(subscriptions.keySet());
        known.addAll(affiliations.keySet());
        try {
            if (everywhere) {
                itemsOfOthers(known);
            }
            for (NodeId node : known) {
                erase(
                        node,
                        affiliations.getOrDefault(node, Affiliation.NONE),
                        subscriptions.getOrDefault(node, List.of()));
            }
            forgetBounces(subscriptions);
            Asking.answer(installation.forgetPresence(service, jid), "the member that remembers its presence");
        } catch (Refusal refusal) {
            throw new Refusal(refusal.reason(), refusal.getMessage() + "; until then: " + erased() + "; ask again");
        }
        logger.info("an operator has erased what was kept of a JID: {}", erased());
        return erased();
    }

    private Erased erased() {
        return new Erased(
                service,
                nodesDeleted,
                itemsRetracted,
                subscriptionsEnded,
                affiliationsEnded,
                List.copyOf(namedAsCreator));
    }

    // -------------------------------------------------------------------------------------------------- node by node

    private void itemsOfOthers(Set<NodeId> known) throws Refusal {
        Paging.Place place = new Paging.First();
        boolean more = true;
        while (more) {
            NodeListing.Listed listed = Asking.answer(nodes.nodes(service, any -> true, place, PART), "Cassandra");
            for (NodeListing.Entry entry : listed.entries()) {
                if (!known.contains(entry.id())) {
                    erase(entry.id(), Affiliation.NONE, List.of());
                }
                place = new Paging.After(entry.id().name());
            }
            more = !listed.entries().isEmpty();
        }
    }

    private void erase(NodeId node, Affiliation affiliation, List<OwnSubscription> subscriptions) throws Refusal {
        for (int i = 0; i < TRIES; i++) {
            Optional<NodeState> state = state(node);
            if (state.isEmpty()) {
                return;
            }
            if (state.get().owners().equals(Set.of(jid))) {
                if (delete(node)) {
                    return;
                }
            } else if (leave(state.get(), affiliation, subscriptions)) {
                if (state.get().creator().equals(jid)) {
                    namedAsCreator.add(node.name());
                }
                return;
            }
        }
        throw new Refusal(Reason.UNAVAILABLE, "the owners of " + node + " change again and again");
    }

    private Optional<NodeState> state(NodeId node) throws Refusal {
        NodeReply reply = asking.ask(new NodeCommand.Describe(node, node.serviceJid()));
        if (reply instanceof NodeReply.Description description) {
            return Optional.of(description.state());
        }
        if (isGone(reply)) {
            return Optional.empty();
        }
        throw Asking.refusal(node, reply);
    }

    private static boolean isGone(NodeReply reply) {
        return reply instanceof NodeReply.Moved || reply.refuses(PubSubError.NODE_NOT_FOUND);
    }

    /** False where it is no longer for the JID to delete it. */
    private boolean delete(NodeId node) throws Refusal {
        NodeReply reply = asking.ask(new NodeCommand.Delete(node, jid, Optional.empty()));
        if (reply instanceof NodeReply.Done) {
            nodesDeleted++;
            return true;
        }
        if (isGone(reply) || reply.refuses(PubSubError.FORBIDDEN)) {
            return isGone(reply);
        }
        throw Asking.refusal(node, reply);
    }

    /** Takes it from a node that others own; false where by now none do. */
    private boolean leave(NodeState node, Affiliation affiliation, List<OwnSubscription> subscriptions) throws Refusal {
        Jid owner = node.owners().stream()
                .filter(other -> !other.equals(jid))
                .sorted()
                .findFirst()
                .orElseThrow();
        retract(node, owner, affiliation);
        for (OwnSubscription subscription : subscriptions) {
            unsubscribe(node.id(), subscription);
        }
        return affiliation == Affiliation.NONE || resign(node.id(), owner, affiliation);
    }

    private void unsubscribe(NodeId node, OwnSubscription subscription) throws Refusal {
        NodeReply reply = asking.ask(
                new NodeCommand.Unsubscribe(node, jid, subscription.subscriber(), Optional.of(subscription.subId())));
        if (reply instanceof NodeReply.Done) {
            subscriptionsEnded++;
        } else if (!isGone(reply)
                && !reply.refuses(PubSubError.NOT_SUBSCRIBED)
                && !reply.refuses(PubSubError.INVALID_SUBID)) {
            throw Asking.refusal(node, reply);
        }
    }

    /** An owner resigns himself; of all others an owner says that they are nothing any more. */
    private boolean resign(NodeId node, Jid owner, Affiliation affiliation) throws Refusal {
        Jid who = affiliation == Affiliation.OWNER ? jid : owner;
        NodeReply reply = asking.ask(new NodeCommand.ChangeAffiliations(node, who, Map.of(jid, Affiliation.NONE)));
        if (reply instanceof NodeReply.Done) {
            affiliationsEnded++;
            return true;
        }
        if (isGone(reply)) {
            return true;
        }
        if (reply instanceof NodeReply.AffiliationsRefused || reply.refuses(PubSubError.FORBIDDEN)) {
            return false; // owners have come or gone
        }
        throw Asking.refusal(node, reply);
    }

    private void forgetBounces(Map<NodeId, List<OwnSubscription>> subscriptions) throws Refusal {
        Set<Jid> addresses = new HashSet<>(Set.of(jid));
        subscriptions.values().forEach(own -> own.forEach(one -> addresses.add(one.subscriber())));
        for (Jid address : addresses) {
            Optional<Bounces.History> history = Asking.answer(bounces.of(service, address), "Cassandra");
            if (history.isPresent()) {
                Asking.answer(bounces.forget(service, address, history.get().last()), "Cassandra");
            }
        }
    }

    // -------------------------------------------------------------------------------------------------------- items

    /** Retracts what the JID published, part by part from the oldest item on. */
    private void retract(NodeState node, Jid owner, Affiliation affiliation) throws Refusal {
        // Whoever may retract only what is his own cannot take what somebody else has published by that id meanwhile.
        Jid who = affiliation == Affiliation.OUTCAST ? owner : jid;
        Paging.Place place = new Paging.First();
        int tries = 0;
        boolean more = node.config().persistItems();
        while (more) {
            NodeReply reply = asking.ask(new NodeCommand.Retrieve(
                    node.id(),
                    node.id().serviceJid(),
                    Optional.empty(),
                    List.of(),
                    Optional.of(new Paging(place, Optional.of(PART)))));
            if (reply instanceof NodeReply.Items items) {
                List<ItemId> own = new ArrayList<>();
                for (Item item : items.items()) {
                    if (item.publisher().bare().equals(jid)) {
                        own.add(item.id());
                    } else {
                        place = new Paging.After(item.id().value()); // this one stays to go on from
                    }
                }
                more = !items.items().isEmpty()
                        && (items.index() + items.items().size() < items.total());
                int before = itemsRetracted;
                for (int from = 0; from < own.size(); from += AT_ONCE) {
                    retract(node.id(), who, own.subList(from, Math.min(own.size(), from + AT_ONCE)));
                }
                if (!own.isEmpty() && itemsRetracted == before && tries++ == TRIES) {
                    throw new Refusal(Reason.UNAVAILABLE, "the items of " + node.id() + " change again and again");
                }
            } else if (reply.refuses(PubSubError.ITEM_NOT_FOUND) && tries++ < TRIES) {
                place = new Paging.First(); // the one to go on from has gone
            } else if (isGone(reply) || reply.refuses(PubSubError.NOT_PERSISTENT)) {
                return;
            } else {
                throw Asking.refusal(node.id(), reply);
            }
        }
    }

    /** All of them, or, where something befell one of them meanwhile, each by itself. */
    private void retract(NodeId node, Jid who, List<ItemId> items) throws Refusal {
        NodeReply reply = asking.ask(new NodeCommand.Retract(node, who, items, Optional.empty()));
        if (reply instanceof NodeReply.Done) {
            itemsRetracted += items.size();
        } else if (items.size() > 1) {
            for (ItemId item : items) {
                retract(node, who, List.of(item));
            }
        } else if (!isGone(reply)
                && !reply.refuses(PubSubError.ITEM_NOT_FOUND)
                && !reply.refuses(PubSubError.FORBIDDEN)) {
            throw Asking.refusal(node, reply);
        }
    }
}
