package im.fanfare.component.shared;

import im.fanfare.component.link.Barriers;
import im.fanfare.component.link.HostServerLinks;
import im.fanfare.component.link.Link;
import im.fanfare.component.link.LinkConfig;
import im.fanfare.component.link.StanzaHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Holds the one link of a service for all members: a cluster singleton.
 *
 * <p>It takes chunks of stanzas from each member in the order of their numbers, and says which ones the host server has
 * taken. A chunk that does not follow the one before, or comes from a session that began with another holder, is not
 * taken; its sender is told to begin again. Before it leaves in good order, everybody has heard what the host server has
 * taken, so that nothing is repeated.
 */
final class LinkHolder {
    /** What the holder accepts. */
    sealed interface Message {}

    /**
     * Stanzas to be written.
     *
     * @param session of the sender; a new one begins with everything that is not confirmed
     * @param previous the number of the chunk before this one in the session; 0 for the first
     */
    record Take(long session, long previous, long number, StanzasAsBytes stanzas, ActorRef<SharedLink.Message> replyTo)
            implements Message {}

    /** Is the link up, and is {@code last} the newest chunk that came? */
    record Check(long session, long last, ActorRef<SharedLink.Message> replyTo) implements Message {}

    /** The link is to be held elsewhere, or nowhere. */
    record Stop() implements Message {}

    /** A member knows that this holder leaves, and all that it said before. */
    record Farewell(ActorRef<SharedLink.Message> from) implements Message {}

    private record Closed() implements Message {}

    private record TooLong() implements Message {}

    /** Members that are gone do not say farewell. */
    private static final Duration FAREWELLS = Duration.ofSeconds(1);

    /** What has come from one member. */
    private record Session(long id, long last, int source) {}

    private final ActorContext<Message> context;
    private final HostServerLinks links;
    private final Map<ActorRef<SharedLink.Message>, Session> sessions = new HashMap<>();

    /** @param held is told of the link before it is opened */
    static Behavior<Message> create(
            LinkConfig config,
            Barriers barriers,
            StanzaHandler requests,
            Link.Listener listener,
            Consumer<HostServerLinks> held) {
        return Behaviors.setup(context -> {
            HostServerLinks links = HostServerLinks.of(List.of(config), barriers, requests, listener);
            held.accept(links);
            links.start();
            return new LinkHolder(context, links).holding();
        });
    }

    private LinkHolder(ActorContext<Message> context, HostServerLinks links) {
        this.context = context;
        this.links = links;
    }

    private Behavior<Message> holding() {
        return Behaviors.receive(Message.class)
                .onMessage(Take.class, this::onTake)
                .onMessage(Check.class, this::onCheck)
                .onMessage(Stop.class, stop -> leaving())
                .onSignal(PostStop.class, this::onStopped)
                .build();
    }

    /** The host server takes what was written; what comes now goes to the next holder. */
    private Behavior<Message> leaving() {
        context.pipeToSelf(CompletableFuture.runAsync(links::close), (closed, fault) -> new Closed());
        Set<ActorRef<SharedLink.Message>> members = new HashSet<>(sessions.keySet());
        return Behaviors.receive(Message.class)
                .onMessage(Closed.class, closed -> {
                    members.forEach(member -> member.tell(new SharedLink.Leaving(context.getSelf())));
                    context.scheduleOnce(FAREWELLS, context.getSelf(), new TooLong());
                    return members.isEmpty() ? Behaviors.stopped() : Behaviors.same();
                })
                .onMessage(Farewell.class, farewell -> {
                    members.remove(farewell.from());
                    return members.isEmpty() ? Behaviors.stopped() : Behaviors.same();
                })
                .onMessage(TooLong.class, tooLong -> Behaviors.stopped())
                .onAnyMessage(later -> Behaviors.same())
                .onSignal(PostStop.class, this::onStopped)
                .build();
    }

    private Behavior<Message> onTake(Take take) {
        Session known = sessions.get(take.replyTo());
        boolean begins = take.previous() == 0;
        boolean follows = known != null && known.id() == take.session() && known.last() == take.previous();
        if (!begins && !follows) {
            take.replyTo().tell(new SharedLink.Again(take.session()));
            return Behaviors.same();
        }
        // The same source for all sessions of a member: what an earlier one left here goes first.
        int source = known == null ? sessions.size() : known.source();
        sessions.put(take.replyTo(), new Session(take.session(), take.number(), source));
        links.deliver(source, take.stanzas()).whenComplete((done, fault) -> {
            if (fault == null) {
                take.replyTo().tell(new SharedLink.Taken(take.session(), take.number()));
            }
        });
        return Behaviors.same();
    }

    private Behavior<Message> onCheck(Check check) {
        Session known = sessions.get(check.replyTo());
        boolean complete = known != null && known.id() == check.session() && known.last() == check.last();
        if (check.last() != 0 && !complete) {
            check.replyTo().tell(new SharedLink.Again(check.session()));
        }
        boolean up = links.links().stream().allMatch(link -> link.state() == Link.State.UP);
        check.replyTo().tell(new SharedLink.Held(up, context.getSelf()));
        return Behaviors.same();
    }

    private Behavior<Message> onStopped(PostStop stopped) {
        links.close();
        return Behaviors.same();
    }
}
