package im.fanfare.component;

import im.fanfare.component.ComponentConfig.LinkMode;
import im.fanfare.component.ComponentConfig.Way;
import im.fanfare.component.administration.LinkReport;
import im.fanfare.component.link.HostServerLinks;
import im.fanfare.component.link.Link;
import im.fanfare.component.link.LinkConfig;
import im.fanfare.component.link.Outbox;
import im.fanfare.component.link.StanzaHandler;
import im.fanfare.component.link.Suspension;
import im.fanfare.component.management.Meters;
import im.fanfare.component.presence.PresenceFrames;
import im.fanfare.component.presence.PresenceSender;
import im.fanfare.component.shared.SharedLinks;
import im.fanfare.fanout.Audience;
import im.fanfare.fanout.Frames;
import im.fanfare.fanout.HostServer;
import im.fanfare.fanout.Lane;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All services of this member, each with its ways to host servers: own links, or a link that is shared. Where a service
 * has several host servers, a subscriber is reached by that of its domain.
 */
final class Ways implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Ways.class);

    /** A source of stanzas beside the partitions of the log, which are numbered from 0. */
    private static final int PRESENCE = -1;

    private final List<Way> ways;
    private final Map<Way, HostServerLinks> links = new LinkedHashMap<>();
    private final Map<Way, Set<Link>> held = new HashMap<>();
    private final Map<Way, Suspension> suspensions = new HashMap<>();
    private final Map<Way, AtomicBoolean> shared = new HashMap<>();

    /** @param up told of a service when a link of it comes up here, on a thread that must not block */
    Ways(List<Way> ways, SharedLinks sharing, StanzaHandler requests, Meters meters, Consumer<String> up) {
        this.ways = ways;
        for (Way way : ways) {
            // All links that this member has had; a shared one may come to it, go, and come again.
            Set<Link> seen = ConcurrentHashMap.newKeySet();
            Link.Listener listener = (link, state) -> {
                seen.add(link);
                changed(link, state);
                if (state == Link.State.UP) {
                    up.accept(way.service());
                }
            };
            Suspension suspension = new Suspension();
            suspensions.put(way, suspension);
            HostServerLinks ofWay;
            if (way.mode() == LinkMode.EACH) {
                ofWay = HostServerLinks.of(way.links(), sharing.barriers(), requests, listener);
                suspension.holds(ofWay);
            } else {
                LinkConfig link = way.links().get(0);
                String name = sharedName(way);
                Outbox outbox = new Outbox(name, link.limits());
                ofWay = HostServerLinks.without(outbox);
                shared.put(way, sharing.join(name, link, outbox, requests, listener, suspension::holds));
            }
            links.put(way, ofWay);
            held.put(way, seen);
            meters.watchOutboxes(way.service(), way.hostServer(), ofWay.outboxes());
            meters.watchLinks(way.service(), way.hostServer(), seen);
        }
    }

    /** The same at all members, whatever else the service has been given since. */
    private static String sharedName(Way way) {
        return way.domains().isEmpty() ? way.service() : way.service() + '-' + way.hostServer();
    }

    /** One for each host server. The first is for whoever no other is for. */
    List<Lane> lanes() {
        String first = ways.stream()
                .filter(way -> way.domains().isEmpty())
                .map(Way::hostServer)
                .findFirst()
                .orElseThrow();
        List<Lane> others = ways.stream()
                .map(Way::hostServer)
                .distinct()
                .filter(hostServer -> !hostServer.equals(first))
                .map(hostServer -> new Lane(hostServer, audience(hostServer), to(hostServer)))
                .toList();
        List<Lane> lanes = new ArrayList<>(List.of(Lane.past(others, first, to(first))));
        lanes.addAll(others);
        return lanes;
    }

    private Audience audience(String hostServer) {
        return new Audience.AnyOf(ways.stream()
                .filter(way -> way.hostServer().equals(hostServer))
                .map(this::audience)
                .toList());
    }

    /** A host server that is there for some domains has those; the one that is there for none in particular, the rest. */
    private Audience audience(Way way) {
        return way.domains().isEmpty()
                ? new Audience.PastAll(
                        way.service(),
                        ways.stream()
                                .filter(other -> other.service().equals(way.service()))
                                .flatMap(other -> other.domains().stream())
                                .collect(Collectors.toSet()))
                : new Audience.At(way.service(), way.domains());
    }

    private HostServer to(String hostServer) {
        Map<String, HostServerLinks> byService = new HashMap<>();
        links.forEach((way, ofWay) -> {
            if (way.hostServer().equals(hostServer)) {
                byService.put(way.service(), ofWay);
            }
        });
        return (service, source, frames) -> deliver(byService.get(service), service, source, frames);
    }

    /** Presence of the services to whom it concerns, by their host servers. */
    PresenceSender presence() {
        List<Lane> lanes = lanes();
        return (service, stanzas) -> {
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            for (Lane lane : lanes) {
                List<XmlElement> of = stanzas.stream()
                        .filter(stanza -> Stanzas.jid(stanza, "to")
                                .filter(to -> lane.audience().includes(service, to))
                                .isPresent())
                        .toList();
                if (!of.isEmpty()) {
                    sent.add(lane.hostServer()
                            .deliver(service, PRESENCE, new PresenceFrames(of))
                            .toCompletableFuture());
                }
            }
            return CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new));
        };
    }

    private static CompletionStage<Void> deliver(
            @Nullable HostServerLinks links, String service, int source, Frames frames) {
        return links == null
                ? CompletableFuture.failedStage(new IllegalStateException("this member has no link for " + service))
                : links.deliver(source, frames);
    }

    void start() {
        links.values().forEach(HostServerLinks::start);
    }

    /** Whether every service has all its links up, here or at another member. */
    boolean areUp() {
        boolean ownLinks = links.values().stream()
                .flatMap(way -> way.links().stream())
                .allMatch(link -> link.state() == Link.State.UP);
        return ownLinks && shared.values().stream().allMatch(AtomicBoolean::get);
    }

    /** Whether an operator has suspended none of them. */
    boolean areWanted() {
        return suspensions.values().stream().noneMatch(Suspension::isSet);
    }

    /** Ends the links of a way in good order, or opens them again; it is said at once and done soon. */
    void suspend(String service, String hostServer, boolean suspended) {
        suspensions.forEach((way, suspension) -> {
            if (way.service().equals(service) && way.hostServer().equals(hostServer)) {
                suspension.set(suspended);
                logger.info(
                        "an operator {} the links: service={} host-server={}",
                        suspended ? "suspends" : "resumes",
                        service,
                        hostServer);
            }
        });
    }

    /** How each of them is. */
    List<LinkReport> reports() {
        return links.entrySet().stream()
                .map(way -> report(way.getKey(), way.getValue()))
                .toList();
    }

    private LinkReport report(Way way, HostServerLinks ofWay) {
        List<Outbox.Figures> outboxes =
                ofWay.outboxes().stream().map(Outbox::figures).toList();
        return new LinkReport(
                way.service(),
                way.hostServer(),
                way.mode().name().toLowerCase(Locale.ROOT),
                state(way),
                outboxes.stream().mapToLong(Outbox.Figures::waiting).sum(),
                outboxes.stream().mapToLong(Outbox.Figures::unconfirmed).sum());
    }

    /** That of the connection which is furthest from up; of a shared one that is held here once, it is over. */
    private String state(Way way) {
        Stream<Link> here = held.getOrDefault(way, Set.of()).stream()
                .filter(link -> way.mode() == LinkMode.EACH || link.state() != Link.State.CLOSED);
        return here.map(Link::state)
                .max(Comparator.comparing(state -> state != Link.State.UP))
                .map(state -> state.name().toLowerCase(Locale.ROOT))
                .orElseGet(() -> withoutLink(way));
    }

    private String withoutLink(Way way) {
        if (isUpElsewhere(way)) {
            return "elsewhere";
        }
        return Optional.ofNullable(suspensions.get(way))
                .filter(Suspension::isSet)
                .map(suspended -> "suspended")
                .orElse("down");
    }

    private boolean isUpElsewhere(Way way) {
        AtomicBoolean up = shared.get(way);
        return up != null && up.get();
    }

    private static void changed(Link link, Link.State state) {
        logger.info(
                "link {}: service={} host-server={}",
                state,
                link.config().service(),
                link.config().endpoint());
    }

    @Override
    public void close() {
        links.values().forEach(HostServerLinks::close);
    }
}
