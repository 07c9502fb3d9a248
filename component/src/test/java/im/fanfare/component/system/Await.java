package im.fanfare.component.system;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, never for time. */
public final class Await {
    /** A machine that builds something else besides may take so long for anything. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final long GLANCE = Duration.ofMillis(10).toNanos();

    /** @param stand says how far it is, for whoever waited in vain */
    public static void until(BooleanSupplier condition, Supplier<?> stand) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain: " + stand.get());
            }
            LockSupport.parkNanos(GLANCE);
        }
    }

    private Await() {}
}
