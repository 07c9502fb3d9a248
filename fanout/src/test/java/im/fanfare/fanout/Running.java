package im.fanfare.fanout;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One life of an expander or a consumer, on a thread of its own. */
final class Running implements AutoCloseable {
    private enum Wish {
        GO_ON,
        END,
        DIE
    }

    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private volatile Wish wish = Wish.GO_ON;
    private final CompletableFuture<Void> life;

    static Running start(Consumer<BooleanSupplier> work) {
        return new Running(work);
    }

    private Running(Consumer<BooleanSupplier> work) {
        life = CompletableFuture.runAsync(() -> work.accept(this::isClosing), task -> new Thread(task).start());
    }

    private boolean isClosing() {
        if (wish == Wish.DIE) {
            throw new Death();
        }
        return wish == Wish.END;
    }

    /** Ends it where it is, as if it had been killed: nothing is committed, nobody is told. */
    void kill() throws InterruptedException, TimeoutException {
        wish = Wish.DIE;
        try {
            life.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof Death)) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    @Override
    public void close() {
        wish = Wish.END;
        life.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
