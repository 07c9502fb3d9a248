package im.fanfare.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Several items of one node under way at a time: here it shows whether order holds, as nothing else enforces it. */
final class PipelinedRow implements Row {
    private static final String NAME = "pipelined";
    private static final int UNDER_WAY = 8;
    private static final double NANOS_PER_SECOND = 1e9;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String question() {
        return "whether order holds with " + UNDER_WAY + " publishes to one node under way";
    }

    @Override
    public void run(Stage stage, Report report) throws IOException, InterruptedException {
        int size = stage.sizes().subscribers();
        Audience audience = stage.audiences().of(size);
        stage.publishToAll(audience);
        int items = Math.max(2 * UNDER_WAY, stage.sizes().items());
        List<Publication> all = new ArrayList<>();
        for (int item = 0; item < items; item++) {
            if (item >= UNDER_WAY) {
                stage.await(all.get(item - UNDER_WAY).done());
            }
            all.add(stage.publish(audience));
        }
        for (Publication publication : all) {
            stage.await(publication.done());
        }
        double seconds = (all.get(items - 1).last() - all.get(0).sent()) / NANOS_PER_SECOND;
        double rate = (double) size * items / seconds;
        report.add(Figure.of(NAME, "notifications, %d publishes under way".formatted(UNDER_WAY), rate, "/s")
                .ratio(rate / report.value(LimitRow.NAME, LimitRow.STANZAS)));
    }
}
