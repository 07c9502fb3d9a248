package im.fanfare.cluster;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.Relative;
import im.fanfare.schema.Expiries;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.NodeListing;
import im.fanfare.schema.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Deletes with a node those that link to it and those below it: XEP-0496 §4.3 and §4.4. Each of them does the same before
 * it answers. See decision 25.
 *
 * <p>However many there are, it takes some at a time. An alarm wakes the node, should nobody else do so after a crash or
 * a failure in the middle; then it begins once more.
 */
final class Dependants {
    private static final int AT_ONCE = 64;

    /** By then it is over, or has failed, unless there are very many; then it comes for nothing. */
    private static final Duration UNTIL_THE_ALARM = Duration.ofMinutes(1);

    private final Stores stores;
    private final Function<NodeCommand, CompletionStage<NodeReply>> others;
    private final Clock clock;

    /** @param others asks a node */
    Dependants(Stores stores, Function<NodeCommand, CompletionStage<NodeReply>> others, Clock clock) {
        this.stores = stores;
        this.others = others;
        this.clock = clock;
    }

    CompletionStage<Void> delete(NodeState node) {
        if (!node.isDependedOn()) {
            return CompletableFuture.completedFuture(null);
        }
        return stores.expiries()
                .put(Expiries.Alarm.of(node.id()), clock.instant().plus(UNTIL_THE_ALARM))
                .thenCompose(set -> delete(node, ConfigField.LINK, new Paging.First()))
                .thenCompose(deleted -> delete(node, ConfigField.PARENT, new Paging.First()));
    }

    private CompletionStage<Void> delete(NodeState node, ConfigField relation, Paging.Place from) {
        return stores.listing()
                .list(NodeListing.ofDependants(relation, NodeKey.of(node)), any -> true, from, AT_ONCE)
                .thenCompose(listed -> {
                    List<NodeListing.Entry> entries = listed.entries();
                    if (entries.isEmpty()) {
                        return CompletableFuture.completedFuture(null);
                    }
                    NodeId last = entries.get(entries.size() - 1).id();
                    return Commit.all(entries.stream()
                                    .map(entry -> delete(entry.id(), Relative.of(node)))
                                    .toList())
                            .thenCompose(deleted -> delete(node, relation, new Paging.After(last.name())));
                });
    }

    private CompletionStage<Void> delete(NodeId dependant, Relative on) {
        return others.apply(new NodeCommand.DeleteDependant(dependant, on)).thenAccept(reply -> {
            boolean isGone = reply instanceof NodeReply.Done
                    || reply instanceof NodeReply.Moved
                    || reply.refuses(PubSubError.NODE_NOT_FOUND);
            if (!isGone) {
                throw new IllegalStateException(dependant + " is not deleted with " + on.name() + ": " + reply);
            }
        });
    }
}
