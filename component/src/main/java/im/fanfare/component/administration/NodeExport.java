package im.fanfare.component.administration;

import im.fanfare.component.administration.Refusal.Reason;
import im.fanfare.component.portable.NodeFile;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import im.fanfare.pubsub.SubscriptionState;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * Writes a node to a file, as one of its owners could see it: part by part, so that a million items need no more memory
 * than some hundred. What changes meanwhile may be in it or not.
 */
final class NodeExport {
    /** Of items and subscriptions that are asked for at a time; a reply holds what fits. */
    private static final int PART = 500;

    /** One subscription. */
    private record Whose(Jid subscriber, SubId subId) {}

    private final Asking asking;
    private final NodeId node;
    private final NodeState state;
    private final Jid owner;

    /** The node as it is now, of which nothing is written yet. */
    static NodeExport of(NodeId node, Asking asking) throws Refusal {
        NodeCommand describe = new NodeCommand.Describe(node, node.serviceJid());
        return new NodeExport(
                asking, node, asking.ask(describe, NodeReply.Description.class).state());
    }

    private NodeExport(Asking asking, NodeId node, NodeState state) {
        this.asking = asking;
        this.node = node;
        this.state = state;
        this.owner = state.anOwner();
    }

    void write(OutputStream out) throws IOException, Refusal {
        NodeFile file = new NodeFile(out, owner, node.name());
        file.begin(
                state.config(),
                new TreeMap<>(asking.ask(new NodeCommand.ListAffiliations(node, owner), NodeReply.Affiliations.class)
                        .affiliations()));
        subscriptions(file);
        file.beginItems();
        if (state.config().persistItems()) {
            items(file);
        }
        file.end();
    }

    private void subscriptions(NodeFile file) throws IOException, Refusal {
        Paging.Place place = new Paging.First();
        int written = 0;
        boolean more = true;
        while (more) {
            NodeReply.Subscriptions part = asking.ask(
                    new NodeCommand.ListSubscriptions(node, owner, Optional.of(new Paging(place, Optional.of(PART)))),
                    NodeReply.Subscriptions.class);
            for (Jid waiting : part.pending()) {
                file.subscription(
                        waiting, SubId.FIRST, SubscriptionState.PENDING, SubscriptionOptions.STANDARD, Set.of());
                place = new Paging.After(waiting.toString());
            }
            for (Map.Entry<Whose, SubscriptionOptions> each : options(part).entrySet()) {
                Jid subscriber = each.getKey().subscriber();
                file.subscription(
                        subscriber,
                        each.getKey().subId(),
                        SubscriptionState.SUBSCRIBED,
                        each.getValue(),
                        SubscriptionOption.of(state.config()));
                place = new Paging.After(subscriber.toString());
            }
            int size = part.pending().size() + part.subscribers().size();
            written += size;
            more = size > 0 && written < part.total();
        }
    }

    /** Asked for side by side; what has ended since has none. */
    private Map<Whose, SubscriptionOptions> options(NodeReply.Subscriptions part) throws Refusal {
        Map<Whose, CompletionStage<NodeReply>> asked = new LinkedHashMap<>();
        for (Jid subscriber : part.subscribers()) {
            for (SubId subId : part.subIds(subscriber)) {
                NodeCommand read = new NodeCommand.ReadOptions(node, subscriber.bare(), subscriber, Optional.of(subId));
                asked.put(new Whose(subscriber, subId), asking.nodes().ask(read));
            }
        }
        Map<Whose, SubscriptionOptions> options = new LinkedHashMap<>();
        for (Map.Entry<Whose, CompletionStage<NodeReply>> each : asked.entrySet()) {
            NodeReply reply = Asking.answer(each.getValue(), "the node " + node);
            options.put(
                    each.getKey(),
                    reply instanceof NodeReply.Options found ? found.options() : SubscriptionOptions.STANDARD);
        }
        return options;
    }

    private void items(NodeFile file) throws IOException, Refusal {
        Paging.Place place = new Paging.First();
        boolean more = true;
        while (more) {
            NodeReply reply = asking.ask(new NodeCommand.Retrieve(
                    node,
                    node.serviceJid(),
                    Optional.empty(),
                    List.of(),
                    Optional.of(new Paging(place, Optional.of(PART)))));
            if (reply.refuses(PubSubError.ITEM_NOT_FOUND)) {
                throw new Refusal(Reason.UNAVAILABLE, "an item of " + node + " went while it was written; try again");
            }
            if (!(reply instanceof NodeReply.Items part)) {
                throw Asking.refusal(node, reply);
            }
            for (Item item : part.items()) {
                file.item(item);
                place = new Paging.After(item.id().value());
            }
            more = !part.items().isEmpty() && part.index() + part.items().size() < part.total();
        }
    }
}
