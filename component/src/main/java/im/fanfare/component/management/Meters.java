package im.fanfare.component.management;

import im.fanfare.component.bounces.BounceHandler;
import im.fanfare.component.link.Link;
import im.fanfare.component.link.Outbox;
import im.fanfare.component.link.Traffic;
import im.fanfare.fanout.Fanout;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
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
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Everything that a member counts: {@code docs/operations.md} says what each is good for. */
public final class Meters implements AutoCloseable {
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

    public void watchRequests(IntSupplier underWay) {
        watched.add(underWay);
        gauge("fanfare.requests.under.way", "Requests that are not answered yet", underWay, IntSupplier::getAsInt);
    }

    /** What this member has to say to a service's host servers, whoever has the links. */
    public void watchOutboxes(String service, List<Outbox> outboxes) {
        watched.add(outboxes);
        outbox(service, outboxes, "waiting", "Stanzas that wait to be written", Outbox.Figures::waiting);
        outbox(service, outboxes, "unconfirmed", "Stanzas written and not confirmed", Outbox.Figures::unconfirmed);
        outbox(service, outboxes, "reply.bytes", "Bytes of replies that wait", Outbox.Figures::replyBytes);
        sent(service, outboxes, "written", "Stanzas written", Outbox.Figures::written);
        sent(service, outboxes, "repeated", "Stanzas that a fault made go again", Outbox.Figures::repeated);
        sent(service, outboxes, "undeliverable", "Stanzas left out for their size", Outbox.Figures::undeliverable);
    }

    private void outbox(
            String service,
            List<Outbox> outboxes,
            String what,
            String description,
            ToLongFunction<Outbox.Figures> figure) {
        Gauge.builder("fanfare.outbox." + what, outboxes, all -> sum(all, figure))
                .description(description)
                .tag("service", service)
                .register(registry);
    }

    private void sent(
            String service,
            List<Outbox> outboxes,
            String what,
            String description,
            ToLongFunction<Outbox.Figures> figure) {
        FunctionCounter.builder("fanfare.outbox." + what, outboxes, all -> sum(all, figure))
                .description(description)
                .tag("service", service)
                .register(registry);
    }

    private static double sum(List<Outbox> outboxes, ToLongFunction<Outbox.Figures> figure) {
        return outboxes.stream()
                .mapToLong(outbox -> figure.applyAsLong(outbox.figures()))
                .sum();
    }

    /**
     * The links of a service that this member has, now or later.
     *
     * @param links those that there are at the time
     */
    public void watchLinks(String service, Collection<Link> links) {
        watched.add(links);
        for (Link.State state : Link.State.values()) {
            Gauge.builder(
                            "fanfare.links",
                            links,
                            all -> all.stream()
                                    .filter(link -> link.state() == state)
                                    .count())
                    .description("Links of this member, by what they are doing")
                    .tags("service", service, "state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder(
                        "fanfare.link.barrier",
                        links,
                        all -> all.stream()
                                .mapToDouble(
                                        link -> link.traffic().lastBarrier().toNanos() / 1e9)
                                .max()
                                .orElse(0))
                .description("How long the latest barrier took to come back: how far behind us a host server is")
                .baseUnit("seconds")
                .tag("service", service)
                .register(registry);
        traffic(service, links, "stanzas.in", "Stanzas read", Traffic.Figures::stanzasIn);
        traffic(service, links, "bytes.in", "Bytes read", Traffic.Figures::bytesIn);
        traffic(service, links, "bytes.out", "Bytes written", Traffic.Figures::bytesOut);
        traffic(service, links, "malformed", "Stanzas that were no XML", Traffic.Figures::malformed);
        traffic(service, links, "oversize", "Stanzas beyond the limits", Traffic.Figures::oversize);
        traffic(service, links, "connects", "Times that a link came up", Traffic.Figures::connects);
    }

    private void traffic(
            String service,
            Collection<Link> links,
            String what,
            String description,
            ToLongFunction<Traffic.Figures> figure) {
        FunctionCounter.builder(
                        "fanfare.link." + what,
                        links,
                        all -> all.stream()
                                .mapToLong(link -> figure.applyAsLong(link.traffic()))
                                .sum())
                .description(description)
                .tag("service", service)
                .register(registry);
    }

    public void watchFanout(Fanout fanout) {
        watched.add(fanout);
        gauge(
                "fanfare.fanout.publications.backlog",
                "Publications of this member's partitions that are not expanded",
                fanout,
                Fanout::publicationBacklog);
        gauge(
                "fanfare.fanout.deliveries.backlog",
                "Deliveries to pages, of this member's partitions, that are not confirmed",
                fanout,
                Fanout::deliveryBacklog);
        gauge("fanfare.fanout.pages", "Pages of subscribers in memory", fanout, Fanout::pagesInMemory);
        gauge(
                "fanfare.fanout.uncommitted",
                "Notifications handed over and not committed: what a crash would repeat",
                fanout,
                Fanout::uncommitted);
        counter(
                "fanfare.fanout.notifications",
                "Notifications that a host server has taken",
                fanout,
                Fanout::notifications);
        counter(
                "fanfare.fanout.repeats.skipped",
                "Deliveries left out because they had been sent before",
                fanout,
                Fanout::repeatsSkipped);
        counter("fanfare.fanout.unreadable", "Records that could not be read", fanout, Fanout::unreadable);
        counter("fanfare.fanout.restarts", "Faults after which the fan-out began again", fanout, Fanout::restarts);
    }

    public void watchBounces(BounceHandler bounces) {
        watched.add(bounces);
        for (BounceHandler.Outcome outcome : BounceHandler.Outcome.values()) {
            FunctionCounter.builder("fanfare.bounces", bounces, all -> all.counted(outcome))
                    .description("Messages that came back, by what followed from it")
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(description).register(registry);
    }

    private <T> void counter(String name, String description, T of, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, of, value).description(description).register(registry);
    }

    @Override
    public void close() {
        collections.close();
        pressure.close();
        registry.close();
    }
}
