package im.fanfare.fanout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does its work until it is closed, and after a fault does it again from the start. */
final class SteadyThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SteadyThread.class);

    /** What it does, until it is asked to end. */
    interface Work {
        void run(BooleanSupplier isClosing);
    }

    private final Work work;
    private final FanoutConfig config;
    private final FanoutCounters counters;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    static SteadyThread start(String name, Member member, Work work) {
        SteadyThread steady = new SteadyThread(name, member, work);
        steady.thread.start();
        return steady;
    }

    private SteadyThread(String name, Member member, Work work) {
        this.work = work;
        this.config = member.config();
        this.counters = member.counters();
        this.thread = new Thread(this::run, name);
    }

    private void run() {
        int faults = 0;
        while (!isClosing()) {
            try {
                work.run(this::isClosing);
            } catch (RuntimeException fault) {
                faults++;
                counters.restarts.increment();
                LOG.error("{} failed, it begins again in {}", thread.getName(), config.retryAfter(faults), fault);
                pause(config.retryAfter(faults));
            }
        }
    }

    private void pause(Duration time) {
        try {
            if (closing.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("{} ends", thread.getName());
            }
        } catch (InterruptedException e) {
            closing.countDown(); // nobody here interrupts: somebody wants this thread to end
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Asks it to end, without waiting. */
    void end() {
        closing.countDown();
    }

    /** Ends it and waits until it has put its things in order. */
    @Override
    public void close() {
        end();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
