package im.fanfare.component;

import com.typesafe.config.Config;
import java.util.Locale;

/** How a member writes its log: what {@code logback.xml} asks for, so it has to be said before the first line. */
final class Logging {
    private enum Format {
        TEXT,
        JSON
    }

    private enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    /**
     * Says it.
     *
     * @throws IllegalArgumentException if a value is wrong
     */
    static void configure(Config root) {
        Settings log = new Settings(root.getConfig("fanfare.log"), "fanfare.log");
        String format = log.word("format", Format.class).name().toLowerCase(Locale.ROOT);
        String level = log.word("level", Level.class).name();
        System.setProperty("fanfare.log.format", format);
        System.setProperty("fanfare.log.level", level);
    }

    private Logging() {}
}
