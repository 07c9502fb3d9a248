package im.fanfare.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps so many requests under way and no more; what is written is flushed whenever there is nothing to do but wait. */
final class Pipeline {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int width;
    private final HostServer host;
    private final Semaphore free;
    private volatile @Nullable Throwable fault;

    Pipeline(int width, HostServer host) {
        this.width = width;
        this.host = host;
        this.free = new Semaphore(width);
    }

    /** Returns when another request may be made. */
    void awaitTurn() throws IOException, InterruptedException {
        acquire(1);
    }

    /** One that was let by {@link #awaitTurn()} and is over with this. */
    void endsWith(CompletableFuture<?> answered) {
        var unused = answered.whenComplete((answer, failure) -> {
            if (failure != null) {
                fault = failure;
            }
            free.release();
        });
    }

    /** Returns when nothing is under way. */
    void drain() throws IOException, InterruptedException {
        acquire(width);
        free.release(width);
    }

    private void acquire(int permits) throws IOException, InterruptedException {
        if (!free.tryAcquire(permits)) {
            host.flush();
            if (!free.tryAcquire(permits, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("no answer for " + PATIENCE.toSeconds() + " s");
            }
        }
        Throwable failure = fault;
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }
}
