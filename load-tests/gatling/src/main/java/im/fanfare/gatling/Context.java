package im.fanfare.gatling;

import im.fanfare.load.Command;
import im.fanfare.load.Installation;
import im.fanfare.load.Machine;
import im.fanfare.load.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What every kind of load test has: what was asked, where to say what, and a life at whose end all is undone. */
record Context(Options options, Terminal terminal, Command life) {
    static Context of(Options options, Terminal terminal) {
        return new Context(options, terminal, new Command(terminal, logs(options)));
    }

    Path reports() {
        return options.report().toAbsolutePath();
    }

    /** Nothing of it is started yet. */
    Installation installation() throws IOException {
        return new Installation(reports().resolve("data"), logs(options), life);
    }

    /** Says the answer; returns the exit status. */
    int conclude(Run run, Measurement.Outcome outcome) {
        List.of(
                        "",
                        outcome.answer().sentence(),
                        "",
                        outcome.answer().picture(),
                        "",
                        run.findings().toString(),
                        Machine.describe(),
                        "Gatling's report: " + outcome.report().resolve("index.html"),
                        "With Fanfare's own figures: " + outcome.report().resolve("fanfare.html"),
                        outcome.passed() ? "Passed." : "FAILED: an assertion above does not hold.")
                .forEach(terminal::line);
        return outcome.passed() ? 0 : 1;
    }

    private static Path logs(Options options) {
        return options.report().toAbsolutePath().resolve("logs");
    }
}
