package im.fanfare.cluster;

import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.schema.Trail;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ClusterShardingHealthCheck;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.GetClusterShardingStats;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContext;
import scala.jdk.javaapi.FutureConverters;

/** Where the edge asks nodes: finds the member on which a node is alive, or wakes it on one. */
public final class NodeGateway {
    private static final Logger logger = LoggerFactory.getLogger(NodeGateway.class);

    /** Beyond this a requester is told to wait; longer than the log and the stores may take to fail. */
    private static final Timeout PATIENCE = Timeout.create(Duration.ofSeconds(20));

    /** How long a member may take to say what it has. */
    private static final Duration GLANCE = Duration.ofSeconds(5);

    private static final EntityTypeKey<NodeEntity.Message> KEY = EntityTypeKey.create(NodeEntity.Message.class, "node");

    private final ClusterSharding sharding;
    private final ClusterShardingHealthCheck registration;
    private final ActorSystem<?> system;
    private final HashCodeMessageExtractor<NodeEntity.Message> extractor;

    /** Starts this member's share of the nodes. */
    public NodeGateway(ActorSystem<?> system, NodeEntity.Surroundings surroundings) {
        this.system = system;
        this.sharding = ClusterSharding.get(system);
        // As sharding does by itself, where nobody says otherwise.
        this.extractor = new HashCodeMessageExtractor<>(
                ClusterShardingSettings.create(system).numberOfShards());
        this.registration = new ClusterShardingHealthCheck(Adapter.toClassic(system));
        NodeEntity.Surroundings shared = surroundings.among(this::ask);
        sharding.init(Entity.of(KEY, entity -> NodeEntity.create(nodeId(entity.getEntityId()), shared))
                .withStopMessage(new NodeEntity.Stop()));
        system.systemActorOf(LostAsks.create(), "lost-asks", Props.empty());
    }

    /**
     * Asks a node. Commands given one after another to one node reach it in that order, and are answered in the order in
     * which the node answers: what follows the stage at once runs on the thread that brings the answer. A request that
     * the thread that asks is busy with is followed to its end: see {@link Trail}.
     *
     * <p>The stage fails where nobody answered in time; whether the command was done is then unknown.
     */
    public CompletionStage<NodeReply> ask(NodeCommand command) {
        Trail trail = Trail.current();
        if (logger.isDebugEnabled()) {
            Trail.debug(
                    logger,
                    Map.of(Trail.NODE, command.node().toString()),
                    "{} is asked of the node",
                    command.getClass().getSimpleName());
        }
        CompletableFuture<NodeReply> answer = new CompletableFuture<>();
        // A stage that Scala makes of its future runs each follower on a pool, where answers overtake one another.
        sharding.entityRefFor(KEY, entityId(command.node()))
                .asScala()
                .<NodeReply>ask(replyTo -> new NodeEntity.Ask(command, replyTo, trail), PATIENCE)
                .onComplete(
                        reply -> reply.isSuccess()
                                ? answer.complete(reply.get())
                                : answer.completeExceptionally(reply.failed().get()),
                        ExecutionContext.parasitic$.MODULE$);
        return answer;
    }

    /**
     * Whether shards are allotted to this member: it is known to whoever allots them. Once that is so it stays so, also
     * while the one that allots moves to another member.
     */
    public CompletionStage<Boolean> isAllotted() {
        return FutureConverters.asJava(registration.apply()).thenApply(Boolean.TRUE::equals);
    }

    /**
     * Which shards the members have, and how many nodes of each are awake, by the member's address. A member that does
     * not answer has none.
     */
    public CompletionStage<Map<Address, Map<String, Integer>>> shards() {
        return AskPattern.<ClusterShardingQuery, ShardRegion.ClusterShardingStats>ask(
                        sharding.shardState(),
                        replyTo -> new GetClusterShardingStats(KEY, GLANCE, replyTo),
                        GLANCE.multipliedBy(2),
                        system.scheduler())
                .thenApply(stats -> {
                    Map<Address, Map<String, Integer>> shards = new HashMap<>();
                    stats.getRegions().forEach((member, region) -> {
                        Map<String, Integer> awake = new HashMap<>();
                        region.getStats().forEach((shard, nodes) -> awake.put(shard, ((Number) nodes).intValue()));
                        shards.put(member, awake);
                    });
                    return shards;
                });
    }

    /** The shard of a node, wherever that is. */
    public String shardOf(NodeId node) {
        return extractor.shardId(entityId(node));
    }

    /** No domain contains a slash, so the first one parts the two. */
    private static String entityId(NodeId id) {
        return id.service() + '/' + id.name();
    }

    private static NodeId nodeId(String entityId) {
        int slash = entityId.indexOf('/');
        return new NodeId(entityId.substring(0, slash), entityId.substring(slash + 1));
    }
}
