package im.fanfare.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where a server keeps its data and its log, and whether anybody wants them afterwards. */
public record Home(Path dir, Path log, Keeping keeping) {
    /** How long the data is wanted. */
    public enum Keeping {
        /** As {@link #EPHEMERAL}, and not even wanted after a kill: quicker still. */
        CARELESS,
        /** Until the server is closed, which is done by a kill; then the directory is deleted. */
        EPHEMERAL,
        /** For good: closed gracefully, to be started again on the same directory. */
        DURABLE
    }

    public Home {
        dir = dir.toAbsolutePath();
        log = log.toAbsolutePath();
    }

    public static Home ephemeral() {
        return temporary(Keeping.EPHEMERAL);
    }

    public static Home careless() {
        return temporary(Keeping.CARELESS);
    }

    public static Home durable(Path dir) {
        return durable(dir, dir.resolve("server.log"));
    }

    public static Home durable(Path dir, Path log) {
        return new Home(dir, log, Keeping.DURABLE);
    }

    boolean isTemporary() {
        return keeping != Keeping.DURABLE;
    }

    boolean isCareless() {
        return keeping == Keeping.CARELESS;
    }

    /** Deletes what nobody wants. */
    void leave() {
        if (isTemporary()) {
            delete(dir);
        }
    }

    /** Deletes a directory and all that is in it. */
    public static void delete(Path dir) {
        if (!Files.exists(dir)) {
            return;
        }
        try (var all = Files.walk(dir)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Home temporary(Keeping keeping) {
        try {
            var dir = Files.createTempDirectory("fanfare-");
            return new Home(dir, dir.resolve("server.log"), keeping);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
