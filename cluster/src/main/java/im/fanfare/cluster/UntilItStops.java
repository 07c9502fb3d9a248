package im.fanfare.cluster;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorSignalInterceptor;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;

/** Does something when a node stops, in whichever of its states. */
final class UntilItStops extends BehaviorSignalInterceptor<NodeEntity.Message> {
    private final Runnable then;

    UntilItStops(Runnable then) {
        this.then = then;
    }

    @Override
    public Behavior<NodeEntity.Message> aroundSignal(
            TypedActorContext<NodeEntity.Message> context, Signal signal, SignalTarget<NodeEntity.Message> target) {
        if (signal instanceof PostStop) {
            then.run();
        }
        return target.apply(context, signal);
    }
}
