package im.fanfare.schema;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.Subscription;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The cast of XEP-0060. Every test plays at a service of its own, since stores outlive tests. */
final class Denmark {
    static final Jid HAMLET = Jid.parse("hamlet@denmark.lit/elsinore");
    static final Jid FRANCISCO = Jid.parse("francisco@denmark.lit/barracks");
    static final Jid BERNARDO = Jid.parse("bernardo@denmark.lit/home");
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456Z");

    /** Names may be any text but control characters; storing must not care. */
    static final String ODD = "it's \"odd\"; DROP TABLE items; -- ? :x \\ % ü\u00a0\u202e \uD83D\uDC90 \uFFFD";

    private static final AtomicInteger SERVICES = new AtomicInteger();

    static String service() {
        return "pubsub" + SERVICES.incrementAndGet() + ".denmark.lit";
    }

    static NodeId musings() {
        return new NodeId(service(), "princely_musings");
    }

    static NodeKey life() {
        return new NodeKey(musings(), 1);
    }

    static NodeState node(NodeId id) {
        return new NodeState(id, 1, titled("Princely Musings"), Set.of(HAMLET.bare()), HAMLET.bare(), NOON);
    }

    static NodeConfig titled(String title) {
        return new NodeConfig(Map.of(ConfigField.TITLE, title, ConfigField.MAX_ITEMS, "10"));
    }

    static Item item(String id) {
        Payload entry = new Payload(
                "http://www.w3.org/2005/Atom", "<entry xmlns='http://www.w3.org/2005/Atom'>" + id + "</entry>");
        return new Item(new ItemId(id), Optional.of(entry), HAMLET, NOON);
    }

    static ItemRef ref(String id, long revision) {
        return new ItemRef(new ItemId(id), revision);
    }

    static Subscription subscription(Jid subscriber, int page) {
        return new Subscription(subscriber, page, 1);
    }

    /** What the stage comes to; tests may wait. */
    static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private Denmark() {}
}
