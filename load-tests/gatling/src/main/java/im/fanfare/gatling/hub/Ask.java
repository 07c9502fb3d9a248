package im.fanfare.gatling.hub;

import im.fanfare.gatling.engine.Engine;
import im.fanfare.load.Requests;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A step: one request, and what is expected of the answer.
 *
 * @param name in the report
 * @param repeats how often one who is told to wait (RFC 6120 §8.3.2) asks again
 */
public record Ask(
        Function<Session, String> name,
        Asking asking,
        Check check,
        BiFunction<Session, Requests.Answer, Session> then,
        int repeats)
        implements ActionBuilder {
    /** In the report: an answer that asks for patience, before the one that counts. */
    public static final String TOLD_TO_WAIT = "told to wait";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** A request under way, and what its user knows from then on. */
    record Asked(Requests.Request request, Session session) {}

    /** Sends the request. */
    @FunctionalInterface
    interface Asking {
        Asked ask(Hub hub, Session session) throws IOException;
    }

    /** What is wrong with an answer, in a few words, or null. */
    @FunctionalInterface
    public interface Check {
        /**
         * Looks at an answer.
         *
         * @param fault a {@link Requests.Refused}, or another reason why there is no result
         */
        @Nullable
        String fault(Session session, Requests.@Nullable Answer answer, @Nullable Throwable fault);
    }

    /** An IQ result. */
    public static Check acknowledged() {
        return (session, answer, fault) -> fault == null ? null : briefly(fault);
    }

    /** An IQ result, or none because the link was cut meanwhile. */
    public static Check acknowledgedUnlessCut() {
        return (session, answer, fault) -> fault instanceof Requests.Refused ? briefly(fault) : null;
    }

    /** An IQ result, or an error that asks for patience. */
    public static Check acknowledgedOrToldToWait() {
        return (session, answer, fault) ->
                fault == null || fault instanceof Requests.Refused refused && refused.isForNow()
                        ? null
                        : briefly(fault);
    }

    static Ask of(String name, Asking asking) {
        return new Ask(session -> name, asking, acknowledged(), (session, answer) -> session, 0);
    }

    public Ask named(Function<Session, String> name) {
        return new Ask(name, asking, check, then, repeats);
    }

    public Ask check(Check check) {
        return new Ask(name, asking, check, then, repeats);
    }

    /** What the user knows once there is an answer that passed. */
    public Ask then(BiFunction<Session, Requests.Answer, Session> then) {
        return new Ask(name, asking, check, then, repeats);
    }

    public Ask askingAgain(int repeats) {
        return new Ask(name, asking, check, then, repeats);
    }

    @Override
    public io.gatling.core.action.builder.ActionBuilder asScala() {
        return Engine.step("ask", turn -> begin(turn, turn.now(), System.nanoTime(), repeats))
                .asScala();
    }

    /** The times are those of the first try. */
    private void begin(Engine.Turn turn, long began, long nanos, int left) {
        Hub hub = turn.plugin(Hub.class);
        Asked asked;
        try {
            asked = asking.ask(hub, turn.session());
        } catch (IOException e) {
            end(turn, turn.session(), began, Optional.empty(), e);
            return;
        }
        String id = asked.request().id();
        Future<?> tooLate = turn.unlessCancelled(
                PATIENCE,
                () -> hub.host()
                        .requests()
                        .giveUp(id, new IOException("no answer within " + PATIENCE.toSeconds() + " s")));
        var unused = asked.request().answered().whenComplete((answer, fault) -> {
            tooLate.cancel(false);
            if (left > 0 && fault instanceof Requests.Refused refused && refused.isForNow()) {
                hub.notifications().latencies().record(TOLD_TO_WAIT, System.nanoTime() - nanos);
                turn.log(TOLD_TO_WAIT, began, turn.now(), null);
                long pause = ThreadLocalRandom.current().nextLong(PAUSE.toNanos(), 2 * PAUSE.toNanos());
                turn.later(Duration.ofNanos(pause), () -> begin(turn, began, nanos, left - 1));
                return;
            }
            if (fault == null) {
                hub.notifications().latencies().record(name.apply(asked.session()), answer.moment() - nanos);
            }
            end(turn, asked.session(), began, Optional.ofNullable(answer), fault);
        });
    }

    private void end(
            Engine.Turn turn,
            Session session,
            long began,
            Optional<Requests.Answer> answer,
            @Nullable Throwable fault) {
        String wrong = check.fault(session, answer.orElse(null), fault);
        turn.log(name.apply(session), began, turn.now(), wrong);
        if (wrong != null) {
            turn.fail();
        } else {
            turn.next(answer.map(a -> then.apply(session, a)).orElse(session));
        }
    }

    private static String briefly(Throwable fault) {
        String words = String.valueOf(fault.getMessage());
        int error = words.indexOf("<error");
        return error < 0 ? words : words.substring(error);
    }
}
