package im.fanfare.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Knows every publication, and so whether each of its subscribers was told of it: once, with its payload, under one id,
 * and in order.
 *
 * <p>The order of a node is that of its revisions, which every notification bears, and it has to agree with what the
 * publisher could see. A publication without an acknowledgement may have happened or not; but if one subscriber is told,
 * all are to be.
 *
 * <p>Publications are registered by one thread for each node; notifications may come from several, those of one
 * subscriber from one.
 */
public final class Checker {
    /** What of two publications of a node has to be the earlier. */
    public enum Order {
        /** What was sent earlier: the rule of one stream that is never broken. */
        SENT,
        /** What was acknowledged before the other was sent: all that is left where streams and members come and go. */
        ACKNOWLEDGED
    }

    /** Is told of every first notification of an item to a subscriber; on the thread that reads. */
    @FunctionalInterface
    public interface Listener {
        /**
         * One notification has come.
         *
         * @param now of {@link System#nanoTime()}
         */
        void told(Publication publication, int subscriber, long now);
    }

    private final Order order;
    private final Listener listener;
    private final Map<Integer, Stay> stays = new ConcurrentHashMap<>();
    private final LongAdder notTold = new LongAdder();
    private volatile Publication[] publications = new Publication[1 << 10];
    private volatile int registered = 1; // so that no item has the number that stands for none
    private final LongAdder notifications = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder reordered = new LongAdder();
    private final LongAdder damaged = new LongAdder();
    private final LongAdder ambiguous = new LongAdder();
    private final LongAdder stray = new LongAdder();

    Checker(Order order) {
        this(order, (publication, subscriber, now) -> {});
    }

    public Checker(Order order, Listener listener) {
        this.order = order;
        this.listener = listener;
    }

    /**
     * The next item of this node, about to be sent.
     *
     * @param answered completes with the moment of the acknowledgement
     */
    public synchronized Publication publish(Audience audience, CompletableFuture<Long> answered) {
        int item = registered;
        if (item == publications.length) {
            publications = Arrays.copyOf(publications, 2 * item);
        }
        Publication publication = new Publication(item, audience, answered);
        publications[item] = publication;
        registered = item + 1;
        return publication;
    }

    /**
     * One notification has come.
     *
     * @param subscriber to whom, by number
     * @param item which, by number
     * @param revision of the node
     * @param whole whether the payload is letter for letter what was published
     * @param now of {@link System#nanoTime()}
     */
    public void notification(int subscriber, int item, int revision, boolean whole, long now) {
        if (item < 1 || item >= registered) {
            stray.increment();
            return;
        }
        Publication publication = publications[item];
        Audience audience = publication.audience();
        int index = subscriber - audience.first();
        if (index < 0 || index >= audience.size()) {
            guest(publication, subscriber, revision, whole, now);
            return;
        }
        look(publication, revision, whole);
        int newest = audience.newest()[index];
        if (!publication.tell(index, now)) {
            repeated.increment();
            return;
        }
        if (newest > revision) {
            reordered.increment();
        } else {
            audience.newest()[index] = revision;
        }
        notifications.increment();
        listener.told(publication, subscriber, now);
    }

    /**
     * Somebody beside the audience is about to subscribe.
     *
     * @param subscriber a number outside of every audience, and nobody else's
     */
    public Stay arrives(Audience audience, int subscriber) {
        Stay stay = new Stay(audience, registered);
        stays.put(subscriber, stay);
        return stay;
    }

    /** The subscription is acknowledged. */
    public void subscribed(Stay stay) {
        stay.subscribed(registered);
    }

    /** How many acknowledged items this one has not been told of. */
    public int owed(Stay stay) {
        int owed = 0;
        int end = registered;
        for (int item = stay.firstDue(); item < end; item++) {
            Publication publication = publications[item];
            if (publication.audience().equals(stay.audience()) && publication.isAcknowledged() && stay.isOwed(item)) {
                owed++;
            }
        }
        return owed;
    }

    /** This one has waited, and is about to unsubscribe: what is still owed is missing. */
    public void leaves(Stay stay) {
        notTold.add(owed(stay));
    }

    /** The end of the subscription is acknowledged. */
    public void left(Stay stay) {
        stay.left(registered);
    }

    private void look(Publication publication, int revision, boolean whole) {
        if (!whole) {
            damaged.increment();
        }
        if (!publication.bears(revision)) {
            ambiguous.increment();
        }
    }

    private void guest(Publication publication, int subscriber, int revision, boolean whole, long now) {
        Stay stay = stays.get(subscriber);
        if (stay == null || !stay.audience().equals(publication.audience())) {
            stray.increment();
            return;
        }
        look(publication, revision, whole);
        switch (stay.tell(publication.item(), revision)) {
            case RIGHT -> {
                notifications.increment();
                listener.told(publication, subscriber, now);
            }
            case REPEATED -> repeated.increment();
            case REORDERED -> reordered.increment();
            case STRAY -> stray.increment();
        }
    }

    /** A message that nobody should have been sent. */
    public void stray() {
        stray.increment();
    }

    /** Each of them the first of its item to its subscriber. */
    public long notifications() {
        return notifications.sum();
    }

    /** Not told as yet. */
    public synchronized long missing() {
        return Arrays.stream(publications, 1, registered)
                        .mapToLong(Publication::missing)
                        .sum()
                + notTold.sum();
    }

    public synchronized Findings findings() {
        List<Publication> all = List.of(Arrays.copyOfRange(publications, 1, registered));
        Map<Audience, List<Publication>> told = new HashMap<>();
        for (Publication publication : all) {
            if (publication.revision() != StanzaReader.NONE) {
                told.computeIfAbsent(publication.audience(), audience -> new ArrayList<>())
                        .add(publication);
            }
        }
        return new Findings(
                all.size(),
                notifications.sum(),
                missing(),
                repeated.sum(),
                reordered.sum()
                        + told.values().stream().mapToLong(this::overtaken).sum(),
                damaged.sum(),
                ambiguous.sum()
                        + told.values().stream().mapToLong(Checker::twins).sum(),
                stray.sum());
    }

    /** Items whose revision is before that of another which has to be the earlier. */
    private long overtaken(List<Publication> ofOneNode) {
        List<Publication> earlier = ofOneNode.stream()
                .filter(publication -> since(publication) < Long.MAX_VALUE)
                .sorted(Comparator.comparingLong(this::since))
                .toList();
        int before = 0;
        int newest = StanzaReader.NONE;
        long overtaken = 0;
        for (Publication publication : ofOneNode) { // in the order of sending
            while (before < earlier.size() && since(earlier.get(before)) < publication.sent()) {
                newest = Math.max(newest, earlier.get(before).revision());
                before++;
            }
            if (publication.revision() < newest) {
                overtaken++;
            }
        }
        return overtaken;
    }

    /** From when on whatever is sent is to be later. */
    private long since(Publication publication) {
        return order == Order.SENT
                ? publication.sent()
                : publication.acknowledged().orElse(Long.MAX_VALUE);
    }

    /** Items under a revision that another item of the node bears as well: two have written the node. */
    private static long twins(List<Publication> ofOneNode) {
        Set<Integer> revisions = new HashSet<>();
        return ofOneNode.stream()
                .filter(publication -> !revisions.add(publication.revision()))
                .count();
    }
}
