package im.fanfare.quickstart;

import java.io.PrintStream;
import java.time.Duration;

/** What the user reads: one line for one thing. */
record Terminal(PrintStream out) {
    void line(String text) {
        out.println(text);
        out.flush();
    }

    void done(String what, Duration took) {
        line("  %-66s %8s".formatted(what, Station.seconds(took)));
    }
}
