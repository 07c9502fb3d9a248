package im.fanfare.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import org.slf4j.LoggerFactory;

/** Starts one member of Fanfare from its configuration. */
public final class Main {
    /** What sysexits.h calls EX_CONFIG. */
    private static final int BAD_CONFIGURATION = 78;

    public static void main(String[] args) {
        Config root;
        ComponentConfig config;
        try {
            root = ComponentConfig.load();
            Logging.configure(root);
            config = ComponentConfig.from(root);
        } catch (IllegalArgumentException | ConfigException wrong) {
            System.err.println("The configuration is wrong: " + wrong.getMessage());
            System.exit(BAD_CONFIGURATION);
            return;
        }
        try {
            new MemberProcess(root, config).run();
        } catch (RuntimeException fault) {
            LoggerFactory.getLogger(Main.class).error("this member cannot be watched or administered", fault);
            System.exit(1);
        }
    }

    private Main() {}
}
