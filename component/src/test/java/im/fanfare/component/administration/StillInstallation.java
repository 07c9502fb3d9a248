package im.fanfare.component.administration;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Two members of which one does not answer, and nothing moves. */
final class StillInstallation implements Installation {
    /** Whose presence is remembered no more. */
    final List<Jid> forgotten = new CopyOnWriteArrayList<>();

    /** What was said to all. */
    final List<String> announced = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<List<MemberState>> members() {
        MemberReport first = new MemberReport(
                "elsinore:7355",
                List.of(),
                3,
                0,
                12,
                List.of(new LinkReport("pubsub.denmark.lit", "castle", "each", "up", 4, 5)));
        return CompletableFuture.completedFuture(List.of(
                new MemberState("elsinore:7355", "up", true, Optional.of(first)),
                new MemberState("wittenberg:7355", "leaving", false, Optional.empty())));
    }

    /** The one that does not answer does not do it either. */
    @Override
    public CompletionStage<List<MemberState>> suspend(String service, String hostServer, boolean suspended) {
        return members();
    }

    @Override
    public CompletionStage<Map<String, Map<String, Integer>>> shards() {
        return CompletableFuture.completedFuture(Map.of("elsinore:7355", Map.of("1", 2, "7", 1)));
    }

    @Override
    public String shardOf(NodeId node) {
        return "7";
    }

    /** There are three people. */
    @Override
    public CompletionStage<Integer> announce(String service, String text) {
        announced.add(service + ": " + text);
        return CompletableFuture.completedFuture(3);
    }

    @Override
    public CompletionStage<Void> forgetPresence(String service, Jid bare) {
        forgotten.add(bare);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<PartitionReport>> partitions() {
        return CompletableFuture.failedFuture(new IllegalStateException("no brokers"));
    }
}
