package im.fanfare.load;

import java.io.IOException;

/** One question to Fanfare under load, answered in figures. */
interface Row {
    String name();

    /** What is asked, for the terminal. */
    String question();

    void run(Stage stage, Report report) throws IOException, InterruptedException;
}
