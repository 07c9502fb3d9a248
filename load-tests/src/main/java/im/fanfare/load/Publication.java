package im.fanfare.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** One published item: who has been told, and when what happened. Times are of {@link System#nanoTime()}. */
final class Publication {
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    private final int item;
    private final Audience audience;
    private final long[] told;
    private final AtomicInteger count = new AtomicInteger();
    private final long sent;
    private volatile long acknowledged;
    private volatile long first;
    private volatile long last;
    private final CompletableFuture<Void> acknowledgement;
    private final CompletableFuture<Void> delivery = new CompletableFuture<>();

    /** @param answered completes with the moment of the acknowledgement */
    Publication(int item, Audience audience, CompletableFuture<Long> answered) {
        this.item = item;
        this.audience = audience;
        this.sent = System.nanoTime();
        this.acknowledgement = answered.thenAccept(moment -> acknowledged = moment);
        this.told = new long[(audience.size() + Long.SIZE - 1) / Long.SIZE];
        if (audience.size() == 0) {
            delivery.complete(null);
        }
    }

    int item() {
        return item;
    }

    Audience audience() {
        return audience;
    }

    /** Whether this subscriber had not been told before; several streams may say so at a time. */
    boolean tell(int index, long now) {
        long bit = 1L << index;
        if (((long) WORDS.getAndBitwiseOr(told, index / Long.SIZE, bit) & bit) != 0) {
            return false;
        }
        int before = count.getAndIncrement();
        if (before == 0) {
            first = now;
        }
        if (before + 1 == audience.size()) {
            last = now;
            delivery.complete(null);
        }
        return true;
    }

    CompletableFuture<Void> acknowledgement() {
        return acknowledgement;
    }

    /** Completes when everyone has been told. */
    CompletableFuture<Void> delivery() {
        return delivery;
    }

    /** Acknowledged, and everyone told. */
    CompletableFuture<Void> done() {
        return CompletableFuture.allOf(acknowledgement, delivery);
    }

    int missing() {
        return audience.size() - count.get();
    }

    long sent() {
        return sent;
    }

    long last() {
        return last;
    }

    long nanosToAcknowledgement() {
        return acknowledged - sent;
    }

    long nanosToFirst() {
        return first - sent;
    }

    long nanosToLast() {
        return last - sent;
    }
}
