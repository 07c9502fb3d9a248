package im.fanfare.embedded;

import java.io.IOException;
import java.util.Arrays;

/**
 * First main class of a forked JVM: ends the process when its parent has gone, then hands over to the main class named
 * by the first argument.
 *
 * <p>Standard input is a pipe that only the parent holds, so its end is the parent's, however that ended. It runs on a
 * class path that is not ours: it must not refer to any other class of ours.
 */
public final class ChildMain {
    private ChildMain() {}

    public static void main(String[] args) throws Exception {
        var watch = new Thread(ChildMain::endWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(args, 1, args.length));
    }

    private static void endWithParent() {
        try {
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            // As good as its end.
        }
        // Not exit: shutdown hooks may wait for servers that have gone as well.
        Runtime.getRuntime().halt(143);
    }
}
