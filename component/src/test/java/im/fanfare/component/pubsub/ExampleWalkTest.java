package im.fanfare.component.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every example of XEP-0060 has a test that replays it, or a reason why it has none: {@code examples.txt}. */
class ExampleWalkTest {
    /** Of version 1.30.0. */
    private static final int EXAMPLES = 242;

    private static final Pattern LINE = Pattern.compile("(\\d+)(?:-(\\d+))? +(\\S.*)");

    /** What is said of some examples in a row. */
    private record Entry(int from, int to, String said) {
        static Entry parse(String line) {
            var matcher = LINE.matcher(line);
            assertThat(matcher.matches()).as(line).isTrue();
            int from = Integer.parseInt(matcher.group(1));
            int to = matcher.group(2) == null ? from : Integer.parseInt(matcher.group(2));
            return new Entry(from, to, matcher.group(3));
        }

        boolean isReason() {
            return said.startsWith("- ");
        }

        Stream<String> tests() {
            return isReason() ? Stream.of() : Stream.of(said.split(" "));
        }
    }

    @Test
    void accountsForEveryExampleOnce() {
        List<Integer> named = entries().stream()
                .flatMap(
                        entry -> IntStream.rangeClosed(entry.from(), entry.to()).boxed())
                .toList();

        assertThat(named).isEqualTo(IntStream.rangeClosed(1, EXAMPLES).boxed().toList());
    }

    @Test
    void namesTestsThatThereAre() {
        Set<String> mistakes = BadInputTest.mistakes().stream()
                .map(BadInputTest.Mistake::section)
                .collect(Collectors.toSet());
        Map<String, String> sources = new HashMap<>();

        List<String> missing = entries().stream()
                .flatMap(Entry::tests)
                .distinct()
                .filter(test -> test.startsWith("§") ? !mistakes.contains(test) : !isThere(test, sources))
                .toList();

        assertThat(missing).isEmpty();
    }

    private static boolean isThere(String test, Map<String, String> sources) {
        String[] name = test.split("\\.");
        return name.length == 2
                && sources.computeIfAbsent(name[0], ExampleWalkTest::source).contains("void " + name[1] + "(");
    }

    /** Some are of other modules, whose tests are not on our class path. */
    private static String source(String test) {
        List<Path> found = new ArrayList<>();
        for (String module : List.of("pubsub", "fanout", "component")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
                files.filter(file -> file.endsWith(test + ".java")).forEach(found::add);
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }
        assertThat(found).as(test).hasSize(1);
        try {
            return Files.readString(found.get(0));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static List<Entry> entries() {
        var table = Objects.requireNonNull(ExampleWalkTest.class.getResourceAsStream("examples.txt"));
        try (var lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Entry::parse)
                    .toList();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
