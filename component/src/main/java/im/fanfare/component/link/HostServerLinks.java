package im.fanfare.component.link;

import im.fanfare.fanout.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The way of one service to one host server: an outbox for each link, and one recipient's stanzas always take the same.
 *
 * <p>An outbox need not have a link: a member without one hands what its outbox holds to a member that has.
 */
public final class HostServerLinks implements AutoCloseable {
    private final List<Outbox> outboxes;
    private final List<Link> links;

    private HostServerLinks(List<Outbox> outboxes, List<Link> links) {
        this.outboxes = List.copyOf(outboxes);
        this.links = List.copyOf(links);
    }

    /** One link for each of these, which share the recipients. They are not started yet. */
    public static HostServerLinks of(
            List<LinkConfig> configs, Barriers barriers, StanzaHandler handler, Link.Listener listener) {
        List<Outbox> outboxes = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < configs.size(); i++) {
            LinkConfig config = configs.get(i);
            String name = configs.size() == 1 ? config.service() : config.service() + " link " + i;
            Outbox outbox = new Outbox(name, config.limits(), Route.share(i, configs.size()));
            outboxes.add(outbox);
            links.add(new Link(config, outbox, barriers, handler, listener));
        }
        return new HostServerLinks(outboxes, links);
    }

    /** An outbox alone, for another transport to attach to. */
    public static HostServerLinks without(Outbox outbox) {
        return new HostServerLinks(List.of(outbox), List.of());
    }

    public void start() {
        links.forEach(Link::start);
    }

    /** Ends their streams in good order, until {@link #resume}; what is to be delivered waits. Nobody waits here. */
    public void suspend() {
        links.forEach(Link::suspend);
    }

    public void resume() {
        links.forEach(Link::resume);
    }

    public List<Link> links() {
        return links;
    }

    /** One for each link. */
    public List<Outbox> outboxes() {
        return outboxes;
    }

    /** Done when every link has had confirmed what of it was its own. */
    public CompletionStage<Void> deliver(int source, Frames frames) {
        return Outbox.offerAll(outboxes, source, frames);
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
        outboxes.forEach(Outbox::close);
    }
}
