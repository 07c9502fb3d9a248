package im.fanfare.component;

import com.typesafe.config.Config;
import im.fanfare.cluster.ExpirySweeper;
import im.fanfare.cluster.KafkaNodeLog;
import im.fanfare.cluster.NodeDirectory;
import im.fanfare.cluster.NodeEntity;
import im.fanfare.cluster.NodeFigures;
import im.fanfare.cluster.NodeGateway;
import im.fanfare.component.bounces.BounceHandler;
import im.fanfare.component.commands.CommandsHandler;
import im.fanfare.component.disco.DiscoHandler;
import im.fanfare.component.iq.IqHandler;
import im.fanfare.component.iq.IqRouter;
import im.fanfare.component.limits.LimitedNodes;
import im.fanfare.component.management.ManagementServer;
import im.fanfare.component.management.Meters;
import im.fanfare.component.message.MessageRouter;
import im.fanfare.component.ping.PingHandler;
import im.fanfare.component.pubsub.AuthorizationHandler;
import im.fanfare.component.pubsub.GetPendingCommand;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.component.pubsub.PubSubHandler;
import im.fanfare.component.shared.SharedLinks;
import im.fanfare.component.time.TimeHandler;
import im.fanfare.component.version.VersionHandler;
import im.fanfare.fanout.Fanout;
import im.fanfare.schema.CassandraStores;
import im.fanfare.schema.Tracing;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member, put together in the order of the way of a publish, and taken apart in good order: first what is under way
 * is finished, then the links end, then the nodes are handed over.
 */
final class Member {
    private static final Logger logger = LoggerFactory.getLogger(Member.class);

    private final ActorSystem<?> system;

    private Member(ActorSystem<?> system) {
        this.system = system;
    }

    static void start(Config root, ComponentConfig config) throws InterruptedException {
        Meters meters = new Meters();
        Optional<Telemetry> telemetry = config.collector()
                .map(collector -> Telemetry.open(collector, config.member().id()));
        Tracing tracing = Telemetry.of(telemetry);
        Map<String, Object> kafka = meters.countingIn(config.kafka());
        Readiness readiness = new Readiness(config.member().readyFile(), config.services());
        Optional<ManagementServer> management =
                config.management().map(address -> ManagementServer.start(address, meters::scrape, readiness));

        readiness.waitsFor("Cassandra");
        CassandraStores cassandra = CassandraStores.open(config.cassandra(), meters.registry());
        readiness.waitsFor("Kafka");
        Log topics = Log.open(kafka, config.topics());
        readiness.waitsFor("the cluster");
        ActorSystem<Void> system =
                ActorSystem.create(Behaviors.empty(), "fanfare", Clustering.over(root, config.member()));
        Member member = new Member(system);
        member.atTheEnd("management", meters);
        management.ifPresent(server -> member.atTheEnd("management", server));
        telemetry.ifPresent(spans -> member.atTheEnd("tracing", spans));
        KafkaNodeLog log = new KafkaNodeLog(kafka, config.topics());
        NodeFigures figures = new NodeFigures();
        meters.watchNodes(figures);
        var surroundings = new NodeEntity.Surroundings(
                cassandra.stores(), log, config.creation(), Clock.systemUTC(), config.quota(), figures, tracing);
        NodeGateway gateway = new NodeGateway(system, surroundings);
        ExpirySweeper.start(system, cassandra.stores().expiries(), gateway, Clock.systemUTC(), figures.sweeps());
        NodeService cluster = new ClusterNodes(gateway, new NodeDirectory(cassandra.stores()));
        LimitedNodes nodes = new LimitedNodes(cluster, config.limits(), System::nanoTime);
        meters.watchLimits(nodes.refused());
        BounceHandler bounces =
                BounceHandler.start(config.bounces(), cassandra.stores(), log, cluster, Clock.systemUTC());
        meters.watchBounces(bounces.outcomes());
        member.atTheEnd("bounces, stores and log", bounces, log, topics, cassandra);
        Requests requests = new Requests(
                new IqRouter(handlers(nodes)),
                new MessageRouter(List.of(new AuthorizationHandler(nodes)), bounces::take),
                config.requestsUnderWay(),
                meters.requests(),
                tracing);
        meters.watchRequests(requests::underWay);
        SharedLinks shared = new SharedLinks(system, config.member().id());
        Ways ways = new Ways(config.ways(), shared, requests, meters);
        member.asLongAsOthersHelp("requests, links", requests, ways);

        Fanout fanout = Fanout.start(
                system,
                config.fanout(),
                config.topics(),
                kafka,
                cassandra.stores().subscriptions(),
                ways.lanes(),
                config.member().id(),
                tracing);
        meters.watchFanout(fanout);
        nodes.watchBacklog(fanout::deliveryBacklog);
        member.firstOfAll("readiness", readiness);
        member.beforeHandingOver("fan-out", fanout);
        Clustering.join(system, config.member());
        ways.start();
        readiness
                .livesWhile(fanout::isAlive)
                .needs("it is not a member of the cluster", member::isUp)
                .needs("it has no shards of the nodes", new Pulse(gateway::isAllotted)::answers)
                .needs("a link is down, here and at the others", ways::areUp)
                .needs("the fan-out does not run", fanout::isAlive)
                .needs(
                        "Cassandra does not answer",
                        new Pulse(() -> cassandra.reach().thenApply(reached -> true))::answers)
                .needs("Kafka does not answer", new Pulse(topics::isLed)::answers)
                .start(system);
    }

    private boolean isUp() {
        return Cluster.get(system).selfMember().status().equals(MemberStatus.up());
    }

    private static List<IqHandler> handlers(NodeService nodes) {
        CommandsHandler commands = new CommandsHandler(
                List.of(new GetPendingCommand(nodes)), () -> UUID.randomUUID().toString());
        List<IqHandler> handlers = new ArrayList<>(List.of(
                new PubSubHandler(nodes),
                commands,
                new PingHandler(),
                new TimeHandler(Clock.systemUTC()),
                new VersionHandler(VersionHandler.ofTheBuild())));
        handlers.add(new DiscoHandler(nodes, commands, List.copyOf(handlers)));
        return handlers;
    }

    // ----------------------------------------------------------------------------------------------------- taking
    // apart

    private void firstOfAll(String what, AutoCloseable... parts) {
        at(CoordinatedShutdown.PhaseBeforeServiceUnbind(), what, parts);
    }

    /** While this member still has its links and is in the cluster. */
    private void beforeHandingOver(String what, AutoCloseable... parts) {
        at(CoordinatedShutdown.PhaseServiceStop(), what, parts);
    }

    /** While nodes still answer here, and what comes back by others' links still finds its way. */
    private void asLongAsOthersHelp(String what, AutoCloseable... parts) {
        at(CoordinatedShutdown.PhaseBeforeClusterShutdown(), what, parts);
    }

    /** When nodes and shared links are with others. */
    private void atTheEnd(String what, AutoCloseable... parts) {
        at(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), what, parts);
    }

    private void at(String phase, String what, AutoCloseable... parts) {
        CoordinatedShutdown.get(system).addTask(phase, what, () -> closed(what, parts));
    }

    private static CompletionStage<Done> closed(String what, AutoCloseable... parts) {
        return CompletableFuture.supplyAsync(() -> {
            for (AutoCloseable part : parts) {
                try {
                    part.close();
                } catch (Exception fault) {
                    logger.warn("{} did not end in good order", what, fault);
                }
            }
            return Done.getInstance();
        });
    }
}
