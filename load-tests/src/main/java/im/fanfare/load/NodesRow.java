package im.fanfare.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Acknowledged publishes that go round many nodes, each with a subscriber of its own. */
final class NodesRow implements Row {
    private static final String NAME = "nodes";
    private static final double OVER_ONE_NODE = 1.5;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String question() {
        return "how many publishes are acknowledged when they go to many nodes";
    }

    @Override
    public void run(Stage stage, Report report) throws IOException, InterruptedException {
        List<Audience> nodes = new ArrayList<>();
        for (int number = 0; number < stage.sizes().nodes(); number++) {
            Audience node = stage.audiences().create(number, 1);
            stage.await(stage.audiences().subscribe(node, number));
            nodes.add(node);
        }
        Publishing publishing = new Publishing(stage);
        Publishing.Measured measured = publishing.measureWarm(number -> nodes.get(number % nodes.size()));
        report.add(
                Figure.of(NAME, "publishes acknowledged, to %,d nodes".formatted(nodes.size()), measured.rate(), "/s")
                        .ratio(measured.rate() / report.value(PublishRow.NAME, PublishRow.PUBLISHES))
                        .target(Target.atLeast(OVER_ONE_NODE)));
        measured.cost().report(report, NAME);
        report.latencies(NAME, "acknowledgement", measured.acknowledged());
    }
}
