package im.fanfare.component;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Whether something that a member depends on answers. It is asked again some seconds after each answer; one that keeps
 * silent for longer counts as away.
 */
final class Pulse {
    private static final long BETWEEN = Duration.ofSeconds(2).toNanos();
    private static final long SILENCE = Duration.ofSeconds(10).toNanos();

    private final Supplier<CompletionStage<Boolean>> ask;
    private boolean isAsking;
    private boolean answers;
    private long lastAsked = System.nanoTime() - BETWEEN;
    private long lastHeard;

    Pulse(Supplier<CompletionStage<Boolean>> ask) {
        this.ask = ask;
    }

    /** Whether the last answer was yes, and was not long ago. Asks again in the background if it is time. */
    synchronized boolean answers() {
        long now = System.nanoTime();
        if (!isAsking && now - lastAsked >= BETWEEN) {
            isAsking = true;
            lastAsked = now;
            ask.get().whenComplete((yes, fault) -> heard(fault == null && yes));
        }
        return answers && now - lastHeard < SILENCE;
    }

    private synchronized void heard(boolean yes) {
        isAsking = false;
        answers = yes;
        lastHeard = System.nanoTime();
    }
}
