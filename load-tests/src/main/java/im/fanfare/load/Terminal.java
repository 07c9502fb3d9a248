package im.fanfare.load;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What the user reads: one line for one thing. */
public record Terminal(PrintStream out) {
    /** Not in the platform's character set: the signs of the table are not in every one. */
    public static Terminal standard() {
        return new Terminal(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    }

    public void line(String text) {
        out.println(text);
        out.flush();
    }
}
