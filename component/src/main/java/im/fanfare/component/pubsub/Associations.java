package im.fanfare.component.pubsub;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.Parents;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.NodeListing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Puts nodes into collections and takes them out: XEP-0248 §7.1, §7.2, §7.5 and §7.6.
 *
 * <p>It takes several nodes. Each collection is asked whether it would have the node; whether the node is in it, the node
 * itself decides and knows. Two collections that are put into each other at the same time may both come to be there: so
 * whoever has put one into another looks once more, and takes it out again. See decision 21.
 */
final class Associations {
    private final NodeService nodes;

    Associations(NodeService nodes) {
        this.nodes = nodes;
    }

    /** @param into collections that have no node of that name */
    CompletionStage<NodeReply> create(NodeCommand.Create create, List<NodeId> into) {
        return admit(create.requester(), create.node(), into, false)
                .thenCompose(admitted -> admitted.then(parents -> nodes.reply(
                        new NodeCommand.Create(create.node(), create.requester(), create.config(), parents))));
    }

    /** @param into all that the node is to be in */
    CompletionStage<NodeReply> configure(NodeCommand.Configure configure, List<NodeId> into) {
        Jid requester = configure.requester();
        return nodes.reply(new NodeCommand.ReadConfig(configure.node(), requester))
                .thenCompose(reply -> reply instanceof NodeReply.Config present
                        ? living(present.parents()).thenCompose(living -> configure(configure, present, into, living))
                        : CompletableFuture.completedFuture(reply));
    }

    private CompletionStage<NodeReply> configure(
            NodeCommand.Configure configure, NodeReply.Config present, List<NodeId> into, List<NodeId> living) {
        Set<NodeId> out = new HashSet<>(present.parents().keySet());
        into.stream().filter(living::contains).forEach(out::remove);
        List<NodeId> added =
                into.stream().filter(collection -> !living.contains(collection)).toList();
        boolean isCollection = present.config().isCollection();
        return admit(configure.requester(), configure.node(), added, isCollection)
                .thenCompose(admitted -> admitted.then(in -> nodes.reply(new NodeCommand.Configure(
                                configure.node(), configure.requester(), configure.config(), new Parents(in, out)))
                        .thenCompose(reply -> unlessCircular(reply, configure.node(), in.keySet(), isCollection))));
    }

    /** XEP-0248 §7.5. */
    CompletionStage<NodeReply> associate(NodeId node, NodeId collection, Jid requester) {
        return nodes.reply(new NodeCommand.Describe(node, node.serviceJid()))
                .thenCompose(reply -> reply instanceof NodeReply.Description there
                        ? associate(there.state(), collection, requester)
                        : CompletableFuture.completedFuture(reply));
    }

    private CompletionStage<NodeReply> associate(NodeState node, NodeId collection, Jid requester) {
        boolean isCollection = node.config().isCollection();
        return admit(requester, node.id(), List.of(collection), isCollection)
                .thenCompose(admitted -> admitted.then(in -> change(node.id(), requester, in, Set.of())
                        .thenCompose(reply -> unlessCircular(reply, node.id(), in.keySet(), isCollection))));
    }

    /** XEP-0248 §7.6: the owners of either may. */
    CompletionStage<NodeReply> dissociate(NodeId node, NodeId collection, Jid requester) {
        return change(node, requester, Map.of(), Set.of(collection))
                .thenCompose(reply -> reply.refuses(PubSubError.FORBIDDEN)
                        ? nodes.reply(new NodeCommand.ReadConfig(collection, requester))
                                .thenCompose(owner -> owner instanceof NodeReply.Config
                                        ? change(node, node.serviceJid(), Map.of(), Set.of(collection))
                                        : CompletableFuture.completedFuture(reply))
                        : CompletableFuture.completedFuture(reply));
    }

    private CompletionStage<NodeReply> change(NodeId node, Jid requester, Map<NodeId, Long> in, Set<NodeId> out) {
        return nodes.reply(new NodeCommand.ChangeParents(node, requester, new Parents(in, out)));
    }

    /** Of the collections that a node says it is in, those that there still are, by name. */
    CompletionStage<List<NodeId>> living(Map<NodeId, Long> parents) {
        return describe(parents.keySet())
                .thenApply(found -> found.stream()
                        .filter(state ->
                                Optional.of(state.instance()).equals(Optional.ofNullable(parents.get(state.id()))))
                        .map(NodeState::id)
                        .sorted()
                        .toList());
    }

    // ------------------------------------------------------------------------------------------------- who may come in

