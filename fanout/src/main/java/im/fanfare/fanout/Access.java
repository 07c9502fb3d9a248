package im.fanfare.fanout;

import im.fanfare.pubsub.Jid;
import im.fanfare.schema.NodeKey;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Who has access to nodes besides the one that they are subscribed to, as the fan-out asks it: XEP-0497 §8. */
public interface Access {
    /** Of these bare JIDs, those who have access to each of these nodes. */
    CompletionStage<Set<Jid>> of(List<NodeKey> nodes, Set<Jid> jids);
}
