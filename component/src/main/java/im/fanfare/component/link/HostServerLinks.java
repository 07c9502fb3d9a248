package im.fanfare.component.link;

import im.fanfare.fanout.Frames;
import im.fanfare.fanout.HostServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The ways to the host server that this member has, as the fan-out sees them: some outboxes per service.
 *
 * <p>A service with several links has an outbox for each, and one recipient's stanzas always take the same. An outbox
 * need not have a link: a member without one hands what its outbox holds to a member that has.
 */
public final class HostServerLinks implements HostServer, AutoCloseable {
    private final Map<String, List<Outbox>> outboxes;
    private final List<Link> links;

    private HostServerLinks(Map<String, List<Outbox>> outboxes, List<Link> links) {
        this.outboxes = outboxes;
        this.links = List.copyOf(links);
    }

    /** One link for each of these; several of one service share its recipients. They are not started yet. */
    public static HostServerLinks of(
            List<LinkConfig> configs, Barriers barriers, StanzaHandler handler, Link.Listener listener) {
        Map<String, List<LinkConfig>> services = new LinkedHashMap<>();
        configs.forEach(config -> services.computeIfAbsent(config.service(), service -> new ArrayList<>())
                .add(config));
        Map<String, List<Outbox>> outboxes = new LinkedHashMap<>();
        List<Link> links = new ArrayList<>();
        services.forEach((service, sharing) -> {
            List<Outbox> shares = shares(service, sharing);
            outboxes.put(service, shares);
            for (int i = 0; i < shares.size(); i++) {
                links.add(new Link(sharing.get(i), shares.get(i), barriers, handler, listener));
            }
        });
        return new HostServerLinks(outboxes, links);
    }

    /** Outboxes alone, for another transport to attach to. */
    public static HostServerLinks without(List<Outbox> shares, String service) {
        return new HostServerLinks(Map.of(service, List.copyOf(shares)), List.of());
    }

    private static List<Outbox> shares(String service, List<LinkConfig> configs) {
        List<Outbox> shares = new ArrayList<>();
        for (int i = 0; i < configs.size(); i++) {
            String name = configs.size() == 1 ? service : service + " link " + i;
            shares.add(new Outbox(name, configs.get(i).limits(), Outbox.share(i, configs.size())));
        }
        return List.copyOf(shares);
    }

    public void start() {
        links.forEach(Link::start);
    }

    public List<Link> links() {
        return links;
    }

    /** The outboxes of a service, one for each link; none if it is not ours. */
    public List<Outbox> outboxes(String service) {
        return outboxes.getOrDefault(service, List.of());
    }

    @Override
    public CompletionStage<Void> deliver(String service, int source, Frames frames) {
        List<Outbox> shares = outboxes(service);
        if (shares.isEmpty()) {
            return CompletableFuture.failedStage(new IllegalArgumentException("no link for " + service));
        }
        if (shares.size() == 1) {
            return shares.get(0).offer(source, frames);
        }
        return CompletableFuture.allOf(shares.stream()
                .map(outbox -> outbox.offer(source, frames).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Ends all links, at the same time: each may wait for the host server. */
    @Override
    public void close() {
        List<Thread> closing =
                links.stream().map(link -> link.thread("closes", link::close)).toList();
        closing.forEach(Thread::start);
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        outboxes.values().forEach(shares -> shares.forEach(Outbox::close));
    }
}
