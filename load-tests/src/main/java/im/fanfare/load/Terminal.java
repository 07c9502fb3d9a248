package im.fanfare.load;

import java.io.PrintStream;

/** What the user reads: one line for one thing. */
record Terminal(PrintStream out) {
    void line(String text) {
        out.println(text);
        out.flush();
    }
}
