package im.fanfare.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import im.fanfare.cluster.KafkaNodeLog;
import im.fanfare.cluster.NodeDirectory;
import im.fanfare.cluster.NodeEntity;
import im.fanfare.cluster.NodeGateway;
import im.fanfare.component.ComponentConfig.MemberConfig;
import im.fanfare.component.bounces.BounceHandler;
import im.fanfare.component.commands.CommandsHandler;
import im.fanfare.component.disco.DiscoHandler;
import im.fanfare.component.iq.IqHandler;
import im.fanfare.component.iq.IqRouter;
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
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member, put together in the order of the way of a publish, and taken apart in good order: first what is under way
 * is finished, then the nodes are handed over, then the links end.
 */
final class Member {
    private static final Logger logger = LoggerFactory.getLogger(Member.class);

    private final ActorSystem<?> system;

    private Member(ActorSystem<?> system) {
        this.system = system;
    }

    static void start(Config root, ComponentConfig config) throws InterruptedException {
        CassandraStores cassandra = CassandraStores.open(config.cassandra());
        Log.create(config.kafka(), config.topics());
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "fanfare", clustered(root, config.member()));
        Member member = new Member(system);
        KafkaNodeLog log = new KafkaNodeLog(config.kafka(), config.topics());

        Meters meters = new Meters();
        var surroundings = new NodeEntity.Surroundings(cassandra.stores(), log, config.creation(), Clock.systemUTC());
        NodeService nodes =
                new ClusterNodes(new NodeGateway(system, surroundings), new NodeDirectory(cassandra.stores()));
        BounceHandler bounces =
                BounceHandler.start(config.bounces(), cassandra.stores(), log, nodes, Clock.systemUTC());
        meters.watchBounces(bounces);
        member.atTheEnd("bounces, stores and log", bounces, log, cassandra);
        Requests requests = new Requests(
                new IqRouter(handlers(nodes)),
                new MessageRouter(List.of(new AuthorizationHandler(nodes)), bounces::take),
                config.requestsUnderWay(),
                meters.requests());
        meters.watchRequests(requests::underWay);
        SharedLinks shared = new SharedLinks(system, config.member().id());
        Ways ways = new Ways(config.ways(), shared, requests, meters);
        member.atTheEnd("links", ways);

        Fanout fanout = Fanout.start(
                system,
                config.fanout(),
                config.topics(),
                config.kafka(),
                cassandra.stores().subscriptions(),
                ways,
                config.member().id());
        meters.watchFanout(fanout);
        Readiness readiness = new Readiness(system, config.member().readyFile(), ways, fanout);
        member.firstOfAll("readiness", readiness);
        member.beforeHandingOver("fan-out", fanout);
        ways.start();
        readiness.start();
        config.management()
                .ifPresent(address -> member.atTheEnd(
                        "management",
                        ManagementServer.start(address, meters::scrape, readiness::isReady, fanout::isAlive),
                        meters));
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

    private static Config clustered(Config root, MemberConfig member) {
        List<String> seeds = member.seeds().isEmpty()
                ? List.of(address(member.host(), member.port()))
                : member.seeds().stream()
                        .map(seed -> address(seed.getHostString(), seed.getPort()))
                        .toList();
        return ConfigFactory.parseMap(Map.of(
                        "pekko.remote.artery.canonical.hostname", member.host(),
                        "pekko.remote.artery.canonical.port", member.port(),
                        "pekko.cluster.seed-nodes", seeds))
                .withFallback(root);
    }

    private static String address(String host, int port) {
        return "pekko://fanfare@" + host + ':' + port;
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

    /** When nodes and links are with others. */
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
