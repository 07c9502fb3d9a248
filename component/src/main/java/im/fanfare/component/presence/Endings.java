package im.fanfare.component.presence;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What ends when somebody goes offline: subscriptions (XEP-0060 §13.5), and what they published where the node is so configured
 * ({@code purge_offline}).
 */
interface Endings {
    /**
     * One of them.
     *
     * @param subscriber as subscribed, with a resource or without; a publisher without
     */
    record Temporary(NodeId node, Jid subscriber) {}

    /** Those of a bare JID and its resources. */
    CompletionStage<List<Temporary>> of(String service, Jid bare);

    /** Ends one, which may have ended already; a stage that fails means that it is to be tried again. */
    CompletionStage<Void> end(Temporary subscription);
}
