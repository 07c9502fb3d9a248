package im.fanfare.component.shared;

import im.fanfare.component.link.Chunk;
import im.fanfare.component.link.Outbox;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * This member's way to a link that another member, or this one, holds: the transport of its {@link Outbox}.
 *
 * <p>What the outbox holds goes to the holder in numbered chunks, and is confirmed once the host server has taken it.
 * When the holder is another than before, or misses a chunk, all that is unconfirmed goes again in a new session, in
 * order and before anything new.
 */
final class SharedLink {
    /** What it accepts. */
    sealed interface Message {}

    /** The host server has taken the chunk of this number, and with it all before. */
    record Taken(long session, long number) implements Message {}

    /** The holder does not know this session, or misses a chunk of it. */
    record Again(long session) implements Message {}

    /** Who holds the link, and whether it is up. */
    record Held(boolean up, ActorRef<LinkHolder.Message> holder) implements Message {}

    /** The holder leaves; what it has not called taken, the next one is to have. */
    record Leaving(ActorRef<LinkHolder.Message> holder) implements Message {}

    private record Filled() implements Message {}

    private record Tick() implements Message {}

    private record HolderGone(ActorRef<LinkHolder.Message> holder) implements Message {}

    /** A host server's few milliseconds of work, and less than a frame between members holds. */
    private static final int CHUNK_BYTES = 64 << 10;

    /** How often the holder is asked; a chunk that got lost between members waits no longer. */
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);

    private final ActorContext<Message> context;
    private final ActorRef<LinkHolder.Message> holders;
    private final Outbox outbox;
    private final AtomicBoolean up;
    private final AtomicBoolean filled = new AtomicBoolean();
    private final byte[] buffer = new byte[CHUNK_BYTES];

    /** Where the conversation with a holder stands. */
    private record Session(long id, long last, Optional<ActorRef<LinkHolder.Message>> holder) {
        static Session fresh(Optional<ActorRef<LinkHolder.Message>> holder) {
            return new Session(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE), 0, holder);
        }
    }

    /**
     * Attaches to the outbox.
     *
     * @param holders whoever is the holder at the time: the singleton's proxy
     * @param up is set to whether the link is up
     */
    static Behavior<Message> create(ActorRef<LinkHolder.Message> holders, Outbox outbox, AtomicBoolean up) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Tick(), Duration.ZERO, BETWEEN_CHECKS);
            SharedLink link = new SharedLink(context, holders, outbox, up);
            outbox.attach(link::wake);
            return link.sending(Session.fresh(Optional.empty()));
        }));
    }

    private SharedLink(
            ActorContext<Message> context, ActorRef<LinkHolder.Message> holders, Outbox outbox, AtomicBoolean up) {
        this.context = context;
        this.holders = holders;
        this.outbox = outbox;
        this.up = up;
    }

    /** Any thread: one message says for any number of offers that there is something to take. */
    private void wake() {
        if (filled.compareAndSet(false, true)) {
            context.getSelf().tell(new Filled());
        }
    }

    private Behavior<Message> sending(Session session) {
        return Behaviors.receive(Message.class)
                .onMessage(Filled.class, message -> {
                    filled.set(false);
                    return sending(drain(session));
                })
                .onMessage(Taken.class, taken -> onTaken(session, taken))
                .onMessage(Again.class, again -> again.session() == session.id() ? again(session) : Behaviors.same())
                .onMessage(Held.class, held -> onHeld(session, held))
                .onMessage(Leaving.class, leaving -> onLeaving(session, leaving))
                .onMessage(HolderGone.class, gone -> onHolderGone(session, gone))
                .onMessage(Tick.class, tick -> {
                    holders.tell(new LinkHolder.Check(session.id(), session.last(), context.getSelf()));
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<Message> onTaken(Session session, Taken taken) {
        if (taken.session() != session.id()) {
            return Behaviors.same();
        }
        outbox.confirm(taken.number());
        return sending(drain(session));
    }

    private Session drain(Session from) {
        Session session = from;
        Optional<Chunk> chunk = outbox.next(buffer);
        while (chunk.isPresent()) {
            long number = chunk.get().number();
            holders.tell(
                    new LinkHolder.Take(session.id(), session.last(), number, stanzas(chunk.get()), context.getSelf()));
            session = new Session(session.id(), number, session.holder());
            chunk = outbox.next(buffer);
        }
        return session;
    }

    private static StanzasAsBytes stanzas(Chunk chunk) {
        return new StanzasAsBytes(chunk.ends(), Arrays.copyOf(chunk.bytes(), chunk.length()));
    }

    private Behavior<Message> again(Session session) {
        outbox.rewind();
        return sending(drain(Session.fresh(session.holder())));
    }

    private Behavior<Message> onHeld(Session session, Held held) {
        up.set(held.up());
        if (session.holder().equals(Optional.of(held.holder()))) {
            return Behaviors.same();
        }
        context.watchWith(held.holder(), new HolderGone(held.holder()));
        return sending(new Session(session.id(), session.last(), Optional.of(held.holder())));
    }

    private Behavior<Message> onLeaving(Session session, Leaving leaving) {
        leaving.holder().tell(new LinkHolder.Farewell(context.getSelf()));
        up.set(false);
        return again(new Session(session.id(), session.last(), Optional.empty()));
    }

    private Behavior<Message> onHolderGone(Session session, HolderGone gone) {
        if (!session.holder().equals(Optional.of(gone.holder()))) {
            return Behaviors.same();
        }
        up.set(false);
        return again(new Session(session.id(), session.last(), Optional.empty()));
    }
}
