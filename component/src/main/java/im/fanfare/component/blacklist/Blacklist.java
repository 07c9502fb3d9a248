package im.fanfare.component.blacklist;

import im.fanfare.pubsub.Jid;
import im.fanfare.schema.Blacklists;
import im.fanfare.stanza.StanzaError;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bare JIDs and domains that the services take no requests from, as this member knows them. What another member has
 * changed it knows some seconds later; while the store does not answer, what it knew holds. See decision 26.
 */
public final class Blacklist implements AutoCloseable {
    /** JIDs of a service: a form has to have room for them. */
    public static final int MOST = 1_000;

    private static final Logger logger = LoggerFactory.getLogger(Blacklist.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final StanzaError FORBIDDEN = StanzaError.of(StanzaError.Type.AUTH, "forbidden");
    private static final StanzaError NOT_KNOWN_YET = StanzaError.of(StanzaError.Type.WAIT, "resource-constraint");

    private final Blacklists store;
    private final List<String> services;
    private final Set<Jid> administrators;
    private final Clock clock;

    /** One, so that no look that began earlier ends later. */
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread looking = new Thread(work, "blacklist");
        looking.setDaemon(true);
        return looking;
    });

    /** By service; without those that were not read yet. */
    private volatile Map<String, Set<Jid>> known = Map.of();

    private Blacklist(Blacklists store, List<String> services, Set<Jid> administrators, Clock clock) {
        this.store = store;
        this.services = List.copyOf(services);
        this.administrators = Set.copyOf(administrators);
        this.clock = clock;
    }

    /**
     * Looks from now on.
     *
     * @param administrators bare JIDs who are never kept out
     */
    public static Blacklist start(Blacklists store, List<String> services, Set<Jid> administrators, Clock clock) {
        return start(store, services, administrators, clock, BETWEEN_LOOKS);
    }

    static Blacklist start(
            Blacklists store, List<String> services, Set<Jid> administrators, Clock clock, Duration betweenLooks) {
        Blacklist list = new Blacklist(store, services, administrators, clock);
        var unused = list.thread.scheduleWithFixedDelay(list::look, 0, betweenLooks.toMillis(), TimeUnit.MILLISECONDS);
        return list;
    }

    private void look() {
        Map<String, Set<Jid>> found = new HashMap<>(known);
        for (String service : services) {
            try {
                found.put(
                        service,
                        store.of(service)
                                .toCompletableFuture()
                                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                                .join());
            } catch (RuntimeException fault) {
                logger.warn("the blacklist cannot be read, what it was holds: service={}", service, fault);
            }
        }
        known = Map.copyOf(found);
    }

    /** What a stanza is refused with, if anything; an answer or an error asks for nothing and is never. */
    public Optional<StanzaError> refusal(XmlElement stanza) {
        Map<String, Set<Jid>> lists = known;
        if (isNobodyOn(lists) || Stanzas.isAnswer(stanza)) {
            return Optional.empty();
        }
        Optional<Jid> from = Stanzas.jid(stanza, "from");
        Optional<Jid> to = Stanzas.jid(stanza, "to");
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        Set<Jid> listed = lists.get(to.get().domain());
        if (listed == null) {
            return services.contains(to.get().domain()) ? Optional.of(NOT_KNOWN_YET) : Optional.empty();
        }
        return isOn(listed, from.get().bare()) ? Optional.of(FORBIDDEN) : Optional.empty();
    }

    /** As a rule: then no stanza's addresses are read for this. */
    private boolean isNobodyOn(Map<String, Set<Jid>> lists) {
        return lists.size() == services.size() && lists.values().stream().allMatch(Set::isEmpty);
    }

    private boolean isOn(Set<Jid> listed, Jid from) {
        return !listed.isEmpty()
                && !administrators.contains(from)
                && (listed.contains(from) || listed.contains(new Jid("", from.domain(), "")));
    }

    /** The list of a service, as it is stored. */
    public CompletionStage<Set<Jid>> of(String service) {
        return store.of(service);
    }

    /** Puts JIDs on the list of a service or takes them off it; done once it is stored, and known here. */
    public CompletionStage<Void> change(String service, Set<Jid> on, Set<Jid> off) {
        long now = TimeUnit.MILLISECONDS.toMicros(clock.millis());
        CompletionStage<Void> done = CompletableFuture.completedFuture(null);
        for (Jid jid : on) {
            done = done.thenCompose(before -> store.put(service, jid, now));
        }
        for (Jid jid : off) {
            done = done.thenCompose(before -> store.remove(service, jid, now));
        }
        return done.thenRunAsync(this::look, thread);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
