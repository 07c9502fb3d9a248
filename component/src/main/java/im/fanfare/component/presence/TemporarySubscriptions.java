package im.fanfare.component.presence;

import im.fanfare.component.pubsub.NodeService;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.schema.Subscriptions;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@link Endings} of what the stores have, by the nodes themselves. */
public final class TemporarySubscriptions implements Endings {
    private final Subscriptions subscriptions;
    private final NodeService nodes;

    public TemporarySubscriptions(Subscriptions subscriptions, NodeService nodes) {
        this.subscriptions = subscriptions;
        this.nodes = nodes;
    }

    @Override
    public CompletionStage<List<Temporary>> of(String service, Jid bare) {
        return subscriptions
                .of(service, bare)
                .thenApply(all -> all.stream()
                        .filter(own -> own.subscription().all().stream()
                                .anyMatch(one -> one.options().endsWithPresence()))
                        .map(own -> new Temporary(
                                own.node().id(), own.subscription().subscriber()))
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
