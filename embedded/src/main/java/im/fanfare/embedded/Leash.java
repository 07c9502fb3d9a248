package im.fanfare.embedded;

import java.util.List;
import java.util.stream.Stream;

/**
 * The command line that ends a program which is not ours when its parent has gone, as {@link ChildMain} does for a JVM.
 *
 * <p>A shell leaves a watcher behind, which waits for the end of standard input, and becomes the program itself: so the
 * process started is the program, not a shell in front of it. The watcher kills only while its own parent is still the
 * program; a number that has passed on to another process is left alone. (The kernel's parent-death signal would not
 * do: it is sent when the forking <em>thread</em> ends.)
 */
final class Leash {
    private static final String SCRIPT = """
            exec 3<&0 </dev/null
            program=$$
            (
              cat <&3 >/dev/null
              read -r _ _ _ parent _ </proc/self/stat
              [ "$parent" != "$program" ] || kill -KILL "$program"
            ) &
            exec 3<&-
            exec "$@"
            """;

    private Leash() {}

    static List<String> on(List<String> command) {
        return Stream.concat(Stream.of("sh", "-c", SCRIPT, "leash"), command.stream())
                .toList();
    }
}
