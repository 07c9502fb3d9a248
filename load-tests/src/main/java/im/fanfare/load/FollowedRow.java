package im.fanfare.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One item after the other at a node that nobody is subscribed to, to all who follow its parent: XEP-0497. */
final class FollowedRow implements Row {
    private static final String NAME = "followed";
    private static final double NANOS_PER_SECOND = 1e9;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String question() {
        return "how fast those are told who follow the node above";
    }

    @Override
    public void run(Stage stage, Report report) throws IOException, InterruptedException {
        int size = stage.sizes().subscribers();
        Audience audience = stage.audiences().following(size);
        int seconds = stage.sizes().seconds();
        WarmUp.by(seconds, () -> (double) stage.publishToAll(audience, Duration.ofSeconds(seconds)) / seconds);

        List<Publication> all = stage.publishToAll(audience, stage.sizes().items());

        Samples acknowledged = new Samples();
        Samples last = new Samples();
        for (Publication publication : all) {
            acknowledged.add(publication.nanosToAcknowledgement());
            last.add(publication.nanosToLast());
        }
        double taken = (all.get(all.size() - 1).last() - all.get(0).sent()) / NANOS_PER_SECOND;
        double rate = (double) size * all.size() / taken;
        report.add(Figure.of(NAME, "notifications to %,d who follow its parent".formatted(size), rate, "/s")
                .ratio(rate / report.value(LimitRow.NAME, LimitRow.STANZAS)));
        report.latencies(NAME, "acknowledgement", acknowledged);
        report.latencies(NAME, "last notification", last);
    }
}
