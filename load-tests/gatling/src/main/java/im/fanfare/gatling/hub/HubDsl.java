package im.fanfare.gatling.hub;

import im.fanfare.gatling.engine.Attribute;
import im.fanfare.gatling.engine.Engine;
import im.fanfare.load.Audience;
import im.fanfare.load.Publication;
import im.fanfare.load.Stay;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The steps of a scenario. Who takes them is in the session's attribute {@link #USER}: a number, and so an address.
 */
public final class HubDsl {
    /** Session attribute: the user's number, an Integer. */
    public static final String USER = "user";

    private static final String PUBLICATION = "publication";
    private static final Attribute<Staying> STAY = new Attribute<>("stay", Staying.class);
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final Duration STALLED = Duration.ofSeconds(30);

    private HubDsl() {}

    /** Creates the node, open and with ten items; its owner is its first subscriber. */
    public static Ask createNode(Function<Session, Audience> node) {
        return Ask.of("create node", (hub, session) -> {
            Audience audience = node.apply(session);
            return new Ask.Asked(hub.askAsOwner(audience, hub.script().create(audience.node())), session);
        });
    }

    /** One of the node's audience, who stays. */
    public static Ask subscribe(Function<Session, Audience> node) {
        return Ask.of("subscribe", (hub, session) -> {
            int user = session.getInt(USER);
            String body = hub.script().subscribe(node.apply(session).node(), hub.user(user));
            return new Ask.Asked(hub.ask(user, "set", body), session);
        });
    }

    /** Somebody beside the audience, who will leave again by {@link #unsubscribe}. */
    public static Ask subscribeForAWhile(Function<Session, Audience> node) {
        return Ask.of("subscribe", (hub, session) -> {
                    int user = session.getInt(USER);
                    Audience audience = node.apply(session);
                    Stay stay = hub.arrives(audience, user);
                    String body = hub.script().subscribe(audience.node(), hub.user(user));
                    return new Ask.Asked(
                            hub.ask(user, "set", body), STAY.in(session, new Staying(hub, audience, stay)));
                })
                .then((session, answer) -> {
                    Staying staying = STAY.of(session);
                    staying.hub().checker().subscribed(staying.stay());
                    return session;
                });
    }

    /** Ends what {@link #subscribeForAWhile} began, once everything due has come. */
    public static List<ActionBuilder> unsubscribe() {
        ActionBuilder last = Engine.step("await what is due", turn -> {
            Staying staying = STAY.of(turn.session());
            await(turn, System.nanoTime(), () -> staying.hub().checker().owed(staying.stay()) == 0);
        });
        Ask unsubscribe = Ask.of("unsubscribe", (hub, session) -> {
                    int user = session.getInt(USER);
                    Staying staying = STAY.of(session);
                    hub.checker().leaves(staying.stay());
                    String body = hub.script().unsubscribe(staying.audience().node(), hub.user(user));
                    return new Ask.Asked(hub.ask(user, "set", body), session);
                })
                .then((session, answer) -> {
                    Staying staying = STAY.of(session);
                    staying.hub().checker().left(staying.stay());
                    return session;
                });
        return List.of(last, unsubscribe);
    }

    /** The owner's next item. */
    public static Ask publish(Function<Session, Audience> node) {
        return Ask.of("publish", (hub, session) -> {
            Hub.Published published = hub.publish(node.apply(session));
            return new Ask.Asked(published.request(), session.set(PUBLICATION, published.publication()));
        });
    }

    /** The newest item of a node, as one who comes back asks for it: XEP-0060 §6.5.7. */
    public static Ask fetchNewestItem(Function<Session, Audience> node) {
        return Ask.of("fetch newest item", (hub, session) -> {
            String body = hub.script().newestItem(node.apply(session).node());
            return new Ask.Asked(hub.ask(session.getInt(USER), "get", body), session);
        });
    }

    /** What this user is subscribed to: XEP-0060 §5.6. */
    public static Ask fetchSubscriptions() {
        return Ask.of(
                "fetch subscriptions",
                (hub, session) -> new Ask.Asked(
                        hub.ask(session.getInt(USER), "get", hub.script().subscriptions()), session));
    }

    /** Until every subscriber has been told of this user's last item; reported from publish to then. */
    public static ActionBuilder awaitNotifications(String name) {
        return Engine.step(name, turn -> {
            Hub hub = turn.plugin(Hub.class);
            Optional<Publication> publication = publication(turn.session());
            if (publication.isEmpty()) {
                turn.fail(); // its publish was
                return;
            }
            long began = turn.now()
                    - TimeUnit.NANOSECONDS.toMillis(
                            System.nanoTime() - publication.get().sent());
            AtomicBoolean over = new AtomicBoolean();
            var tooLate = turn.unlessCancelled(STALLED.multipliedBy(2), () -> {
                if (over.compareAndSet(false, true)) {
                    turn.log(name, began, turn.now(), "not everybody was told");
                    turn.fail();
                }
            });
            var unused = publication.get().delivery().thenRun(() -> {
                if (over.compareAndSet(false, true)) {
                    tooLate.cancel(false);
                    hub.notifications()
                            .latencies()
                            .record(name, publication.get().nanosToLast());
                    turn.log(name, began, turn.now(), null);
                    turn.next();
                }
            });
        });
    }

    /** Until the component has so many links. */
    public static ActionBuilder awaitLinks(int connections) {
        return Engine.step("await links", turn -> {
            Hub hub = turn.plugin(Hub.class);
            await(turn, System.nanoTime(), () -> hub.host().connections() >= connections);
        });
    }

    /** The last item that this user has published, acknowledged or not. */
    public static Optional<Publication> publication(Session session) {
        return session.contains(PUBLICATION) ? Optional.ofNullable(session.get(PUBLICATION)) : Optional.empty();
    }

    private record Staying(Hub hub, Audience audience, Stay stay) {}

    private static void await(Engine.Turn turn, long since, Supplier<Boolean> done) {
        if (done.get() || System.nanoTime() - since > STALLED.toNanos()) {
            turn.next();
        } else {
            turn.later(GLANCE, () -> await(turn, since, done));
        }
    }
}
