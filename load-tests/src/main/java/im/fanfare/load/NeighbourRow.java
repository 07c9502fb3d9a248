package im.fanfare.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How long one subscriber of a small node waits while a large node's subscribers are being told without a pause. */
final class NeighbourRow implements Row {
    private static final String NAME = "neighbour";
    private static final int LARGE_UNDER_WAY = 2; // so that there is no pause between two
    private static final double BUSY_OVER_IDLE = 5;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String question() {
        return "how long one subscriber waits while a large node's are being told";
    }

    @Override
    public void run(Stage stage, Report report) throws IOException, InterruptedException {
        Audience one = stage.audiences().of(1);
        Audience large = stage.audiences().of(stage.sizes().largeSubscribers());
        stage.publishToAll(one);
        stage.publishToAll(large);
        Samples idle = measure(stage, one, new ArrayDeque<>(), 0, large);
        Deque<Publication> underWay = new ArrayDeque<>();
        Samples busy = measure(stage, one, underWay, LARGE_UNDER_WAY, large);
        for (Publication publication : underWay) {
            stage.await(publication.done());
        }
        report.add(Figure.of(NAME, "told when idle, 99th percentile", idle.p99Millis(), "ms"));
        report.add(Figure.of(NAME, "told meanwhile, median", busy.medianMillis(), "ms")
                .ratio(busy.medianMillis() / idle.medianMillis()));
        report.add(Figure.of(NAME, "told meanwhile, 99th percentile", busy.p99Millis(), "ms")
                .ratio(busy.p99Millis() / idle.p99Millis())
                .target(Target.atMost(BUSY_OVER_IDLE)));
        report.distribution("1 told while %,d are".formatted(large.size()), busy);
    }

    private static Samples measure(
            Stage stage, Audience one, Deque<Publication> underWay, int large, Audience largeOnes)
            throws IOException, InterruptedException {
        Samples told = new Samples();
        long until =
                System.nanoTime() + Duration.ofSeconds(stage.sizes().seconds()).toNanos();
        while (System.nanoTime() < until) {
            underWay.removeIf(publication -> publication.done().isDone());
            while (underWay.size() < large) {
                underWay.add(stage.publish(largeOnes));
            }
            told.add(stage.publishToAll(one).nanosToLast());
        }
        return told;
    }
}
