package im.fanfare.component;

import im.fanfare.component.ComponentConfig.LinkMode;
import im.fanfare.component.ComponentConfig.Way;
import im.fanfare.component.link.HostServerLinks;
import im.fanfare.component.link.Link;
import im.fanfare.component.link.LinkConfig;
import im.fanfare.component.link.Outbox;
import im.fanfare.component.link.StanzaHandler;
import im.fanfare.component.shared.SharedLinks;
import im.fanfare.fanout.Frames;
import im.fanfare.fanout.HostServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All services of this member, each with its way to the host server: own links, or a link that is shared. */
final class Ways implements HostServer, AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Ways.class);

    private final Map<String, HostServerLinks> links = new LinkedHashMap<>();
    private final Map<String, AtomicBoolean> shared = new LinkedHashMap<>();

    Ways(List<Way> ways, SharedLinks sharing, StanzaHandler requests) {
        for (Way way : ways) {
            if (way.mode() == LinkMode.EACH) {
                links.put(way.service(), HostServerLinks.of(way.links(), sharing.barriers(), requests, Ways::changed));
            } else {
                LinkConfig link = way.links().get(0);
                Outbox outbox = new Outbox(way.service(), link.limits());
                links.put(way.service(), HostServerLinks.without(List.of(outbox), way.service()));
                shared.put(way.service(), sharing.join(link, outbox, requests, Ways::changed));
            }
        }
    }

    void start() {
        links.values().forEach(HostServerLinks::start);
    }

    /** Whether every service has a link that is up, here or at another member. */
    boolean areUp() {
        boolean ownLinks = links.values().stream()
                .flatMap(way -> way.links().stream())
                .allMatch(link -> link.state() == Link.State.UP);
        return ownLinks && shared.values().stream().allMatch(AtomicBoolean::get);
    }

    List<String> services() {
        return List.copyOf(links.keySet());
    }

    @Override
    public CompletionStage<Void> deliver(String service, int source, Frames frames) {
        HostServerLinks way = links.get(service);
        return way == null
                ? CompletableFuture.failedStage(new IllegalStateException("this member has no link for " + service))
                : way.deliver(service, source, frames);
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
