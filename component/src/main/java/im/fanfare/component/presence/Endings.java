package im.fanfare.component.presence;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Subscriptions that end when their subscriber goes offline: XEP-0060 §13.5. */
interface Endings {
    /**
     * One of them.
     *
     * @param subscriber as subscribed, with a resource or without
     */
    record Temporary(NodeId node, Jid subscriber) {}

    /** Those of a bare JID and its resources. */
    CompletionStage<List<Temporary>> of(String service, Jid bare);

    /** Ends one, which may have ended already; a stage that fails means that it is to be tried again. */
    CompletionStage<Void> end(Temporary subscription);
}
