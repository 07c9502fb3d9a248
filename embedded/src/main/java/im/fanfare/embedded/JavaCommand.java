package im.fanfare.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM to fork, which will end with its parent.
 *
 * @param behind the command that starts the JVM's command line and becomes it, as {@code env} does; mostly nothing
 */
public record JavaCommand(
        List<String> behind, Path javaHome, List<String> flags, ClassPath classPath, String mainClass) {
    public JavaCommand {
        behind = List.copyOf(behind);
        flags = List.copyOf(flags);
    }

    public JavaCommand(Path javaHome, List<String> flags, ClassPath classPath, String mainClass) {
        this(List.of(), javaHome, flags, classPath, mainClass);
    }

    /** The same, started by one more command. */
    JavaCommand behind(List<String> command) {
        var all = new ArrayList<>(behind);
        all.addAll(command);
        return new JavaCommand(all, javaHome, flags, classPath, mainClass);
    }

    /** On the JDK that this process runs on. */
    public static JavaCommand onThisJdk(List<String> flags, ClassPath classPath, String mainClass) {
        return new JavaCommand(Path.of(System.getProperty("java.home")), flags, classPath, mainClass);
    }

    /**
     * Forks it; flags and class path go into a file in {@code dir}, so that a list of processes stays readable.
     *
     * @param run the name, log, arguments and environment of this one process
     */
    public Child fork(Path dir, Run run) throws IOException {
        var line = new ArrayList<>(flags);
        line.addAll(List.of("-cp", classPath.withChildMain().toString()));
        var options = dir.resolve(run.name() + ".java-options");
        Files.write(options, line.stream().map(JavaCommand::quoted).toList());

        var command = new ArrayList<>(behind);
        command.add(javaHome.resolve("bin/java").toString());
        command.add("@" + options);
        command.add(ChildMain.class.getName());
        command.add(mainClass);
        command.addAll(run.arguments());
        return Child.fork(run.name(), run.log(), command, run.environment());
    }

    private static String quoted(String option) {
        return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
