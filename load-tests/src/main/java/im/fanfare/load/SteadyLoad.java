package im.fanfare.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to every audience all the time, one item after the other, whatever befalls the component. An answer that does
 * not come is waited for no longer than a client would; should it come all the same, it counts.
 */
final class SteadyLoad {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration GLANCE = Duration.ofMillis(10);

    /** Who was told to wait waits: RFC 6120 §8.3.2. */
    private static final Duration TOLD_TO_WAIT = Duration.ofMillis(200);

    /** Publications of one node that not everyone has been told of: no more, or they would pile up while nothing works. */
    private static final int MOST_UNDER_WAY = 3;

    private final Stage stage;
    private final List<Publisher> publishers;
    private volatile boolean stopped;

    /** @param every how long from one publish to a node to the next, if the answer is there by then */
    SteadyLoad(Stage stage, List<Audience> audiences, Duration every) {
        this.stage = stage;
        this.publishers = audiences.stream()
                .map(audience -> new Publisher(audience, every))
                .toList();
    }

    SteadyLoad start() {
        publishers.forEach(Thread::start);
        return this;
    }

    /** Returns once so many publications of each node have been told to all. */
    void awaitDone(int each, Duration patience) throws IOException, InterruptedException {
        await(
                () -> publishers.stream().allMatch(publisher -> publisher.done() >= each),
                patience,
                "publications are not told to all");
    }

    /** Returns when some subscribers of the largest audience have been told of its newest item, and others not yet. */
    void awaitMiddle(Duration patience) throws IOException, InterruptedException {
        await(
                () -> publishers.stream()
                        .max((one, other) -> Integer.compare(one.audience.size(), other.audience.size()))
                        .flatMap(Publisher::newest)
                        .filter(Publication::isInTheMiddle)
                        .isPresent(),
                patience,
                "no publication is half told");
    }

    /**
     * Returns when all is as if nothing had been: of each node an item that was sent later has been told to all, and
     * nothing of before is outstanding.
     */
    void awaitRecovery(long since, Duration patience) throws IOException, InterruptedException {
        await(
                () -> publishers.stream().allMatch(publisher -> publisher.hasRecovered(since)),
                patience,
                "it has not recovered");
    }

    /** Publishes no more. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Publisher publisher : publishers) {
            publisher.join();
        }
    }

    /** Returns when there is nothing to come any more, also no repeat: what is published last comes behind it. */
    void finish(Duration patience) throws IOException, InterruptedException {
        stop();
        await(
                () -> publishers.stream()
                        .flatMap(publisher -> publisher.all.stream())
                        .allMatch(Publication::isSettled),
                patience,
                "notifications are missing");
        for (Publisher publisher : publishers) {
            publisher.publishLast(patience);
        }
    }

    /** The longest that a node had no publish acknowledged between these two moments, in nanoseconds. */
    long longestSilence(long from, long to) {
        return publishers.stream()
                .mapToLong(publisher -> publisher.longestSilence(from, to))
                .max()
                .orElse(0);
    }

    long acknowledged() {
        return count(publication -> publication.acknowledged().isPresent());
    }

    long unanswered() {
        return count(publication -> !publication.acknowledgement().isDone());
    }

    long toldToWait() {
        return count(publication ->
                publication.refusal().map(Requests.Refused::isForNow).orElse(false));
    }

    /** The first refusal that says nothing of trying again. */
    Optional<String> refusedForGood() {
        return publishers.stream()
                .flatMap(publisher -> publisher.all.stream())
                .flatMap(publication -> publication.refusal().stream())
                .filter(refused -> !refused.isForNow())
                .map(refused -> String.valueOf(refused.getMessage()))
                .findFirst();
    }

    /** What not everyone has been told of who is to be, and since when. */
    List<String> outstanding() {
        long now = System.nanoTime();
        return publishers.stream()
                .flatMap(publisher -> publisher.all.stream())
                .filter(publication -> !publication.isSettled())
                .map(publication -> "%s, item %d, sent %.1f s ago, %s: %,d of %,d are not told"
                        .formatted(
                                publication.audience().node(),
                                publication.item(),
                                (now - publication.sent()) / NANOS_PER_SECOND,
                                publication.acknowledged().isPresent() ? "acknowledged" : "not acknowledged",
                                publication.missing(),
                                publication.audience().size()))
                .toList();
    }

    private long count(Predicate<Publication> which) {
        return publishers.stream()
                .flatMap(publisher -> publisher.all.stream())
                .filter(which)
                .count();
    }

    private static void await(BooleanSupplier condition, Duration patience, String otherwise)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(otherwise + " after " + patience.toSeconds() + " s");
            }
            Thread.sleep(GLANCE.toMillis());
        }
    }

    /** Publishes to one node. */
    private final class Publisher extends Thread {
        private final Audience audience;
        private final Duration every;
        private final List<Publication> all = new CopyOnWriteArrayList<>();

        private Publisher(Audience audience, Duration every) {
            super("publishes to " + audience.node());
            setDaemon(true);
            this.audience = audience;
            this.every = every;
        }

        @Override
        public void run() {
            try {
                while (!stopped) {
                    long next = System.nanoTime() + every.toNanos();
                    if (stage.host().connections() > 0 && underWay() < MOST_UNDER_WAY) {
                        publish(ANSWER);
                    }
                    long left = next - System.nanoTime();
                    Thread.sleep(
                            Math.max(GLANCE.toMillis(), Duration.ofNanos(left).toMillis()));
                }
            } catch (InterruptedException e) {
                // whoever interrupts wants the end
            }
        }

        private @Nullable Publication publish(Duration patience) throws InterruptedException {
            Publication publication;
            try {
                publication = stage.publish(audience, all.size());
                all.add(publication);
                stage.host().flush();
            } catch (IOException | UncheckedIOException e) {
                return null; // the connection has gone meanwhile
            }
            try {
                publication.acknowledgement().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                Thread.sleep(TOLD_TO_WAIT.toMillis());
            } catch (TimeoutException e) {
                // no answer: whether it has happened will be seen
            }
            return publication;
        }

        private void publishLast(Duration patience) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + patience.toNanos();
            Publication last = publish(ANSWER);
            while (last == null || last.acknowledged().isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(
                            "nothing is acknowledged to " + audience.node() + " after " + patience.toSeconds() + " s");
                }
                last = publish(ANSWER);
            }
            Publication awaited = last;
            await(awaited::isSettled, patience, "the last notifications are missing");
        }

        private long underWay() {
            return all.stream().filter(publication -> !publication.isSettled()).count();
        }

        private long done() {
            return all.stream().filter(Publisher::isDone).count();
        }

        private static boolean isDone(Publication publication) {
            return publication.acknowledged().isPresent() && publication.isSettled();
        }

        private Optional<Publication> newest() {
            return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
        }

        private boolean hasRecovered(long since) {
            for (Publication publication : all) {
                if (publication.sent() > since && isDone(publication)) {
                    return true;
                }
                if (!publication.isSettled()) {
                    return false;
                }
            }
            return false;
        }

        private long longestSilence(long from, long to) {
            long[] moments = LongStream.concat(
                            LongStream.of(from, to),
                            all.stream()
                                    .flatMapToLong(publication -> publication.acknowledged().stream())
                                    .filter(moment -> moment > from && moment < to))
                    .toArray();
            Arrays.sort(moments);
            long longest = 0;
            for (int i = 1; i < moments.length; i++) {
                longest = Math.max(longest, moments[i] - moments[i - 1]);
            }
            return longest;
        }
    }
}
