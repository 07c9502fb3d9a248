package im.fanfare.fanout;

import im.fanfare.schema.Subscriptions;
import im.fanfare.schema.Topics;
import im.fanfare.schema.Tracing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * This member's share of the fan-out, from the log to the host servers: it expands publications and serves the
 * partitions of {@code deliveries} that Kafka gives it, in a {@link Lane} for each host server.
 *
 * <p>Every subscriber that the promises name is told at least once, in order; repeats come only after a fault.
 */
public final class Fanout implements AutoCloseable {
    /** By the name of the host server; the first one also expands. */
    private final Map<String, Member> lanes = new LinkedHashMap<>();

    private final Member first;
    private final KafkaClients kafka;
    private final SteadyThread expander;
    private final List<SteadyThread> deliveries = new ArrayList<>();

    /**
     * Starts it.
     *
     * @param kafka how to reach the brokers: {@code bootstrap.servers} and whatever else their clients need
     * @param lanes one for each host server, and each subscriber has one of them. The first keeps its place in the log
     *     whatever it is called; it is to be the one of whoever no other is for
     * @param availability of subscribers; asked where a node tells only who is available
     * @param access of subscribers to nodes below the one that they are subscribed to; asked where something is told of these
     * @param memberId tells this member from the others, and is the same after a restart
     * @param tracing follows publications that are sampled
     */
    public static Fanout start(
            ActorSystem<?> system,
            FanoutConfig config,
            Topics topics,
            Map<String, Object> kafka,
            Subscriptions subscriptions,
            Edge edge,
            List<Lane> lanes,
            Availability availability,
            Access access,
            String memberId,
            Tracing tracing) {
        Collection<Member> members = Member.of(
                        memberId, subscriptions, edge, lanes, availability, access, config, tracing)
                .values();
        return new Fanout(system, members, new KafkaClients(topics, kafka, memberId, config.sessionTimeout()));
    }

    private Fanout(ActorSystem<?> system, Collection<Member> members, KafkaClients kafka) {
        this.kafka = kafka;
        first = members.iterator().next();
        for (Member member : members) {
            lanes.put(member.division().lane(member.lane()).name(), member);
            deliveries.add(SteadyThread.start(
                    member.lane().equals(Division.FIRST) ? "fanout-deliveries" : "fanout-deliveries-" + member.lane(),
                    member,
                    closing -> DeliveryConsumer.run(system, kafka, member, closing)));
        }
        expander = SteadyThread.start("fanout-expander", first, closing -> Expander.run(kafka, first, closing));
    }

    /** Hands everything to the other members in good order; the actor system and the links have to live until then. */
    @Override
    public void close() {
        expander.end();
        deliveries.forEach(SteadyThread::end);
        expander.close();
        deliveries.forEach(SteadyThread::close);
    }

    /** Whether it still does its work; after faults it tries again by itself. */
    public boolean isAlive() {
        return expander.isAlive() && deliveries.stream().allMatch(SteadyThread::isAlive);
    }

    /** What the host servers are called that there are lanes to. */
    public Set<String> hostServers() {
        return Collections.unmodifiableSet(lanes.keySet());
    }

    /** The group of consumers that expand publications. */
    public String expanders() {
        return kafka.expanders();
    }

    /** The group of consumers that deliver to a host server. */
    public String deliverers(String hostServer) {
        return kafka.group(lane(hostServer).lane());
    }

    /** Publications of this member's partitions that are not expanded yet. */
    public long publicationBacklog() {
        return first.counters().publicationBacklog.get();
    }

    /** Deliveries to pages, of this member's partitions, that a host server has not confirmed yet. */
    public long deliveryBacklog(String hostServer) {
        return lane(hostServer).counters().deliveryBacklog.get();
    }

    /** The same of the host server where it is largest. */
    public long deliveryBacklog() {
        return lanes.keySet().stream().mapToLong(this::deliveryBacklog).max().orElse(0);
    }

    /** Pages of subscribers that are in memory. */
    public long pagesInMemory() {
        return first.pages().pages();
    }

    /** Pages that had to go for others since the start, and are read again when they are needed. */
    public long pagesEvicted() {
        return first.pages().evictions();
    }

    /** Notifications that were handed to a host server and are not committed: what a crash would repeat. */
    public long uncommitted(String hostServer) {
        return lane(hostServer).window().taken();
    }

    /** Notifications that a host server has taken since the start. */
    public long notifications(String hostServer) {
        return lane(hostServer).counters().notifications.sum();
    }

    /** Deliveries that were left out since the start, because an expander had sent them before. */
    public long repeatsSkipped() {
        return sum(counters -> counters.repeatsSkipped);
    }

    /** Records that were left out since the start, because they could not be read or were too large. */
    public long unreadable() {
        return sum(counters -> counters.unreadable);
    }

    /** Faults after which the expander or a consumer began again. */
    public long restarts() {
        return sum(counters -> counters.restarts);
    }

    private long sum(Function<FanoutCounters, LongAdder> counter) {
        return lanes.values().stream()
                .mapToLong(lane -> counter.apply(lane.counters()).sum())
                .sum();
    }

    private Member lane(String hostServer) {
        return Optional.ofNullable(lanes.get(hostServer)).orElseThrow();
    }
}
