package im.fanfare.component;

import com.typesafe.config.Config;
import im.fanfare.cluster.ExpirySweeper;
import im.fanfare.cluster.KafkaNodeLog;
import im.fanfare.cluster.NodeAccess;
import im.fanfare.cluster.NodeDirectory;
import im.fanfare.cluster.NodeEntity;
import im.fanfare.cluster.NodeFigures;
import im.fanfare.cluster.NodeGateway;
import im.fanfare.component.administration.Administration;
import im.fanfare.component.administration.AdministrationCommands;
import im.fanfare.component.administration.MemberReport;
import im.fanfare.component.administration.Members;
import im.fanfare.component.archive.ArchiveHandler;
import im.fanfare.component.blacklist.Blacklist;
import im.fanfare.component.bounces.BounceHandler;
import im.fanfare.component.commands.Command;
import im.fanfare.component.commands.CommandsHandler;
import im.fanfare.component.disco.DiscoHandler;
import im.fanfare.component.iq.IqHandler;
import im.fanfare.component.iq.IqRouter;
import im.fanfare.component.limits.Limit;
import im.fanfare.component.limits.LimitedNodes;
import im.fanfare.component.limits.Requesters;
import im.fanfare.component.management.Meters;
import im.fanfare.component.management.Tally;
import im.fanfare.component.message.MessageRouter;
import im.fanfare.component.ping.PingHandler;
import im.fanfare.component.presence.LastItems;
import im.fanfare.component.presence.PresenceFigures;
import im.fanfare.component.presence.PresenceHandler;
import im.fanfare.component.presence.PresenceSender;
import im.fanfare.component.presence.Presences;
import im.fanfare.component.presence.SharedPresence;
import im.fanfare.component.presence.TemporarySubscriptions;
import im.fanfare.component.pubsub.AuthorizationHandler;
import im.fanfare.component.pubsub.GetPendingCommand;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.component.pubsub.PayloadBody;
import im.fanfare.component.pubsub.PubSubHandler;
import im.fanfare.component.serverinfo.ServerInformation;
import im.fanfare.component.shared.SharedLinks;
import im.fanfare.component.time.TimeHandler;
import im.fanfare.component.version.VersionHandler;
import im.fanfare.fanout.Fanout;
import im.fanfare.schema.CassandraStores;
import im.fanfare.schema.Tracing;
import im.fanfare.stanza.XmlElement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.pattern.Patterns;

/**
 * One member in one life: put together in the order of the way of a publish, and taken apart in good order: first what is
 * under way is finished, then the links end, then the nodes are handed over. See {@link Leaving}.
 */
final class Member {
    /** Why it leaves: {@code fanfare.conf} says that the process stays then. */
    private static final class Drained implements CoordinatedShutdown.Reason {}

    /** What there is to leave, once it has begun. */
    private record Running(ActorSystem<?> system, Administration administration) {}

    private static final Duration PAUSE_BETWEEN_TRIES = Duration.ofSeconds(5);

    private final Config root;
    private final ComponentConfig config;
    private final Meters meters = new Meters();
    private final Readiness readiness;
    private volatile Optional<Running> running = Optional.empty();

    /** One that has not begun yet, and already says so. */
    Member(Config root, ComponentConfig config) {
        this.root = root;
        this.config = config;
        this.readiness = new Readiness(config.member().readyFile(), config.services());
    }

    String scrape() {
        return meters.scrape();
    }

    Readiness readiness() {
        return readiness;
    }

    /** Absent while it is starting. */
    Optional<Administration> administration() {
        return running.map(Running::administration);
    }

    /** As at the end of the process, which stays; done when nothing of this member is left. */
    CompletionStage<Done> leave() {
        return running.map(it -> CoordinatedShutdown.get(it.system()).runAll(new Drained()))
                .orElseGet(() -> CompletableFuture.completedFuture(Done.getInstance()));
    }

