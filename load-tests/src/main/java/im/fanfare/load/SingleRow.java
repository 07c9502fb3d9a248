package im.fanfare.load;

import java.io.IOException;
import java.util.List;

/** How long one subscriber waits, against how long the publisher does. */
final class SingleRow implements Row {
    private static final String NAME = "single";
    private static final int ITEMS = 20; // of them for each one that a large fan-out gets
    private static final double NOTIFIED_OVER_ACKNOWLEDGED = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String question() {
        return "how long it takes to tell one subscriber";
    }

    @Override
    public void run(Stage stage, Report report) throws IOException, InterruptedException {
        Audience one = stage.audiences().of(1);
        int items = ITEMS * stage.sizes().items();
        stage.publishToAll(one, items); // warm
        Samples acknowledged = new Samples();
        Samples told = new Samples();
        List<Publication> all = stage.publishToAll(one, items);
        for (Publication publication : all) {
            acknowledged.add(publication.nanosToAcknowledgement());
            told.add(publication.nanosToLast());
        }
        report.latencies(NAME, "acknowledgement", acknowledged);
        report.add(Figure.of(NAME, "notification, median over the acknowledgement's", told.medianMillis(), "ms")
                .ratio(told.medianMillis() / acknowledged.medianMillis())
                .target(Target.atMost(NOTIFIED_OVER_ACKNOWLEDGED)));
        report.add(Figure.of(NAME, "notification, 99th percentile", told.p99Millis(), "ms"));
        report.distribution("acknowledged, 1 subscriber", acknowledged);
        report.distribution("1 subscriber told", told);
    }
}
