package im.fanfare.load;

import java.io.IOException;

/** Whether a publisher waits longer where there are many subscribers; the two nodes take turns, so noise hits both. */
final class AcknowledgementRow implements Row {
    private static final String NAME = "acknowledgement";
    private static final double LARGE_OVER_ONE = 1.5;
    private static final int WARM = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String question() {
        return "whether the acknowledgement of a publish takes longer where there are many subscribers";
    }

    @Override
    public void run(Stage stage, Report report) throws IOException, InterruptedException {
        Audience one = stage.audiences().of(1);
        Audience large = stage.audiences().of(stage.sizes().largeSubscribers());
        Samples atOne = new Samples();
        Samples atLarge = new Samples();
        for (int turn = -WARM; turn < stage.sizes().items(); turn++) {
            long few = stage.publishToAll(one).nanosToAcknowledgement();
            long many = stage.publishToAll(large).nanosToAcknowledgement();
            if (turn >= 0) {
                atOne.add(few);
                atLarge.add(many);
            }
        }
        report.add(Figure.of(NAME, "to a node with 1 subscriber, median", atOne.medianMillis(), "ms"));
        report.add(Figure.of(NAME, "to one with %,d, median".formatted(large.size()), atLarge.medianMillis(), "ms")
                .ratio(atLarge.medianMillis() / atOne.medianMillis())
                .target(Target.atMost(LARGE_OVER_ONE)));
    }
}
