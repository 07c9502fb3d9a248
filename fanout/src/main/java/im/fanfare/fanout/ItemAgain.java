package im.fanfare.fanout;

import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Span;
import java.util.List;

/**
 * One subscriber is told once more of an item: XEP-0060 §6.1.7, XEP-0312. The message is that by which all were told, of the
 * same id, with a stamp of when that was; it goes by the page of the subscriber, in one order with what is told there.
 *
 * @param node whose item it is
 * @param id of the message
 * @param config of the node
 */
public record ItemAgain(NodeKey node, String id, Item item, NodeConfig config) {
    /**
     * What is to be logged.
     *
     * @param subscription by which
     * @param to who is told, as to be addressed
     * @param revision of the node, from which on the item was known
     * @param source see {@link PageRecord.Source#again}
     * @param edge knows the body, where the subscription wants one
     */
    public PageRecord to(Subscription subscription, Jid to, long revision, PageRecord.Source source, Edge edge) {
        NotificationStanza stanza = NotificationStanza.again(node, id, item, config);
        return new PageRecord.Tell(
                node,
                subscription.page(),
                revision,
                source,
                List.of(to),
                stanza.prefix(),
                Manner.again(subscription).suffix(stanza.suffix(), edge),
                Span.NONE);
    }
}
