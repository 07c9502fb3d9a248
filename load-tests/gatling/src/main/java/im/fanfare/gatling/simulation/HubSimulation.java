package im.fanfare.gatling.simulation;

import static im.fanfare.gatling.hub.HubDsl.USER;
import static im.fanfare.gatling.hub.HubDsl.createNode;
import static im.fanfare.gatling.hub.HubDsl.subscribe;
import static im.fanfare.gatling.notification.Completeness.everythingArrived;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import im.fanfare.gatling.Run;
import im.fanfare.gatling.engine.Attribute;
import im.fanfare.gatling.hub.Hub;
import im.fanfare.load.Audience;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What all questions to Fanfare alone have in common: nodes and their subscribers, and the count at the end. */
abstract class HubSimulation extends Simulation {
    private static final int SUBSCRIBES_UNDER_WAY = 256;
    private static final int LOGGED = 1000;
    private static final int PATIENT = 30;
    private static final Attribute<Audience> NODE = new Attribute<>("node", Audience.class);

    final Run run = Run.current();
    final Hub hub = run.protocol(Hub.class);

    HubSimulation() {
        hub.notifications().begin();
    }

    @Override
    public void before() {
        run.start();
    }

    /** So many latencies of each publish are logged, however many are told. */
    final void logAsFewAs(int subscribers) {
        hub.notifications().logEvery(subscribers / LOGGED);
    }

    /** Creates these nodes, and subscribes all of their audiences, as fast as it goes with 256 under way. */
    final PopulationBuilder prepare(List<Audience> audiences) {
        AtomicInteger created = new AtomicInteger();
        ChainBuilder create = asLongAs(session -> created.get() < audiences.size())
                .on(exec(createNode(session -> audiences.get(created.getAndIncrement())))
                        .exitHereIfFailed());
        return scenario("create nodes")
                .exec(create)
                .injectOpen(atOnceUsers(1))
                .andThen(scenario("subscribers")
                        .exec(subscribeAll(audiences))
                        .injectOpen(atOnceUsers(SUBSCRIBES_UNDER_WAY)));
    }

    /** The last that happens. */
    final PopulationBuilder conclusion() {
        return conclusion(() -> 0L);
    }

    final PopulationBuilder conclusion(Supplier<Long> repeats) {
        return scenario("conclusion").exec(everythingArrived(repeats)).injectOpen(atOnceUsers(1));
    }

    private static ChainBuilder subscribeAll(List<Audience> audiences) {
        AtomicLong next = new AtomicLong();
        long[] behind = new long[audiences.size()];
        long all = 0;
        for (int node = 0; node < behind.length; node++) {
            all += audiences.get(node).size();
            behind[node] = all;
        }
        long total = all;
        return asLongAs(session -> next.get() < total)
                .on(exec(session -> {
                            long number = next.getAndIncrement();
                            if (number >= total) {
                                return session.markAsFailed();
                            }
                            int node = 0;
                            while (behind[node] <= number) {
                                node++;
                            }
                            Audience audience = audiences.get(node);
                            int user = audience.first() + (int) (number - behind[node] + audience.size());
                            return NODE.in(session.set(USER, user), audience);
                        })
                        .exitHereIfFailed()
                        .exec(subscribe(NODE::of).askingAgain(PATIENT)));
    }
}
