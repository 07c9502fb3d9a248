package im.fanfare.component.administration;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The members and what they share, as any of them sees it. A stage fails where a part does not answer in time. */
public interface Installation {
    /** All members, also those that do not answer. */
    CompletionStage<List<MemberState>> members();

    /** Suspends the links of all members that answer, or resumes them; it is said at once and done soon. */
    CompletionStage<List<MemberState>> suspend(String service, String hostServer, boolean suspended);

    /** By the member that has them, host:port: shards, and how many nodes of each are awake. */
    CompletionStage<Map<String, Map<String, Integer>>> shards();

    /** The shard of a node, wherever it is. */
    String shardOf(NodeId node);

    CompletionStage<List<PartitionReport>> partitions();

    /** Says something to all who are available to a service; to how many bare JIDs. */
    CompletionStage<Integer> announce(String service, String text);

    /** Keeps nothing of the presence of a bare JID, and tells it that the service wants to know no more of it. */
    CompletionStage<Void> forgetPresence(String service, Jid bare);
}
