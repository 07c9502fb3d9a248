package im.fanfare.load;

import java.io.IOException;

/** Acknowledged publishes to one node that nobody is subscribed to. */
final class PublishRow implements Row {
    static final String NAME = "publish";
    static final String PUBLISHES = "publishes acknowledged";

    /** Three times what ejabberd's own service did on the machine of docs/performance.md, in memory. */
    private static final double PER_SECOND = 4_400;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String question() {
        return "how many publishes to one node are acknowledged, " + Publishing.UNDER_WAY + " under way";
    }

    @Override
    public void run(Stage stage, Report report) throws IOException, InterruptedException {
        Audience nobody = stage.audiences().create(0, 0);
        Publishing publishing = new Publishing(stage);
        Publishing.Measured measured = publishing.measureWarm(number -> nobody);
        report.add(Figure.of(NAME, PUBLISHES, measured.rate(), "/s").target(Target.atLeast(PER_SECOND)));
        measured.cost().report(report, NAME);
        report.latencies(NAME, "acknowledgement", measured.acknowledged());
    }
}
