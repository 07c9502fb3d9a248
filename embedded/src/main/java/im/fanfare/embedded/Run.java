package im.fanfare.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What distinguishes one run of a {@link JavaCommand} from another. */
public record Run(String name, Path log, List<String> arguments, Map<String, String> environment) {
    public Run {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    public static Run of(String name, Path log, String... arguments) {
        return new Run(name, log, List.of(arguments), Map.of());
    }
}
