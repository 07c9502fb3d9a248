package im.fanfare.gatling.engine;

import com.typesafe.scalalogging.Logger;
import io.gatling.commons.stats.Status;
import io.gatling.commons.util.Clock;
import io.gatling.core.CoreComponents;
import io.gatling.core.action.Action;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.core.protocol.Protocol;
import io.gatling.core.protocol.ProtocolComponents;
import io.gatling.core.protocol.ProtocolKey;
import io.gatling.core.stats.StatsEngine;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.ProtocolBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.Option;
import scala.collection.immutable.List;
import scala.runtime.BoxedUnit;

/**
 * All that we use of Gatling's insides, which may change with any release: steps that end whenever they say, protocols
 * with a state of their own, and responses that are no request's. Everything else is written in its Java DSL.
 */
public final class Engine {
    private Engine() {}

    /** Gatling's statistics. */
    public record Statistics(StatsEngine stats, Clock clock) {
        /** In milliseconds, on the clock of the report. */
        public long now() {
            return clock.nowMillis();
        }

        /**
         * Logs what was asked and answered.
         *
         * @param scenario that the report counts it to
         */
        public void response(String scenario, String name, long beganMillis, long endedMillis) {
            log(scenario, List.<String>newBuilder().result(), name, beganMillis, endedMillis, null);
        }

        private void log(
                String scenario, List<String> groups, String name, long began, long ended, @Nullable String fault) {
            stats.logResponse(
                    scenario,
                    groups,
                    name,
                    began,
                    ended,
                    Status.apply(fault == null ? "OK" : "KO"),
                    Option.empty(),
                    Option.apply(fault));
        }
    }

    /** What a protocol has of its own. */
    public interface Plugin {
        /** May be called several times in a run: Gatling asks once for every scenario. */
        void started(Statistics statistics);
    }

    /** What one user does next. */
    @FunctionalInterface
    public interface Step {
        /** Returns soon; ends the turn later, on any thread. */
        void begin(Turn turn);
    }

    /** For {@code setUp(…).protocols(…)}. */
    public static ProtocolBuilder protocol(Plugin plugin) {
        return new Carrier(plugin);
    }

    /** A step of users of a protocol. */
    public static ActionBuilder step(String name, Step step) {
        return builder(name, step, true);
    }

    /** A step that needs no protocol of ours. */
    public static ActionBuilder stepOfAny(String name, Step step) {
        return builder(name, step, false);
    }

    private static ActionBuilder builder(String name, Step step, boolean isPlugged) {
        return () -> (context, next) -> {
            Optional<Plugin> plugin = isPlugged
                    ? Optional.of(
                            context.protocolComponentsRegistry().components(KEY).plugin())
                    : Optional.empty();
            return new StepAction(name, step, context, next, plugin);
        };
    }

    /** One user at one step. */
    public static final class Turn {
        private final StepAction action;
        private final io.gatling.core.session.Session session;

        private Turn(StepAction action, io.gatling.core.session.Session session) {
            this.action = action;
            this.session = session;
        }

        public Session session() {
            return new Session(session);
        }

        public <P extends Plugin> P plugin(Class<P> type) {
            return type.cast(action.plugin.orElseThrow());
        }

        /** In milliseconds, on the clock of the report. */
        public long now() {
            return action.statistics.now();
        }

        /**
         * Logs what took so long.
         *
         * @param fault why it counts as failed, or null
         */
        public void log(String name, long beganMillis, long endedMillis, @Nullable String fault) {
            action.statistics.log(
                    session.scenario(), session.groups(), name, beganMillis, Math.max(beganMillis, endedMillis), fault);
        }

        public void later(Duration delay, Runnable task) {
            var unused = unlessCancelled(delay, task);
        }

        /** As {@link #later}, unless the future is cancelled before. */
        public Future<?> unlessCancelled(Duration delay, Runnable task) {
            return session.eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        }

        /** The turn is over. */
        public void next(Session session) {
            action.next.$bang(session.asScala());
        }

        public void next() {
            action.next.$bang(session);
        }

        public void fail() {
            action.next.$bang(session.markAsFailed());
        }
    }

    private record Carrier(Plugin plugin) implements Protocol, ProtocolBuilder {
        @Override
        public Protocol protocol() {
            return this;
        }
    }

    private record Components(Plugin plugin) implements ProtocolComponents {
        @Override
        public Function1<io.gatling.core.session.Session, io.gatling.core.session.Session> onStart() {
            return session -> session;
        }

        @Override
        public Function1<io.gatling.core.session.Session, BoxedUnit> onExit() {
            return session -> BoxedUnit.UNIT;
        }
    }

    private static final ProtocolKey<Carrier, Components> KEY = new ProtocolKey<>() {
        @Override
        @SuppressWarnings({"unchecked", "rawtypes"}) // as Scala sees it, a class of Protocol
        public Class<Protocol> protocolClass() {
            return (Class) Carrier.class;
        }

        @Override
        public Carrier defaultProtocolValue(GatlingConfiguration configuration) {
            throw new IllegalStateException("setUp(…) names no protocol of ours");
        }

        @Override
        public Function1<Carrier, Components> newComponents(CoreComponents core) {
            return carrier -> {
                carrier.plugin().started(new Statistics(core.statsEngine(), core.clock()));
                return new Components(carrier.plugin());
            };
        }
    };

    /** A trait of Scala's, whose logger Java has to bring along. */
    private static final class StepAction implements Action {
        private final String name;
        private final Step step;
        private final Action next;
        private final Statistics statistics;
        private final Optional<Plugin> plugin;
        private Logger logger = Logger.apply(Engine.class);

        private StepAction(String name, Step step, ScenarioContext context, Action next, Optional<Plugin> plugin) {
            this.name = name;
            this.step = step;
            this.next = next;
            this.statistics = new Statistics(
                    context.coreComponents().statsEngine(),
                    context.coreComponents().clock());
            this.plugin = plugin;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void execute(io.gatling.core.session.Session session) {
            step.begin(new Turn(this, session));
        }

        @Override
        public Logger logger() {
            return logger;
        }

        @Override
        public void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(Logger logger) {
            this.logger = logger;
        }
    }
}