    /** Puts it together; waits for Cassandra and Kafka, for as long as it takes. */
    void start() throws InterruptedException {
        Optional<Telemetry> telemetry = config.tracing()
                .map(collector -> Telemetry.open(collector, config.member().id()));
        Tracing tracing = Telemetry.of(telemetry);
        Map<String, Object> kafka = meters.countingIn(config.kafka());
        readiness.waitsFor("Cassandra");
        CassandraStores cassandra = CassandraStores.open(config.cassandra(), meters.registry());
        readiness.waitsFor("Kafka");
        Log topics = Log.open(kafka, config.topics());
        readiness.waitsFor("the cluster");
        ActorSystem<Void> system =
                ActorSystem.create(Behaviors.empty(), "fanfare", Clustering.over(root, config.member()));
        Leaving leaving = new Leaving(system);
        leaving.atTheEnd("meters", meters);
        telemetry.ifPresent(spans -> leaving.atTheEnd("tracing", spans));
        KafkaNodeLog log = new KafkaNodeLog(kafka, config.topics());
        NodeFigures figures = new NodeFigures();
        meters.watchNodes(figures);
        var surroundings = new NodeEntity.Surroundings(
                cassandra.stores(), log, config.creation(), Clock.systemUTC(), config.quota(), figures, tracing);
        NodeGateway gateway = new NodeGateway(system, surroundings);
        ExpirySweeper.start(system, cassandra.stores().expiries(), gateway, Clock.systemUTC(), figures.sweeps());
        NodeService cluster = new ClusterNodes(gateway::ask, new NodeDirectory(cassandra.stores()));
        Tally<Limit> refused = Tally.of(Limit.class);
        LimitedNodes nodes = new LimitedNodes(cluster, config.limits(), refused, System::nanoTime);
        meters.watchLimits(refused);
        BounceHandler bounces =
                BounceHandler.start(config.bounces(), cassandra.stores(), log, cluster, Clock.systemUTC());
        meters.watchBounces(bounces.outcomes());
        PresenceFigures presence = new PresenceFigures(config.presences());
        meters.watchPresence(
                presence::known, presence::waiting, presence.outcomes(), presence.answers(), presence.endings());
        CompletableFuture<PresenceSender> presenceSender = new CompletableFuture<>();
        LastItems lastItems = new LastItems(cassandra.stores(), log, cluster, Clock.systemUTC());
        meters.watchLastItems(lastItems.outcomes());
        Presences presences = Presences.start(
                system,
                config.services(),
                cassandra.sharers(),
                cassandra.stores().temporary(),
                new TemporarySubscriptions(cassandra.stores(), cluster),
                (service, stanzas) -> presenceSender.thenCompose(sender -> sender.send(service, stanzas)),
                lastItems,
                Clock.systemUTC(),
                presence);
        leaving.atTheEnd("presences, bounces, stores and log", presences, bounces, log, topics, cassandra);
        Blacklist blacklist =
                Blacklist.start(cassandra.blacklists(), config.services(), config.administrators(), Clock.systemUTC());
        leaving.atTheEnd("blacklist", blacklist);
        NodeService sharing = new SharedPresence(nodes, presences::take, presences::tell);
        ServerInformation information = new ServerInformation(cluster, VersionHandler.ofTheBuild());
        Requests requests = new Requests(
                new IqRouter(handlers(sharing, information::about, commands(sharing))),
                new MessageRouter(List.of(new AuthorizationHandler(sharing)), bounces::take),
                new PresenceHandler(presences::take),
                blacklist,
                new Requesters(config.limits(), refused, System::nanoTime),
                config.requestsUnderWay(),
                meters.requests(),
                tracing);
        meters.watchRequests(requests::underWay);
        SharedLinks shared = new SharedLinks(system, config.member().id());
        Ways ways = new Ways(config.ways(), shared, requests, meters, presences::lookAgain);
        presenceSender.complete(ways.presence());
        leaving.asLongAsOthersHelp("requests, links", requests, ways);

        Fanout fanout = Fanout.start(
                system,
                config.fanout(),
                config.topics(),
                kafka,
                cassandra.stores().subscriptions(),
                PayloadBody::of,
                ways.lanes(),
                presences,
                new NodeAccess(cassandra.stores())::of,
                config.member().id(),
                tracing);
        meters.watchFanout(fanout);
        nodes.watchBacklog(fanout::deliveryBacklog);
        Members members = new Members(
                system,
                () -> new MemberReport(
                        config.member().address(),
                        readiness.lacks(),
                        figures.awake(),
                        fanout.publicationBacklog(),
                        fanout.deliveryBacklog(),
                        ways.reports()),
                ways::suspend);
        Administration administration = new Administration(
                config.services(),
                cluster,
                cassandra.stores().journal(),
                cassandra.stores().bounces(),
                blacklist,
                new RunningInstallation(members, gateway, fanout, topics, config.topics(), presences));
        leaving.firstOfAll("readiness", readiness);
        leaving.beforeHandingOver("fan-out", fanout);
        Clustering.join(system, config.member());
        ways.start();
        if (config.serverInformation()) {
            config.services().forEach(service -> publish(information, service, system));
        }
        readiness
                .livesWhile(fanout::isAlive)
                .needs("it is not a member of the cluster", () -> isUp(system))
                .needs("it has no shards of the nodes", new Pulse(gateway::isAllotted)::answers)
                .needs("an operator has suspended a link", ways::areWanted)
                .needs("a link is down, here and at the others", ways::areUp)
                .needs("the fan-out does not run", fanout::isAlive)
                .needs(
                        "Cassandra does not answer",
                        new Pulse(() -> cassandra.reach().thenApply(reached -> true))::answers)
                .needs("Kafka does not answer", new Pulse(topics::isLed)::answers)
                .start(system);
        running = Optional.of(new Running(system, administration));
    }

    /** For as long as it takes. */
    private static void publish(ServerInformation information, String service, ActorSystem<?> system) {
        var unused = Patterns.retry(
                () -> information.publish(service), Integer.MAX_VALUE, PAUSE_BETWEEN_TRIES, system.classicSystem());
    }

    private static boolean isUp(ActorSystem<?> system) {
        return Cluster.get(system).selfMember().status().equals(MemberStatus.up());
    }

    /** A thread for each that waits: administrators are few. */
    private List<Command> commands(NodeService nodes) {
        List<Command> commands = new ArrayList<>(List.of(new GetPendingCommand(nodes)));
        commands.addAll(new AdministrationCommands(config.administrators(), this::administration, Member::inBackground)
                .commands());
        return commands;
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "administration");
        thread.setDaemon(true);
        thread.start();
    }

    private static List<IqHandler> handlers(
            NodeService nodes, Function<String, List<XmlElement>> more, List<Command> all) {
        CommandsHandler commands =
                new CommandsHandler(all, () -> UUID.randomUUID().toString());
        List<IqHandler> handlers = new ArrayList<>(List.of(
                new PubSubHandler(nodes),
                new ArchiveHandler(nodes),
                commands,
                new PingHandler(),
                new TimeHandler(Clock.systemUTC()),
                new VersionHandler(VersionHandler.ofTheBuild())));
        handlers.add(new DiscoHandler(nodes, commands, List.copyOf(handlers), more));
        return handlers;
    }
}
