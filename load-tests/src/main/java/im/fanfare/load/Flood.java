package im.fanfare.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Somebody at one domain publishes from many devices, so many a second, whatever they are answered. */
final class Flood {
    static final String DOMAIN = "flood.example";

    private static final Duration STEP = Duration.ofMillis(5);
    private static final long STEPS_PER_SECOND = 200;
    private static final int DEVICES = 1_000;

    /** Of requests without an answer: no host server keeps more for a component either. */
    private static final int MOST_UNDER_WAY = 10_000;

    private final Stage stage;
    private final long perStep;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong toldToWait = new AtomicLong();
    private final Thread thread = new Thread(this::flow, "flood");
    private volatile boolean closed;
    private volatile @Nullable IOException fault;
    private long sent;

    private Flood(Stage stage, long perSecond) {
        this.stage = stage;
        this.perStep = Math.max(1, perSecond / STEPS_PER_SECOND);
    }

    /** What somebody does meanwhile. */
    interface Meanwhile<T> {
        T during(Flood flood) throws IOException, InterruptedException;
    }

    /** Returns what came of something that was done meanwhile, once every request of the flood is answered. */
    static <T> T of(Stage stage, long perSecond, Meanwhile<T> work) throws IOException, InterruptedException {
        Flood flood = new Flood(stage, perSecond);
        flood.thread.setDaemon(true);
        flood.thread.start();
        try {
            return work.during(flood);
        } finally {
            flood.end();
        }
    }

    long answered() {
        return answered.get();
    }

    long toldToWait() {
        return toldToWait.get();
    }

    private void flow() {
        try {
            for (long next = System.nanoTime(); !closed; next += STEP.toNanos()) {
                for (long i = 0; i < perStep && sent - answered.get() < MOST_UNDER_WAY; i++) {
                    publish(sent++);
                }
                stage.host().flush();
                Thread.sleep(
                        Duration.ofNanos(Math.max(0, next - System.nanoTime())).toMillis());
            }
        } catch (IOException e) {
            fault = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(long number) throws IOException {
        int device = (int) (number % DEVICES);
        String from = Script.user(0) + '@' + DOMAIN + '/' + device;
        CompletableFuture<Long> answer =
                stage.ask(0, from, stage.host().script().publish("flooded", device));
        var unused = answer.whenComplete((moment, refusal) -> {
            if (refusal instanceof Requests.Refused refused && refused.isForNow()) {
                toldToWait.incrementAndGet();
            }
            answered.incrementAndGet();
        });
    }

    private void end() throws IOException, InterruptedException {
        closed = true;
        thread.join();
        if (fault != null) {
            throw fault;
        }
        while (answered.get() < sent) {
            Thread.sleep(STEP.toMillis());
        }
    }
}
