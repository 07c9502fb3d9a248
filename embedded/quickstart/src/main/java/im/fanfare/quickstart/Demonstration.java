package im.fanfare.quickstart;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smackx.pubsub.Item;
import org.jivesoftware.smackx.pubsub.LeafNode;
import org.jivesoftware.smackx.pubsub.PayloadItem;
import org.jivesoftware.smackx.pubsub.PubSubManager;
import org.jivesoftware.smackx.pubsub.SimplePayload;
import org.jivesoftware.smackx.pubsub.listener.ItemEventListener;

/** Romeo publishes and Juliet is notified, through a real client, with the time that each station took. */
final class Demonstration {
    static final String NODE = "balcony";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Client romeo;
    private final Client juliet;
    private final String service;
    private final List<Station> stations = new ArrayList<>();

    /** @param notification letter for letter as it arrived */
    record Shown(String notification, List<Station> stations) {}

    Demonstration(Client romeo, Client juliet, String service) {
        this.romeo = romeo;
        this.juliet = juliet;
        this.service = service;
    }

    Shown run() throws IOException, InterruptedException, SmackException, XMPPException {
        var publisher = create(romeo.service(service));
        var subscriber = subscribe(juliet.service(service));

        var id = UUID.randomUUID().toString();
        var arrival = new CompletableFuture<Long>();
        ItemEventListener<Item> listener = event -> noteArrival(event.getItems(), id, arrival);
        subscriber.addItemEventListener(listener);
        long begun = System.nanoTime();
        publisher.publish(new PayloadItem<>(id, entry()));
        stations.add(new Station("publish → acknowledged", Station.since(begun)));
        stations.add(new Station("publish → notification", Duration.ofNanos(await(arrival) - begun)));
        subscriber.removeItemEventListener(listener);
        return new Shown(juliet.wire().messageWith(id).orElse("(not found in the stream)"), List.copyOf(stations));
    }

    private LeafNode create(PubSubManager pubsub) throws InterruptedException, SmackException, XMPPException {
        long begun = System.nanoTime();
        try {
            var node = pubsub.createNode(NODE);
            stations.add(new Station("create node", Station.since(begun)));
            return node;
        } catch (XMPPErrorException e) {
            if (e.getStanzaError().getCondition() != Condition.conflict) {
                throw e;
            }
        }
        stations.add(new Station("create node (exists already)", Station.since(begun)));
        return pubsub.getLeafNode(NODE);
    }

    private LeafNode subscribe(PubSubManager pubsub) throws InterruptedException, SmackException, XMPPException {
        var node = pubsub.getLeafNode(NODE);
        long begun = System.nanoTime();
        node.subscribe(juliet.connection().getUser().asBareJid());
        stations.add(new Station("subscribe", Station.since(begun)));
        return node;
    }

    private static void noteArrival(List<Item> items, String id, CompletableFuture<Long> arrival) {
        if (items.stream().anyMatch(item -> id.equals(item.getId()))) {
            arrival.complete(System.nanoTime());
        }
    }

    private static long await(CompletableFuture<Long> arrival) throws IOException, InterruptedException {
        try {
            return arrival.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("Juliet was not notified within " + PATIENCE.toSeconds() + " s of the publish.", e);
        }
    }

    private static SimplePayload entry() {
        return new SimplePayload("""
                <entry xmlns='http://www.w3.org/2005/Atom'><title>But soft!</title>\
                <summary>What light through yonder window breaks?</summary>\
                <updated>%s</updated></entry>""".formatted(Instant.now()));
    }
}
