package im.fanfare.component.management;

import im.fanfare.cluster.NodeFigures;
import im.fanfare.cluster.Times;
import im.fanfare.component.link.Link;
import im.fanfare.component.link.Outbox;
import im.fanfare.component.link.Traffic;
import im.fanfare.fanout.Fanout;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Everything that a member counts: {@code docs/operations.md} says what each is good for. */
public final class Meters implements AutoCloseable {
    private static final String HOST_SERVER = "host.server";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RequestMeters requests = new RequestMeters(registry);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final JvmHeapPressureMetrics pressure = new JvmHeapPressureMetrics();

    /** The registry knows them weakly. */
    private final List<Object> watched = new ArrayList<>();

    public Meters() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        pressure.bindTo(registry);
    }

    public RequestMeters requests() {
        return requests;
    }

    /** In the text format of Prometheus. */
    public String scrape() {
        return registry.scrape();
    }

    /** What Kafka's clients have to be told so that they count here, added to what they are told otherwise. */
    public Map<String, Object> countingIn(Map<String, Object> kafka) {
        return KafkaMeters.in(registry, kafka);
    }

    /** Where the driver of Cassandra counts. */
    public Object registry() {
        return registry;
    }

    public void watchRequests(IntSupplier underWay) {
        Watched<IntSupplier> requests = watch(underWay, Tags.empty());
        requests.gauge("fanfare.requests.under.way", "Requests that are not answered yet", IntSupplier::getAsInt);
    }

    /** What this member has to say to a host server of a service, whoever has the links. */
    public void watchOutboxes(String service, String hostServer, List<Outbox> outboxes) {
        Watched<List<Outbox>> all = watch(outboxes, Tags.of("service", service, HOST_SERVER, hostServer));
        all.gauge("fanfare.outbox.waiting", "Stanzas that wait to be written", sum(Outbox.Figures::waiting));
        all.gauge("fanfare.outbox.unconfirmed", "Stanzas written and not confirmed", sum(Outbox.Figures::unconfirmed));
        all.gauge("fanfare.outbox.reply.bytes", "Bytes of replies that wait", sum(Outbox.Figures::replyBytes));
        all.counter("fanfare.outbox.written", "Stanzas written", sum(Outbox.Figures::written));
        all.counter("fanfare.outbox.repeated", "Stanzas that a fault made go again", sum(Outbox.Figures::repeated));
        all.counter(
                "fanfare.outbox.undeliverable", "Stanzas left out for their size", sum(Outbox.Figures::undeliverable));
    }

    private static ToDoubleFunction<List<Outbox>> sum(ToLongFunction<Outbox.Figures> figure) {
        return outboxes -> outboxes.stream()
                .mapToLong(outbox -> figure.applyAsLong(outbox.figures()))
                .sum();
    }

    /**
     * The links of a service to a host server that this member has, now or later.
     *
     * @param links those that there are at the time
     */
    public void watchLinks(String service, String hostServer, Collection<Link> links) {
        Tags tags = Tags.of("service", service, HOST_SERVER, hostServer);
        for (Link.State state : Link.State.values()) {
            watch(links, tags.and("state", state.name().toLowerCase(Locale.ROOT)))
                    .gauge(
                            "fanfare.links",
                            "Links of this member, by what they are doing",
                            all -> all.stream()
                                    .filter(link -> link.state() == state)
                                    .count());
        }
        Watched<Collection<Link>> all = watch(links, tags);
        all.gauge(
                "fanfare.link.barrier.seconds",
                "How long the latest barrier took to come back: how far behind us the host server is",
                Meters::slowestBarrier);
        all.counter("fanfare.link.stanzas.in", "Stanzas read", traffic(Traffic.Figures::stanzasIn));
        all.counter("fanfare.link.bytes.in", "Bytes read", traffic(Traffic.Figures::bytesIn));
        all.counter("fanfare.link.bytes.out", "Bytes written", traffic(Traffic.Figures::bytesOut));
        all.counter("fanfare.link.malformed", "Stanzas that were no XML", traffic(Traffic.Figures::malformed));
        all.counter("fanfare.link.oversize", "Stanzas beyond the limits", traffic(Traffic.Figures::oversize));
        all.counter("fanfare.link.connects", "Times that a link came up", traffic(Traffic.Figures::connects));
    }

    private static double slowestBarrier(Collection<Link> links) {
        return links.stream()
                .mapToDouble(link -> link.traffic().lastBarrier().toNanos() / 1e9)
                .max()
                .orElse(0);
    }

    private static ToDoubleFunction<Collection<Link>> traffic(ToLongFunction<Traffic.Figures> figure) {
        return links -> links.stream()
                .mapToLong(link -> figure.applyAsLong(link.traffic()))
                .sum();
    }

    public void watchNodes(NodeFigures nodes) {
        Watched<NodeFigures> all = watch(nodes, Tags.empty());
        all.gauge("fanfare.nodes.awake", "Nodes in the memory of this member", NodeFigures::awake);
        all.gauge("fanfare.node.commands.waiting", "Commands that wait for their turn at a node", NodeFigures::waiting);
        for (NodeFigures.Stage stage : NodeFigures.Stage.values()) {
            watch(nodes.commits(stage), Tags.of("stage", stage.name().toLowerCase(Locale.ROOT)))
                    .timer("fanfare.commit", "What commits of nodes wait for", Times::count, Times::nanos);
        }
        watch(nodes.sweeps(), Tags.empty())
                .timer("fanfare.expiry.sweep", "Sweeps of the alarms of items that expire", Times::count, Times::nanos);
    }

    public void watchFanout(Fanout fanout) {
        fanout.hostServers().forEach(hostServer -> watchLane(fanout, hostServer));
        Watched<Fanout> it = watch(fanout, Tags.empty());
        it.gauge(
                "fanfare.fanout.publications.backlog",
                "Publications of this member's partitions that are not expanded",
                Fanout::publicationBacklog);
        it.gauge("fanfare.fanout.pages", "Pages of subscribers in memory", Fanout::pagesInMemory);
        it.counter(
                "fanfare.fanout.pages.evicted", "Pages of subscribers that had to go for others", Fanout::pagesEvicted);
        it.counter(
                "fanfare.fanout.repeats.skipped",
                "Deliveries left out because they had been sent before",
                Fanout::repeatsSkipped);
        it.counter("fanfare.fanout.unreadable", "Records that could not be read", Fanout::unreadable);
        it.counter("fanfare.fanout.restarts", "Faults after which the fan-out began again", Fanout::restarts);
    }

    private void watchLane(Fanout fanout, String hostServer) {
        Watched<Fanout> it = watch(fanout, Tags.of(HOST_SERVER, hostServer));
        it.gauge(
                "fanfare.fanout.deliveries.backlog",
                "Deliveries to pages, of this member's partitions, that the host server has not confirmed",
                all -> all.deliveryBacklog(hostServer));
        it.gauge(
                "fanfare.fanout.uncommitted",
                "Notifications handed over and not committed: what a crash would repeat",
                all -> all.uncommitted(hostServer));
        it.counter(
                "fanfare.fanout.notifications",
                "Notifications that the host server has taken",
                all -> all.notifications(hostServer));
    }

    public <E extends Enum<E>> void watchBounces(Tally<E> outcomes) {
        watch(outcomes, "outcome", "fanfare.bounces", "Messages that came back, by what followed from it");
    }

    /**
     * Presences of people.
     *
     * @param known those that this member remembers
     * @param waiting changes on their way to the members that remember them
     */
    public <E extends Enum<E>, A extends Enum<A>, F extends Enum<F>> void watchPresence(
            LongSupplier known, IntSupplier waiting, Tally<E> outcomes, Tally<A> answers, Tally<F> endings) {
        watch(known, Tags.empty()).gauge("fanfare.presences", "Presences remembered", LongSupplier::getAsLong);
        watch(waiting, Tags.empty())
                .gauge("fanfare.presence.changes.waiting", "Changes of presence under way", IntSupplier::getAsInt);
        watch(outcomes, "outcome", "fanfare.presence.changes", "Changes of presence, by what became of them");
        watch(
                answers,
                "answer",
                "fanfare.presence.lookups",
                "Subscribers who are to be told only if they are available, by what was known of them");
        watch(
                endings,
                "outcome",
                "fanfare.presence.endings",
                "Subscriptions that end as their subscriber goes offline, by what became of that");
    }

    public <E extends Enum<E>> void watchLastItems(Tally<E> outcomes) {
        watch(
                outcomes,
                "outcome",
                "fanfare.presence.arrivals",
                "People who became available, by what came of it for nodes that tell them of the last item then");
    }

    public <E extends Enum<E>> void watchLimits(Tally<E> refused) {
        watch(
                refused,
                "limit",
                "fanfare.requests.refused.by.limit",
                "Requests that were told to wait because a limit was reached");
    }

    private <E extends Enum<E>> void watch(Tally<E> tally, String tag, String name, String description) {
        for (E thing : tally.things()) {
            watch(tally, Tags.of(tag, thing.name().toLowerCase(Locale.ROOT)))
                    .counter(name, description, it -> it.counted(thing));
        }
    }

    private <T> Watched<T> watch(T it, Tags tags) {
        watched.add(it);
        return new Watched<>(registry, it, tags);
    }

    /** Something that says its figures when it is asked. */
    private record Watched<T>(MeterRegistry registry, T it, Tags tags) {
        void gauge(String name, String description, ToDoubleFunction<T> value) {
            Gauge.builder(name, it, value).description(description).tags(tags).register(registry);
        }

        void counter(String name, String description, ToDoubleFunction<T> value) {
            FunctionCounter.builder(name, it, value)
                    .description(description)
                    .tags(tags)
                    .register(registry);
        }

        void timer(String name, String description, ToLongFunction<T> count, ToDoubleFunction<T> nanos) {
            FunctionTimer.builder(name, it, count, nanos, TimeUnit.NANOSECONDS)
                    .description(description)
                    .tags(tags)
                    .register(registry);
        }
    }

    @Override
    public void close() {
        collections.close();
        pressure.close();
        registry.close();
    }
}
