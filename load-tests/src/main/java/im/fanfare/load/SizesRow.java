package im.fanfare.load;

import java.io.IOException;
import java.time.Duration;

/** How the rate grows with the number of subscribers: powers of ten below that of the other rows. */
final class SizesRow implements Row {
    private static final String NAME = "sizes";
    private static final int STEP = 10;
    private static final int SHARE = 5; // of the seconds of a rate, for each size
    private static final double NANOS_PER_SECOND = 1e9;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String question() {
        return "how the rate grows with the number of subscribers";
    }

    @Override
    public void run(Stage stage, Report report) throws IOException, InterruptedException {
        for (int size = 1; size < stage.sizes().subscribers(); size *= STEP) {
            double rate = rate(stage, stage.audiences().of(size));
            report.point(size, rate);
            report.add(Figure.of(NAME, "notifications to %,d".formatted(size), rate, "/s"));
        }
    }

    private static double rate(Stage stage, Audience audience) throws IOException, InterruptedException {
        Duration share = Duration.ofSeconds(stage.sizes().seconds()).dividedBy(SHARE);
        stage.publishToAll(audience, share); // warm
        long begun = System.nanoTime();
        long items = stage.publishToAll(audience, share);
        return audience.size() * items / ((System.nanoTime() - begun) / NANOS_PER_SECOND);
    }
}