    /** What came of asking collections: what they refuse with, or which of their lives they are in. */
    private record Admission(Optional<NodeReply> refusal, Map<NodeId, Long> in) {
        CompletionStage<NodeReply> then(Function<Map<NodeId, Long>, CompletionStage<NodeReply>> next) {
            return refusal.<CompletionStage<NodeReply>>map(CompletableFuture::completedFuture)
                    .orElseGet(() -> next.apply(in));
        }

        Admission with(NodeKey collection) {
            Map<NodeId, Long> more = new HashMap<>(in);
            more.put(collection.id(), collection.instance());
            return new Admission(refusal, more);
        }

        static Admission refused(NodeReply reply) {
            return new Admission(Optional.of(reply), Map.of());
        }
    }

    private CompletionStage<Admission> admit(Jid requester, NodeId node, List<NodeId> into, boolean isCollection) {
        CompletionStage<Admission> admitted =
                CompletableFuture.completedFuture(new Admission(Optional.empty(), Map.of()));
        for (NodeId collection : into) {
            admitted = admitted.thenCompose(before -> before.refusal().isPresent()
                    ? CompletableFuture.completedFuture(before)
                    : admit(requester, node, collection, isCollection, before));
        }
        return admitted;
    }

    private CompletionStage<Admission> admit(
            Jid requester, NodeId node, NodeId collection, boolean isCollection, Admission before) {
        if (collection.equals(node)) {
            return CompletableFuture.completedFuture(refused(PubSubError.NO_SUCH_GRAPH));
        }
        return nodes.reply(new NodeCommand.Admit(collection, requester)).thenCompose(reply -> {
            if (!(reply instanceof NodeReply.Description there)) {
                return CompletableFuture.completedFuture(Admission.refused(reply));
            }
            NodeKey admitting = NodeKey.of(there.state());
            return isCircular(isCollection, node, Set.of(collection)).thenCompose(is -> {
                if (is) {
                    return CompletableFuture.completedFuture(refused(PubSubError.NO_SUCH_GRAPH));
                }
                return hasRoom(there.state(), node)
                        .thenApply(room -> room ? before.with(admitting) : refused(PubSubError.TOO_MANY_CHILDREN));
            });
        });
    }

    private static Admission refused(PubSubError error) {
        return Admission.refused(new NodeReply.Refused(error));
    }

    /** Those who come at the same time do not see one another, so it may be exceeded by as many. */
    private CompletionStage<Boolean> hasRoom(NodeState collection, NodeId node) {
        Optional<Integer> most = collection.config().maxChildren();
        if (most.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        return nodes.nodes(NodeListing.ofChildren(NodeKey.of(collection)), any -> true, new Paging.First(), most.get())
                .thenApply(listed -> listed.entries().size() < most.get()
                        || listed.entries().stream()
                                .anyMatch(entry -> entry.id().equals(node)));
    }

    // ------------------------------------------------------------------------------------------------------- circles

    private CompletionStage<NodeReply> unlessCircular(
            NodeReply reply, NodeId node, Set<NodeId> in, boolean isCollection) {
        if (!(reply instanceof NodeReply.Done)) {
            return CompletableFuture.completedFuture(reply);
        }
        return isCircular(isCollection, node, in)
                .thenCompose(is -> is
                        ? change(node, node.serviceJid(), Map.of(), in)
                                .thenApply(out -> out instanceof NodeReply.Done
                                        ? new NodeReply.Refused(PubSubError.NO_SUCH_GRAPH)
                                        : out)
                        : CompletableFuture.completedFuture(reply));
    }

    /** Whether the node is above one of these collections, or is one of them. */
    private CompletionStage<Boolean> isCircular(boolean isCollection, NodeId node, Set<NodeId> collections) {
        return isCollection ? isAbove(node, collections, new HashSet<>()) : CompletableFuture.completedFuture(false);
    }

    private CompletionStage<Boolean> isAbove(NodeId node, Collection<NodeId> below, Set<NodeId> seen) {
        List<NodeId> next = below.stream().filter(seen::add).toList();
        if (seen.contains(node) || next.isEmpty()) {
            return CompletableFuture.completedFuture(seen.contains(node));
        }
        return describe(next).thenCompose(found -> {
            Set<NodeId> above = new HashSet<>();
            found.forEach(state -> above.addAll(state.parents().keySet()));
            return isAbove(node, above, seen);
        });
    }

    /** Those of these nodes that there are. A stage that fails says that one of them does not answer. */
    private CompletionStage<List<NodeState>> describe(Collection<NodeId> which) {
        List<CompletableFuture<NodeReply>> asked = which.stream()
                .map(node -> nodes.ask(new NodeCommand.Describe(node, node.serviceJid()))
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
            List<NodeState> found = new ArrayList<>();
            asked.forEach(reply -> {
                if (reply.join() instanceof NodeReply.Description there) {
                    found.add(there.state());
                }
            });
            return found;
        });
    }
}
