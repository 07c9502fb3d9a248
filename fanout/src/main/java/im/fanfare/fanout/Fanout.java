package im.fanfare.fanout;

import im.fanfare.schema.Subscriptions;
import im.fanfare.schema.Topics;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * This member's share of the fan-out, from the log to the host server: it expands publications and serves the
 * partitions of {@code deliveries} that Kafka gives it.
 *
 * <p>Every subscriber that the promises name is told at least once, in order; repeats come only after a fault.
 */
public final class Fanout implements AutoCloseable {
    private final FanoutCounters counters;
    private final PagesInMemory pages;
    private final Window window;
    private final SteadyThread expander;
    private final SteadyThread deliveries;

    /**
     * Starts it.
     *
     * @param kafka how to reach the brokers: {@code bootstrap.servers} and whatever else their clients need
     * @param memberId tells this member from the others, and is the same after a restart
     */
    public static Fanout start(
            ActorSystem<?> system,
            FanoutConfig config,
            Topics topics,
            Map<String, Object> kafka,
            Subscriptions subscriptions,
            HostServer hostServer,
            String memberId) {
        Member member = Member.of(memberId, subscriptions, hostServer, config);
        return new Fanout(system, member, new KafkaClients(topics, kafka, memberId, config.sessionTimeout()));
    }

    private Fanout(ActorSystem<?> system, Member member, KafkaClients kafka) {
        counters = member.counters();
        pages = member.pages();
        window = member.window();
        deliveries = SteadyThread.start(
                "fanout-deliveries", member, closing -> DeliveryConsumer.run(system, kafka, member, closing));
        expander = SteadyThread.start("fanout-expander", member, closing -> Expander.run(kafka, member, closing));
    }

    /** Hands everything to the other members in good order; the actor system and the links have to live until then. */
    @Override
    public void close() {
        expander.end();
        deliveries.end();
        expander.close();
        deliveries.close();
    }

    /** Whether it still does its work; after faults it tries again by itself. */
    public boolean isAlive() {
        return expander.isAlive() && deliveries.isAlive();
    }

    /** Publications of this member's partitions that are not expanded yet. */
    public long publicationBacklog() {
        return counters.publicationBacklog.get();
    }

    /** Deliveries to pages, of this member's partitions, that are not confirmed yet. */
    public long deliveryBacklog() {
        return counters.deliveryBacklog.get();
    }

    /** Pages of subscribers that are in memory. */
    public long pagesInMemory() {
        return pages.pages();
    }

    /** Notifications that were handed to the host server and are not committed: what a crash would repeat. */
    public long uncommitted() {
        return window.taken();
    }

    /** Notifications that the host server has taken since the start. */
    public long notifications() {
        return counters.notifications.sum();
    }

    /** Deliveries that were left out since the start, because an expander had sent them before. */
    public long repeatsSkipped() {
        return counters.repeatsSkipped.sum();
    }

    /** Records that were left out since the start, because they could not be read or were too large. */
    public long unreadable() {
        return counters.unreadable.sum();
    }

    /** Faults after which the expander or the consumer began again. */
    public long restarts() {
        return counters.restarts.sum();
    }
}
