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

    /** Before it counts as warm: a round is as long as what is measured. */
    private static final int STEADY_ROUNDS = 2;

    private static final double GROWING = 1.05;
    private static final int MOST_ROUNDS = 15;

    private final Stage stage;

    /** @param micros of CPU that each took, in all processes */
    record Measured(double rate, double micros, Samples acknowledged) {}

    Publishing(Stage stage) {
        this.stage = stage;
    }

    /**
     * As {@link #measure}, once the rate has stopped growing: for the first minute or two the compilers of three JVMs take
     * more of the machine than publishing does, as they never do again while a service runs.
     */
    Measured measureWarm(IntFunction<Audience> audiences) throws IOException, InterruptedException {
        double best = 0;
        int since = 0; // rounds that were hardly better
        for (int round = 0; round < MOST_ROUNDS && since < STEADY_ROUNDS; round++) {
            double rate = measure(audiences).rate();
            since = rate < best * GROWING ? since + 1 : 0;
            best = Math.max(best, rate);
        }
        return measure(audiences);
    }

    /** @param audiences to whom the publish of this number goes */
    private Measured measure(IntFunction<Audience> audiences) throws IOException, InterruptedException {
        Pipeline pipeline = new Pipeline(UNDER_WAY, stage.host());
        List<Publication> all = new ArrayList<>();
        Duration cpuBefore = Machine.cpu();
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
        double micros = stage.cpuForEach(all.size(), cpuBefore);
        Samples acknowledged = new Samples();
        for (Publication publication : all) {
            acknowledged.add(publication.nanosToAcknowledgement());
            stage.await(publication.done());
        }
        return new Measured(all.size() / seconds, micros, acknowledged);
    }
}
