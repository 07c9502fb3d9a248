package im.fanfare.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One published item: who has been told, and when what happened. Times are of {@link System#nanoTime()}. */
public final class Publication {
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long[] EVERYONE = {};

    private final int item;
    private final Audience audience;
    /** A bit for each subscriber; {@link #EVERYONE} once all are set, as a run may last for hours. */
    private final AtomicReference<long @Nullable []> told = new AtomicReference<>();

    private final AtomicInteger revision = new AtomicInteger(StanzaReader.NONE);
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
        if (audience.size() == 0) {
            delivery.complete(null);
        }
    }

    public int item() {
        return item;
    }

    public Audience audience() {
        return audience;
    }

    /** Whether this subscriber had not been told before; several streams may say so at a time. */
    boolean tell(int index, long now) {
        long[] words = told();
        long bit = 1L << index;
        if (words == EVERYONE || ((long) WORDS.getAndBitwiseOr(words, index / Long.SIZE, bit) & bit) != 0) {
            return false;
        }
        int before = count.getAndIncrement();
        if (before == 0) {
            first = now;
        }
        if (before + 1 == audience.size()) {
            last = now;
            told.set(EVERYONE);
            delivery.complete(null);
        }
        return true;
    }

    /** Whether this is the revision that everybody else was told it is. */
    boolean bears(int other) {
        if (revision.get() == StanzaReader.NONE) {
            revision.compareAndSet(StanzaReader.NONE, other); // another stream may be first, and say the same
        }
        return revision.get() == other;
    }

    /** As the first who was told was told; {@link StanzaReader#NONE} if nobody was. */
    int revision() {
        return revision.get();
    }

    public CompletableFuture<Void> acknowledgement() {
        return acknowledgement;
    }

    /** Completes when everyone has been told. */
    public CompletableFuture<Void> delivery() {
        return delivery;
    }

    /** Acknowledged, and everyone told. */
    public CompletableFuture<Void> done() {
        return CompletableFuture.allOf(acknowledgement, delivery);
    }

    /** Some have been told, and others not yet. */
    boolean isInTheMiddle() {
        int told = count.get();
        return told > 0 && told < audience.size();
    }

    /** Nothing is to come of it any more. */
    boolean isSettled() {
        return missing() == 0;
    }

    /** How many have not been told who are to be; nobody is where it was neither acknowledged nor told to anyone. */
    int missing() {
        return acknowledged().isPresent() || count.get() > 0 ? audience.size() - count.get() : 0;
    }

    /** The moment of the acknowledgement, once it is there. */
    OptionalLong acknowledged() {
        return isAcknowledged() ? OptionalLong.of(acknowledged) : OptionalLong.empty();
    }

    /** The service's error, if that is what was answered. */
    Optional<Requests.Refused> refusal() {
        if (!acknowledgement.isCompletedExceptionally()) {
            return Optional.empty();
        }
        return acknowledgement
                .handle((none, fault) -> Optional.ofNullable(fault.getCause() == null ? fault : fault.getCause()))
                .join()
                .filter(Requests.Refused.class::isInstance)
                .map(Requests.Refused.class::cast);
    }

    boolean isAcknowledged() {
        return acknowledgement.isDone() && !acknowledgement.isCompletedExceptionally();
    }

    /** Only once it is needed: of a million subscribers it is 125 kB. */
    private long[] told() {
        long[] known = told.get();
        if (known != null) {
            return known;
        }
        long[] made = new long[(audience.size() + Long.SIZE - 1) / Long.SIZE];
        return told.compareAndSet(null, made) ? made : Objects.requireNonNull(told.get());
    }

    public long sent() {
        return sent;
    }

    long last() {
        return last;
    }

    public long nanosToAcknowledgement() {
        return acknowledged - sent;
    }

    public long nanosToFirst() {
        return first - sent;
    }

    public long nanosToLast() {
        return last - sent;
    }
}
