package im.fanfare.fanout;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.Show;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Revision;
import im.fanfare.schema.Span;
import im.fanfare.schema.Subscriptions;
import im.fanfare.schema.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** The cast of XEP-0060, and what they say. */
final class Denmark {
    static final String SERVICE = "pubsub.shakespeare.lit";
    static final NodeKey MUSINGS = node("princely_musings", 1);
    static final Jid HAMLET = Jid.parse("hamlet@denmark.lit/elsinore");
    static final Jid FRANCISCO = Jid.parse("francisco@denmark.lit");
    static final Jid BERNARDO = Jid.parse("bernardo@denmark.lit/elsinore");
    static final ItemId ITEM = new ItemId("ae890ac52d0df67ed7cfdf51b644e901");

    /** Where every notification has the same body. */
    static final Edge EDGE = notification -> Optional.of("<body>" + notification.length() + "</body>");

    static final FanoutConfig CONFIG = new FanoutConfig(
            true,
            10_000,
            100_000,
            256,
            4 << 20,
            16 << 20,
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofMillis(20),
            Duration.ofSeconds(6));

    static FanoutConfig withWindow(FanoutConfig config, int window) {
        return new FanoutConfig(
                config.tellsAffiliations(),
                window,
                config.pagesInMemorySubscribers(),
                config.outstandingRecords(),
                config.outstandingBytes(),
                config.sendingBytes(),
                config.commitEvery(),
                config.drainFor(),
                config.retryAfter(),
                config.sessionTimeout());
    }

    /** Everybody is available. */
    static final Availability EVERYBODY_THERE = (service, jids) -> CompletableFuture.completedFuture(online(jids));

    /** Everybody has access. */
    static final Access EVERYBODY_ADMITTED = (nodes, jids) -> CompletableFuture.completedFuture(jids);

    static Map<Jid, Set<Show>> online(List<Jid> jids) {
        return jids.stream().collect(Collectors.toMap(jid -> jid, jid -> Set.of(Show.ONLINE)));
    }

    /** One lane, for everybody. */
    static List<Lane> everybody(HostServer hostServer) {
        return List.of(Lane.past(List.of(), "elsinore", hostServer));
    }

    static Member member(String id, Subscriptions subscriptions, HostServer hostServer, FanoutConfig config) {
        return Member.of(
                        id,
                        subscriptions,
                        EDGE,
                        everybody(hostServer),
                        EVERYBODY_THERE,
                        EVERYBODY_ADMITTED,
                        config,
                        Tracing.OFF)
                .get(Division.FIRST);
    }

    static NodeKey node(String name, long instance) {
        return new NodeKey(new NodeId(SERVICE, name), instance);
    }

    static NodeConfig config(ConfigField field, String value) {
        return NodeConfig.STANDARD.with(Map.of(field, value)).orElseThrow();
    }

    static NodeEvent published(String payload) {
        Item item =
                new Item(ITEM, Optional.of(new Payload("http://www.w3.org/2005/Atom", payload)), HAMLET, Instant.EPOCH);
        return new NodeEvent.ItemPublished(Optional.of(item), List.of());
    }

    static Publication publication(NodeConfig config, NodeEvent event) {
        return new Publication(MUSINGS, new Revision(7, event), 1, config);
    }

    static Publication publication(NodeKey node, long revision, int pages) {
        return new Publication(
                node,
                new Revision(revision, published("<entry xmlns='http://www.w3.org/2005/Atom'/>")),
                pages,
                NodeConfig.STANDARD);
    }

    static Subscription subscription(Jid subscriber, long since) {
        return new Subscription(subscriber, 0, since);
    }

    static Subscription subscription(Jid subscriber, int page, long since) {
        return new Subscription(subscriber, page, since);
    }

    static PageRecord.Deliver deliver(NodeKey node, int page, long revision, String prefix, boolean last) {
        return new PageRecord.Deliver(
                node,
                page,
                revision,
                new PageRecord.Source(0, revision),
                bytes(prefix),
                bytes(";"),
                last,
                List.of(),
                Span.NONE);
    }

    /** A notification that reads {@code revision:address;}, for some of the page or, where none are named, for all. */
    static PageRecord.Deliver deliver(NodeKey node, int page, long revision, Jid... to) {
        PageRecord.Source source = new PageRecord.Source(0, revision);
        return new PageRecord.Deliver(
                node, page, revision, source, bytes(revision + ":"), bytes(";"), false, List.of(to), Span.NONE);
    }

    /** The same, for those who are available. */
    static PageRecord.Deliver byPresence(PageRecord.Deliver all) {
        return all.on(new PageRecord.Terms(
                all.terms().matter(), Optional.empty(), false, true, false, false, Optional.empty()));
    }

    /** The last item told to new subscribers, published a second after midnight. */
    static NodeEvent lastItemSent(Subscription... to) {
        Item item = new Item(
                ITEM,
                Optional.of(new Payload("http://www.w3.org/2005/Atom", "<entry xmlns='http://www.w3.org/2005/Atom'/>")),
                HAMLET,
                Instant.parse("2003-12-13T00:00:01.5Z"));
        return new NodeEvent.LastItemSent(new ItemRef(ITEM, 3), Optional.of(item), List.of(to));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Denmark() {}
}
