package im.fanfare.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Publishes as fast as they are acknowledged, so many under way, for as long as the options say. */
final class Publishing {
    static final int UNDER_WAY = 64;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Stage stage;

    /** @param cost of each */
    record Measured(double rate, Costs.Spent cost, Samples acknowledged) {}

    Publishing(Stage stage) {
        this.stage = stage;
    }

    /** @param audiences to whom the publish of this number goes */
    Measured measureWarm(IntFunction<Audience> audiences) throws IOException, InterruptedException {
        WarmUp.by(stage.sizes().seconds(), () -> measure(audiences).rate());
        return measure(audiences);
    }

    private Measured measure(IntFunction<Audience> audiences) throws IOException, InterruptedException {
        Pipeline pipeline = new Pipeline(UNDER_WAY, stage.host());
        List<Publication> all = new ArrayList<>();
        Costs.Spent before = stage.costs().spent();
        long begun = System.nanoTime();
        long until = begun + Duration.ofSeconds(stage.sizes().seconds()).toNanos();
        while (System.nanoTime() < until) {
            pipeline.awaitTurn();
            Publication publication = stage.publish(audiences.apply(all.size()));
            pipeline.endsWith(publication.acknowledgement());
            all.add(publication);
        }
        pipeline.drain();
        double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
        Costs.Spent cost = stage.costs().forEach(all.size(), before);
        Samples acknowledged = new Samples();
        for (Publication publication : all) {
            acknowledged.add(publication.nanosToAcknowledgement());
            stage.await(publication.done());
        }
        return new Measured(all.size() / seconds, cost, acknowledged);
    }
}
