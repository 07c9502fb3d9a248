package im.fanfare.cluster;

import im.fanfare.schema.Expiries;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * Sweeps the alarms of all nodes every few seconds, at one member for all: a cluster singleton. Were there two of it for
 * a while, nodes would be woken for nothing.
 */
public final class ExpirySweeper {
    /** What it accepts. */
    sealed interface Message {}

    private record Tick() implements Message {}

    private record Swept(ExpirySweep.Position position) implements Message {}

    private record Failed(Throwable cause) implements Message {}

    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(2);

    private final ActorContext<Message> context;
    private final ExpirySweep sweep;
    private final Clock clock;
    private final Times sweeps;

    /**
     * Has the members of the cluster, of which this is one, sweep for the nodes behind the gateway.
     *
     * @param sweeps where this one counts its own
     */
    public static void start(ActorSystem<?> system, Expiries expiries, NodeGateway nodes, Clock clock, Times sweeps) {
        ClusterSingleton.get(system)
                .init(SingletonActor.of(
                        create(new ExpirySweep(expiries, nodes::ask), clock, sweeps), "expiry-sweeper"));
    }

    private static Behavior<Message> create(ExpirySweep sweep, Clock clock, Times sweeps) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Tick(), BETWEEN_SWEEPS);
            return new ExpirySweeper(context, sweep, clock, sweeps).beginning();
        }));
    }

    private ExpirySweeper(ActorContext<Message> context, ExpirySweep sweep, Clock clock, Times sweeps) {
        this.context = context;
        this.sweep = sweep;
        this.clock = clock;
        this.sweeps = sweeps;
    }

    private Behavior<Message> beginning() {
        return Behaviors.receive(Message.class)
                .onMessage(Tick.class, tick -> {
                    pipe(() -> sweep.begin(clock.instant()));
                    return sweeping(beginning());
                })
                .build();
    }

    private Behavior<Message> swept(ExpirySweep.Position position) {
        return Behaviors.receive(Message.class)
                .onMessage(Tick.class, tick -> {
                    pipe(() -> sweep.sweep(position, clock.instant()));
                    return sweeping(swept(position));
                })
                .build();
    }

    /** @param before where it goes on if this fails */
    private Behavior<Message> sweeping(Behavior<Message> before) {
        return Behaviors.receive(Message.class)
                .onMessage(Tick.class, tick -> Behaviors.same())
                .onMessage(Swept.class, done -> swept(done.position()))
                .onMessage(Failed.class, failed -> {
                    context.getLog().warn("items that expired may be told of later", failed.cause());
                    return before;
                })
                .build();
    }

    private void pipe(Supplier<CompletionStage<ExpirySweep.Position>> step) {
        context.pipeToSelf(
                sweeps.measure(step), (position, fault) -> fault == null ? new Swept(position) : new Failed(fault));
    }
}
