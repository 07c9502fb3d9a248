package im.fanfare.load;

import java.io.IOException;

/** What this machine and the harness can do at most: notifications from memory, through loopback, to the same checker. */
final class LimitRow implements Row {
    static final String NAME = "limit";
    static final String STANZAS = "stanzas";

    private static final int MOST_SUBSCRIBERS = 100_000;
    private static final double ENOUGH_PER_CORE = 1.5e6;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String question() {
        return "how many stanzas pass through loopback and the checker when nobody has to make them";
    }

    @Override
    public void run(Stage stage, Report report) throws IOException, InterruptedException {
        int subscribers = Math.min(stage.sizes().subscribers(), MOST_SUBSCRIBERS);
        Script script = stage.host().script();
        new Limit(script, subscribers).measure(1); // warm
        Limit.Measured measured =
                new Limit(script, subscribers).measure(stage.sizes().seconds());
        report.add(Figure.of(NAME, STANZAS, measured.rate(), "/s"));
        report.add(Figure.of(NAME, "bytes of one", measured.bytesEach(), "B"));
        report.add(Figure.of(NAME, "stanzas checked by one core", measured.ratePerCore(), "/s")
                .target(Target.atLeast(ENOUGH_PER_CORE)));
    }
}
