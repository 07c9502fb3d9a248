package im.fanfare.component.link;

import im.fanfare.component.link.Delivery.Segment;
import im.fanfare.fanout.Frames;
import im.fanfare.fanout.Passage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to leave through one link, and what left and is not confirmed.
 *
 * <p>It knows no socket. A transport, one at a time, takes chunks with {@link #next}, says which ones the host server
 * took with {@link #confirm}, and after a fault calls {@link #rewind}: then whatever is unconfirmed is handed out again,
 * in the same order, before anything new. So nothing is lost, and at most one window is repeated.
 *
 * <p>Replies go before deliveries. The deliveries of one source keep their order; sources take turns, so that one
 * node's storm does not hold up another's, and one long delivery at a time is under way.
 *
 * <p>Any thread may offer and confirm. Nobody who offers waits for bytes to be put together, and no stage is completed
 * under a lock, but on the thread that confirms. A notification costs no memory here: what is kept are ranges of frames.
 */
public final class Outbox {
    private static final Logger logger = LoggerFactory.getLogger(Outbox.class);

    /** A source's turn: some milliseconds of a host server's work. */
    private static final int TURN_STANZAS = 256;

    /** What need not wait for a page to be through. */
    private static final int SHORT_STANZAS = 2 * TURN_STANZAS;

    private static final int TURN_BYTES = 64 << 10;

    /** Frames that are nobody's, or another link's, cost a look each. */
    private static final int TURN_LOOKS = 8_192;

    /** Requests whose answers nobody reads must not fill the heap. */
    private static final long MAX_REPLY_BYTES = 64L << 20;

    private final String name;
    private final int window;
    private final int reserve;
    private final int maxStanzaBytes;
    private final Route route;

    /** Held by whoever takes chunks; never waited for by whoever offers. */
    private final Object draining = new Object();

    private final Object lock = new Object();

    // Under the lock.
    private final Deque<Segment> again = new ArrayDeque<>();
    private final Deque<Delivery> replies = new ArrayDeque<>();
    private final Map<Integer, Source> sources = new HashMap<>();
    private final Deque<Source> turns = new ArrayDeque<>();
    private final Deque<Batch> unconfirmed = new ArrayDeque<>();
    private Runnable wake = () -> {};
    private @Nullable Source begun;
    private boolean stopped;
    private boolean paused;
    private boolean closed;
    private int unconfirmedStanzas;
    private int turnStanzas;
    private int turnBytes;
    private long replyBytes;
    private long waiting;
    private long lastNumber;
    private long lastBeforeStop;
    private long written;
    private long repeated;
    private long undeliverable;

    /**
     * @param name for the logger
     * @param limits the window, of which an eighth is kept for replies, and the largest stanza
     * @param route which recipients take this way; the others' frames are passed over
     */
    public Outbox(String name, LinkConfig.Limits limits, Route route) {
        this.name = name;
        this.window = limits.windowStanzas();
        this.reserve = window / 8;
        this.maxStanzaBytes = limits.maxOutboundBytes();
        this.route = route;
    }

    /** The way of all recipients. */
    public Outbox(String name, LinkConfig.Limits limits) {
        this(name, limits, Route.ALL);
    }

    /** Done when all frames that are this link's, and all offered before from this source, are confirmed. */
    public CompletionStage<Void> offer(int source, Frames frames) {
        Delivery delivery = new Delivery(frames, route, frames.passage(name));
        Runnable awake;
        synchronized (lock) {
            if (stopped) {
                return delivery.refused(name);
            }
            sources.computeIfAbsent(source, this::sourceTakesTurn).deliveries.add(delivery);
            waiting += delivery.size;
            awake = wake;
        }
        awake.run();
        return delivery.done;
    }

    /** Offers the same frames to several; done when each has had confirmed what of them was its own. */
    public static CompletionStage<Void> offerAll(List<Outbox> outboxes, int source, Frames frames) {
        if (outboxes.size() == 1) {
            return outboxes.get(0).offer(source, frames);
        }
        return CompletableFuture.allOf(outboxes.stream()
                .map(outbox -> outbox.offer(source, frames).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /**
     * Takes a reply of one stanza or several, which follow one another with no other reply between them. Done when all are
     * confirmed. It fails at once, and none of them goes, if one is too large, or too many replies wait already.
     */
    public CompletionStage<Void> reply(List<byte[]> stanzas) {
        ReadyFrames reply = new ReadyFrames(stanzas);
        Delivery delivery = new Delivery(reply, Route.ALL, Passage.UNSEEN);
        boolean tooLarge = stanzas.stream().anyMatch(stanza -> stanza.length > maxStanzaBytes);
        Runnable awake;
        synchronized (lock) {
            if (closed || tooLarge || replyBytes + reply.bytes() > MAX_REPLY_BYTES) {
                return delivery.refused(name);
            }
            replies.add(delivery);
            replyBytes += reply.bytes();
            waiting += delivery.size;
            awake = wake;
        }
        awake.run();
        return delivery.done;
    }

    /**
     * Gives the outbox to a transport. What an earlier one did not see confirmed is repeated; that one must not take
     * another chunk.
     *
     * @param awake called whenever there may be something to take, by any thread: it must not block
     */
    public void attach(Runnable awake) {
        rewind();
        synchronized (lock) {
            wake = awake;
        }
        if (!isEmpty()) {
            awake.run(); // whoever offered before could wake nobody
        }
    }

    /**
     * What is to be written next, as far as the window admits. Not to be called by two threads at once.
     *
     * @param buffer to put the stanzas into
     */
    public Optional<Chunk> next(byte[] buffer) {
        return next(buffer, Optional.empty());
    }

    /**
     * The same, with one stanza for many recipients where that goes. What is repeated goes to each by itself: so a stanza
     * that the multicast service will not have is not written twice.
     */
    Optional<Chunk> next(byte[] buffer, Optional<Groups> multicast) {
        List<Delivery> done = new ArrayList<>();
        Chunk chunk = new Chunk(buffer, maxStanzaBytes);
        boolean any;
        synchronized (draining) {
            while (!chunk.isFull() && fillSome(chunk, multicast)) {
                // until the buffer, the window or what waits is at its end
            }
            any = seal(chunk, done);
        }
        done.forEach(Delivery::finish);
        if (!any) {
            return Optional.empty();
        }
        for (Segment segment : chunk.segments()) {
            if (segment.isLast()) {
                segment.delivery().passage.leaves();
            }
        }
        return Optional.of(chunk);
    }

    /** The host server has taken the chunk of this number, and with it all before. To repeat it does no harm. */
    public void confirm(long number) {
        List<Delivery> done = new ArrayList<>();
        Runnable awake;
        synchronized (lock) {
            Batch first = unconfirmed.peek();
            while (first != null && first.number <= number) {
                unconfirmed.remove();
                unconfirmedStanzas -= first.stanzas;
                collectFinished(first.segments, done);
                first = unconfirmed.peek();
            }
            awake = wake;
        }
        done.forEach(Delivery::finish);
        awake.run();
    }

    /** After a fault: nobody knows what the host server took, so all that is unconfirmed goes again, and goes first. */
    public void rewind() {
        synchronized (draining) {
            synchronized (lock) {
                Batch last = unconfirmed.pollLast();
                while (last != null) {
                    repeated += last.stanzas;
                    for (int i = last.segments.size() - 1; i >= 0; i--) {
                        again.addFirst(last.segments.get(i));
                    }
                    last = unconfirmed.pollLast();
                }
                unconfirmedStanzas = 0;
            }
        }
    }

    /**
     * Takes no more deliveries and gives up what was never written; what was begun can still be confirmed or repeated.
     * Replies are taken as before: who has asked by this way has no other to be answered by.
     */
    public void stop() {
        List<Delivery> dropped = new ArrayList<>();
        synchronized (draining) {
            synchronized (lock) {
                stopped = true;
                lastBeforeStop = lastNumber;
                turns.forEach(source -> dropped.addAll(source.deliveries));
                turns.clear();
                sources.clear();
                waiting = replies.stream()
                        .mapToLong(reply -> reply.size - reply.next)
                        .sum();
            }
        }
        dropped.forEach(delivery -> delivery.refused(name));
    }

    /** Begins nothing new until {@link #goOn}: what waits stays. Replies are written as before, and so are repeats. */
    void pause() {
        synchronized (draining) {
            synchronized (lock) {
                paused = true;
                lastBeforeStop = lastNumber;
            }
        }
    }

    void goOn() {
        Runnable awake;
        synchronized (lock) {
            paused = false;
            awake = wake;
        }
        awake.run();
    }

    /** Gives up everything. */
    public void close() {
        stop();
        List<Delivery> dropped = new ArrayList<>();
        synchronized (draining) {
            rewind();
            synchronized (lock) {
                closed = true;
                dropped.addAll(replies);
                again.forEach(segment -> dropped.add(segment.delivery()));
                replies.clear();
                again.clear();
                waiting = 0;
            }
        }
        dropped.forEach(delivery -> delivery.refused(name));
    }

    /** Whether nothing waits and everything is confirmed. */
    public boolean isEmpty() {
        synchronized (lock) {
            return turns.isEmpty() && replies.isEmpty() && again.isEmpty() && unconfirmed.isEmpty();
        }
    }

    /**
     * Whether all replies are written after {@link #stop} or {@link #pause}, and whatever was written before it is confirmed. Later replies
     * are not waited for: while some come there would be no end, and they go in order with the end of the stream.
     */
    boolean isSettled() {
        synchronized (lock) {
            Batch first = unconfirmed.peek();
            return replies.isEmpty() && again.isEmpty() && (first == null || first.number > lastBeforeStop);
        }
    }

    public Figures figures() {
        synchronized (lock) {
            return new Figures(waiting, unconfirmedStanzas, replyBytes, written, repeated, undeliverable);
        }
    }

    /**
     * How full it is, and what went through it so far.
     *
     * @param waiting frames that were never written; some may be nobody's
     * @param unconfirmed stanzas written of which the host server has not said that it took them
     * @param replyBytes of replies that wait
     * @param repeated stanzas that a fault made go again
     * @param undeliverable stanzas too large for any host server, left out
     */
    public record Figures(
            long waiting, long unconfirmed, long replyBytes, long written, long repeated, long undeliverable) {}

    private Source sourceTakesTurn(int source) {
        Source joined = new Source(source);
        turns.add(joined);
        return joined;
    }

    private enum Lane {
        AGAIN,
        REPLIES,
        DELIVERIES
    }

    /** One go at the lane whose turn it is; false if there is nothing to write, or no room in the window. */
    private boolean fillSome(Chunk chunk, Optional<Groups> multicast) {
        Lane lane;
        Segment wanted;
        int room;
        int bytes;
        int stanzas = chunk.stanzas();
        int length = chunk.length();
        synchronized (lock) {
            room = window - unconfirmedStanzas - stanzas;
            bytes = Integer.MAX_VALUE - length;
            if (!again.isEmpty()) {
                lane = Lane.AGAIN;
                wanted = again.element();
            } else if (!replies.isEmpty()) {
                lane = Lane.REPLIES;
                wanted = replies.element().rest();
            } else if (!turns.isEmpty() && !paused) {
                lane = Lane.DELIVERIES;
                wanted = turns.element().deliveries.element().rest();
                room = roomToDeliver(
                        room - reserve, multicast.map(Groups::mostRecipients).orElse(1), stanzas);
                bytes = TURN_BYTES - turnBytes;
            } else {
                return false;
            }
            if (room <= 0) {
                return false;
            }
        }
        Segment done =
                chunk.fill(wanted, room, bytes, TURN_LOOKS, lane == Lane.DELIVERIES ? multicast : Optional.empty());
        synchronized (lock) {
            switch (lane) {
                case AGAIN -> afterRepeating(wanted, done);
                case REPLIES -> afterReplying(done);
                case DELIVERIES -> afterDelivering(done, chunk.stanzas() - stanzas, chunk.length() - length);
            }
        }
        return true;
    }

    /**
     * How many notifications may be written now. A stanza for many costs the host server the more for each, the fewer they
     * are, so neither the turn's end nor the window's cuts one short: the first waits for it, and it for the other.
     */
    private int roomToDeliver(int inWindow, int mostInStanza, int inChunk) {
        int inTurn = (TURN_STANZAS - turnStanzas + mostInStanza - 1) / mostInStanza * mostInStanza;
        int room = Math.min(inWindow, inTurn);
        if (room >= mostInStanza) {
            return room / mostInStanza * mostInStanza;
        }
        return unconfirmedStanzas + inChunk > 0 ? 0 : room;
    }

    private void afterRepeating(Segment wanted, Segment done) {
        again.remove();
        if (done.to() < wanted.to()) {
            again.addFirst(new Segment(wanted.delivery(), done.to(), wanted.to()));
        }
    }

    private void afterReplying(Segment done) {
        done.delivery().next = done.to();
        waiting -= done.to() - done.from();
        if (done.isLast()) {
            replies.remove();
            replyBytes -= ((ReadyFrames) done.delivery().frames).bytes();
        }
    }

    private void afterDelivering(Segment done, int stanzas, int bytes) {
        Source source = turns.element();
        done.delivery().next = done.to();
        waiting -= done.to() - done.from();
        turnStanzas += stanzas;
        turnBytes += bytes;
        if (done.isLast()) {
            source.deliveries.remove();
            begun = begun == source ? null : begun;
        }
        boolean isGuest = begun != null && begun != source;
        boolean turnEnds = turnStanzas >= TURN_STANZAS
                || turnBytes >= TURN_BYTES
                || done.to() - done.from() >= TURN_LOOKS
                || (isGuest && !source.isShort());
        if (source.deliveries.isEmpty()) {
            turns.remove();
            sources.remove(source.number);
        } else if (turnEnds && done.isLast()) {
            turns.add(turns.remove());
        } else if (turnEnds) {
            begun = source;
            letOneShortPass();
        }
        if (turnEnds || source.deliveries.isEmpty()) {
            turnStanzas = 0;
            turnBytes = 0;
        }
    }

    /**
     * A delivery that takes many turns is finished before another such is begun: until it is confirmed whole, all of it
     * is repeated after a crash. Whoever has little to send goes in between.
     */
    private void letOneShortPass() {
        for (Source source : turns) {
            if (source != begun && source.isShort()) {
                turns.remove(source);
                turns.addFirst(source);
                return;
            }
        }
    }

    /** Counts the chunk as written; it has to be on record before its first byte can be confirmed. */
    private boolean seal(Chunk chunk, List<Delivery> done) {
        boolean any = chunk.stanzas() > 0;
        synchronized (lock) {
            undeliverable += chunk.undeliverable();
            if (any) {
                lastNumber++;
                unconfirmed.add(new Batch(chunk.numbered(lastNumber).number(), chunk.stanzas(), chunk.segments()));
                unconfirmedStanzas += chunk.stanzas();
                written += chunk.stanzas();
            } else if (unconfirmed.isEmpty()) {
                collectFinished(chunk.segments(), done);
            } else {
                // Nothing to send; done when what was before it is.
                unconfirmed.getLast().segments.addAll(chunk.segments());
            }
        }
        if (chunk.undeliverable() > 0) {
            logger.error(
                    "outbox={}: {} stanzas of more than {} bytes left out; lower the payload limit or raise"
                            + " link.max-outbound-bytes here and the host server's limit",
                    name,
                    chunk.undeliverable(),
                    maxStanzaBytes);
        }
        return any;
    }

    private static void collectFinished(List<Segment> segments, List<Delivery> done) {
        for (Segment segment : segments) {
            if (segment.isLast()) {
                done.add(segment.delivery());
            }
        }
    }

    private record Batch(long number, int stanzas, List<Segment> segments) {}

    private static final class Source {
        private final int number;
        private final Deque<Delivery> deliveries = new ArrayDeque<>();

        private Source(int number) {
            this.number = number;
        }

        /** Whether what is next is soon over. */
        private boolean isShort() {
            Delivery next = deliveries.peek();
            return next != null && next.size - next.next <= SHORT_STANZAS;
        }
    }
}
