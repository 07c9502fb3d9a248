package im.fanfare.component;

import im.fanfare.component.ComponentConfig.LinkMode;
import im.fanfare.component.ComponentConfig.Way;
import im.fanfare.component.link.HostServerLinks;
import im.fanfare.component.link.Link;
import im.fanfare.component.link.LinkConfig;
import im.fanfare.component.link.Outbox;
import im.fanfare.component.link.Route;
import im.fanfare.component.link.StanzaHandler;
import im.fanfare.component.management.Meters;
import im.fanfare.component.shared.SharedLinks;
import im.fanfare.fanout.Frames;
import im.fanfare.fanout.HostServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All services of this member, each with its ways to host servers: own links, or a link that is shared. Where a service
 * has several host servers, a subscriber is reached by that of its domain.
 */
final class Ways implements HostServer, AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Ways.class);

    private final Map<String, List<HostServerLinks>> links = new LinkedHashMap<>();
    private final Map<String, List<Outbox>> outboxes = new HashMap<>();
    private final List<AtomicBoolean> shared = new ArrayList<>();

    /** All links that this member has had; a shared one may come to it, go, and come again. */
    private final Map<String, Set<Link>> seen = new ConcurrentHashMap<>();

    Ways(List<Way> ways, SharedLinks sharing, StanzaHandler requests, Meters meters) {
        for (Way way : ways) {
            List<HostServerLinks> ofService = links.computeIfAbsent(way.service(), service -> new ArrayList<>());
            Route route = route(way, ways);
            if (way.mode() == LinkMode.EACH) {
                ofService.add(HostServerLinks.of(way.links(), route, sharing.barriers(), requests, this::changed));
            } else {
                LinkConfig link = way.links().get(0);
                String name = ofService.isEmpty() ? way.service() : way.service() + '-' + ofService.size();
                Outbox outbox = new Outbox(name, link.limits(), route);
                ofService.add(HostServerLinks.without(outbox));
                shared.add(sharing.join(name, link, outbox, requests, this::changed));
            }
        }
        links.forEach((service, ofService) -> {
            List<Outbox> outboxes =
                    ofService.stream().flatMap(way -> way.outboxes().stream()).toList();
            this.outboxes.put(service, outboxes);
            meters.watchOutboxes(service, outboxes);
            meters.watchLinks(service, seen(service));
        });
    }

    /** A host server that is there for some domains has those; the one that is there for none in particular, the rest. */
    private static Route route(Way way, List<Way> ways) {
        if (!way.domains().isEmpty()) {
            return Route.to(way.domains());
        }
        Set<String> others = new HashSet<>();
        ways.stream()
                .filter(other -> other.service().equals(way.service()))
                .forEach(other -> others.addAll(other.domains()));
        return Route.pastAll(others);
    }

    void start() {
        all().forEach(HostServerLinks::start);
    }

    /** Whether every service has all its links up, here or at another member. */
    boolean areUp() {
        boolean ownLinks =
                all().stream().flatMap(way -> way.links().stream()).allMatch(link -> link.state() == Link.State.UP);
        return ownLinks && shared.stream().allMatch(AtomicBoolean::get);
    }

    @Override
    public CompletionStage<Void> deliver(String service, int source, Frames frames) {
        List<Outbox> ofService = outboxes.get(service);
        return ofService == null
                ? CompletableFuture.failedStage(new IllegalStateException("this member has no link for " + service))
                : Outbox.offerAll(ofService, source, frames);
    }

    private List<HostServerLinks> all() {
        return links.values().stream().flatMap(List::stream).toList();
    }

    private Set<Link> seen(String service) {
        return seen.computeIfAbsent(service, none -> ConcurrentHashMap.newKeySet());
    }

    private void changed(Link link, Link.State state) {
        seen(link.config().service()).add(link);
        logger.info(
                "link {}: service={} host-server={}",
                state,
                link.config().service(),
                link.config().endpoint());
    }

    @Override
    public void close() {
        all().forEach(HostServerLinks::close);
    }
}
