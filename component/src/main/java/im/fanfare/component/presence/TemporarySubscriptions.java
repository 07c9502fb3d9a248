package im.fanfare.component.presence;

import im.fanfare.component.pubsub.NodeService;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.schema.Stores;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** {@link Endings} of what the stores have, by the nodes themselves. */
public final class TemporarySubscriptions implements Endings {
    private final Stores stores;
    private final NodeService nodes;

    public TemporarySubscriptions(Stores stores, NodeService nodes) {
        this.stores = stores;
        this.nodes = nodes;
    }

    @Override
    public CompletionStage<List<Temporary>> of(String service, Jid bare) {
        return subscriptions(service, bare)
                .thenCombine(
                        published(service, bare),
                        (subscribed, published) -> Stream.concat(subscribed.stream(), published.stream())
                                .distinct()
                                .toList());
    }

    private CompletionStage<List<Temporary>> subscriptions(String service, Jid bare) {
        return stores.subscriptions()
                .of(service, bare)
                .thenApply(all -> all.stream()
                        .filter(own -> own.subscription().all().stream()
                                .anyMatch(one -> one.options().endsWithPresence()))
                        .map(own -> new Temporary(
                                own.node().id(), own.subscription().subscriber()))
                        .toList());
    }

    /** At the nodes that they are anything to: who publishes because everybody may is not looked after. */
    private CompletionStage<List<Temporary>> published(String service, Jid bare) {
        return stores.affiliations()
                .ofUser(service, bare)
                .thenCompose(nodesOf -> stores.nodes().configs(List.copyOf(nodesOf.keySet())))
                .thenApply(configs -> configs.entrySet().stream()
                        .filter(node -> node.getValue().purgesOffline())
                        .map(node -> new Temporary(node.getKey().id(), bare))
                        .toList());
    }

    @Override
    public CompletionStage<Void> end(Temporary subscription) {
        return nodes.ask(new NodeCommand.EndTemporary(subscription.node(), subscription.subscriber()))
                .thenAccept(reply -> {
                    if (!(reply instanceof NodeReply.Done) && !reply.refuses(PubSubError.NODE_NOT_FOUND)) {
                        throw new IllegalStateException("not ended yet: " + reply);
                    }
                });
    }
}
