package im.fanfare.load;

import java.io.IOException;

/** Whether subscribing is as quick when the node has many subscribers as when it had none. */
final class SubscribeRow implements Row {
    private static final String NAME = "subscribe";
    private static final double PER_SECOND = 5_000;
    private static final double LAST_OVER_FIRST = 0.8;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String question() {
        return "how fast people can subscribe, 512 at a time";
    }

    @Override
    public void run(Stage stage, Report report) throws IOException, InterruptedException {
        // The large fan-out has subscribed them already, where it was run.
        Audiences.Subscribed large = stage.audiences().subscribed(stage.sizes().largeSubscribers());
        report.add(
                Figure.of(NAME, "subscribes acknowledged", large.rate(), "/s").target(Target.atLeast(PER_SECOND)));
        large.cost().report(report, NAME);
        report.add(Figure.of(
                NAME, "told to wait, and asked again", stage.audiences().askedAgain(), ""));
        report.add(Figure.of(NAME, "the last tenth of them, over the first", large.lastTenth(), "/s")
                .ratio(large.lastTenth() / large.firstTenth())
                .target(Target.atLeast(LAST_OVER_FIRST)));
    }
}
