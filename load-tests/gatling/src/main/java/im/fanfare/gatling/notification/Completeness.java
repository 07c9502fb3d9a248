package im.fanfare.gatling.notification;

import im.fanfare.gatling.engine.Engine;
import im.fanfare.load.Findings;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.CoreDsl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The end of every simulation: what was lost, repeated, reordered or damaged, as steps and assertions. */
public final class Completeness {
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final Duration LATE_REPEATS = Duration.ofSeconds(1);
    private static final Duration STALLED = Duration.ofSeconds(30);
    private static final String LOST = "nothing lost";
    private static final String REPEATED = "nothing repeated";
    private static final String REORDERED = "nothing reordered";
    private static final String DAMAGED = "nothing damaged, ambiguous or stray";

    private Completeness() {}

    /**
     * Waits until everybody has been told of everything, or nothing has come for half a minute, and puts down what was
     * lost, repeated, reordered or damaged.
     *
     * @param repeats as many are in order
     */
    public static ActionBuilder everythingArrived(Supplier<Long> repeats) {
        return Engine.step("everything arrived", turn -> {
            Notifications all = turn.plugin(Notifying.class).notifications();
            await(turn, all, repeats, all.count(), System.nanoTime());
        });
    }

    /** That {@link #everythingArrived} was there and found nothing, and that nothing was refused. */
    public static List<Assertion> complete() {
        return complete(CoreDsl.global());
    }

    /** The same where a request may fail that is made again: that there were these, and none of them failed. */
    public static List<Assertion> complete(String... requests) {
        return complete(Stream.of(requests).map(CoreDsl::details).toArray(Assertion.WithPath[]::new));
    }

    private static List<Assertion> complete(Assertion.WithPath... unfailing) {
        List<Assertion> all = new ArrayList<>();
        for (String name : List.of(LOST, REPEATED, REORDERED, DAMAGED)) {
            all.add(CoreDsl.details(name).successfulRequests().count().is(1L));
            all.add(CoreDsl.details(name).failedRequests().count().is(0L));
        }
        for (Assertion.WithPath path : unfailing) {
            all.add(path.failedRequests().count().is(0L));
        }
        return all;
    }

    private static void await(Engine.Turn turn, Notifications all, Supplier<Long> repeats, long seen, long seenAt) {
        long now = System.nanoTime();
        long count = all.count();
        if (all.missing() == 0) {
            turn.later(LATE_REPEATS, () -> putDown(turn, all.findings(), repeats.get()));
        } else if (count == seen && now - seenAt > STALLED.toNanos()) {
            putDown(turn, all.findings(), repeats.get());
        } else {
            turn.later(GLANCE, () -> await(turn, all, repeats, count, count == seen ? seenAt : now));
        }
    }

    private static void putDown(Engine.Turn turn, Findings findings, long repeats) {
        putDown(turn, LOST, findings.missing(), 0);
        putDown(turn, REPEATED, findings.repeated(), repeats);
        putDown(turn, REORDERED, findings.reordered(), 0);
        putDown(turn, DAMAGED, findings.damaged() + findings.ambiguous() + findings.stray(), 0);
        turn.next();
    }

    private static void putDown(Engine.Turn turn, String name, long count, long most) {
        @Nullable String fault = count <= most ? null : "there were %,d".formatted(count);
        turn.log(name, turn.now(), turn.now(), fault);
    }
}
