package im.fanfare.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/** Starts one member of Fanfare from its configuration. */
public final class Main {
    /** What sysexits.h calls EX_CONFIG. */
    private static final int BAD_CONFIGURATION = 78;

    public static void main(String[] args) throws Exception {
        Config root;
        ComponentConfig config;
        try {
            root = ComponentConfig.load();
            config = ComponentConfig.from(root);
        } catch (IllegalArgumentException | ConfigException wrong) {
            System.err.println("The configuration is wrong: " + wrong.getMessage());
            System.exit(BAD_CONFIGURATION);
            return;
        }
        Member.start(root, config);
    }

    private Main() {}
}
