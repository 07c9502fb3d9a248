package im.fanfare.component;

import im.fanfare.cluster.NodeGateway;
import im.fanfare.component.administration.Installation;
import im.fanfare.component.administration.MemberState;
import im.fanfare.component.administration.Members;
import im.fanfare.component.administration.PartitionReport;
import im.fanfare.component.presence.Presences;
import im.fanfare.fanout.Fanout;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import im.fanfare.schema.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The installation that this member is a part of. */
record RunningInstallation(Members all, NodeGateway gateway, Fanout fanout, Log log, Topics topics, Presences presences)
        implements Installation {
    @Override
    public CompletionStage<List<MemberState>> members() {
        return all.states();
    }

    @Override
    public CompletionStage<List<MemberState>> suspend(String service, String hostServer, boolean suspended) {
        return all.suspend(service, hostServer, suspended);
    }

    @Override
    public CompletionStage<Map<String, Map<String, Integer>>> shards() {
        return gateway.shards().thenApply(found -> {
            Map<String, Map<String, Integer>> shards = new TreeMap<>();
            found.forEach((address, awake) -> shards.put(all.name(address), awake));
            return shards;
        });
    }

    @Override
    public String shardOf(NodeId node) {
        return gateway.shardOf(node);
    }

    @Override
    public CompletionStage<Integer> announce(String service, String text) {
        return presences.announce(service, text);
    }

    @Override
    public CompletionStage<Void> forgetPresence(String service, Jid bare) {
        return presences.forget(service, bare);
    }

    @Override
    public CompletionStage<List<PartitionReport>> partitions() {
        List<CompletableFuture<List<PartitionReport>>> groups = new ArrayList<>();
        groups.add(log.progress(topics.publications(), fanout.expanders(), "expander")
                .toCompletableFuture());
        fanout.hostServers()
                .forEach(hostServer ->
                        groups.add(log.progress(topics.deliveries(), fanout.deliverers(hostServer), hostServer)
                                .toCompletableFuture()));
        return CompletableFuture.allOf(groups.toArray(CompletableFuture<?>[]::new))
                .thenApply(all ->
                        groups.stream().flatMap(group -> group.join().stream()).toList());
    }
}
