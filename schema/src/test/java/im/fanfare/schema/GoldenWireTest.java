package im.fanfare.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What earlier versions have stored, logged and sent still means what it meant. While members are updated one after the
 * other both versions read what the other writes, and Cassandra and Kafka keep what the older wrote.
 *
 * <p>Each file in {@code golden} has what a version made of {@link WireTest}'s samples, a line each: what it is, and its
 * bytes. {@link #main} writes one, which nobody changes afterwards; before a release, write another.
 */
class GoldenWireTest {
    private static final String EVENT = "publication";
    private static final String ENTRY = "journal";
    private static final String COMMAND = "command";
    private static final String REPLY = "reply";
    private static final String PAGE_RECORD = "page-record";

    /** One form of the wire: what there is of it, and how it is written, parsed and compared. */
    private record Form<T>(
            List<T> samples, Function<T, byte[]> write, Function<byte[], T> parse, BiPredicate<T, T> same) {
        static <T> Form<T> of(Stream<T> samples, Function<T, byte[]> write, Function<byte[], T> parse) {
            return new Form<>(samples.toList(), write, parse, Object::equals);
        }

        List<byte[]> written() {
            return samples.stream().map(write).toList();
        }

        /** In their order, with others between them: samples are added, but never taken away. */
        void assertMeansSamples(List<byte[]> golden) {
            Iterator<T> rest = samples.iterator();
            for (byte[] bytes : golden) {
                T parsed = parse.apply(bytes);
                boolean found = false;
                while (!found && rest.hasNext()) {
                    found = same.test(parsed, rest.next());
                }
                assertThat(found)
                        .as("%s means one of the samples behind that of the line before", parsed)
                        .isTrue();
            }
        }
    }

    private static Map<String, Form<?>> forms() {
        Map<String, Form<?>> forms = new LinkedHashMap<>();
        forms.put(
                EVENT,
                Form.of(WireTest.events().map(WireTest::publication), PublicationWire::write, PublicationWire::parse));
        forms.put(ENTRY, Form.of(WireTest.events().map(WireTest::entry), JournalWire::write, JournalWire::parse));
        forms.put(
                COMMAND,
                Form.of(
                        WireTest.commands(),
                        command -> NodeCommandWire.write(new NodeCommandWire.Asked(command, Trail.NONE)),
                        bytes -> NodeCommandWire.parse(bytes).command()));
        forms.put(REPLY, Form.of(WireTest.replies(), NodeReplyWire::write, NodeReplyWire::parse));
        forms.put(
                PAGE_RECORD,
                new Form<>(
                        WireTest.pageRecords().toList(),
                        PageRecordWire::write,
                        PageRecordWire::parse,
                        // Records of arrays are not equal by what is in them.
                        (one, other) -> Arrays.equals(PageRecordWire.write(one), PageRecordWire.write(other))));
        return forms;
    }

    static Stream<Path> golden() throws IOException {
        try (var files = Files.list(Path.of("src/test/resources/im/fanfare/schema/golden"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void stillMeansWhatItMeant(Path file) throws IOException {
        List<String[]> lines = Files.readAllLines(file).stream()
                .map(line -> line.split(" ", 2))
                .toList();

        forms().forEach((name, form) -> {
            List<byte[]> bytes = lines.stream()
                    .filter(line -> line[0].equals(name))
                    .map(line -> HexFormat.of().parseHex(line[1]))
                    .toList();
            assertThat(bytes).as(name).isNotEmpty();
            form.assertMeansSamples(bytes);
        });
    }

    /** Writes what this version makes of the samples to the file that is named. */
    public static void main(String[] arguments) throws IOException {
        Files.write(
                Path.of(arguments[0]),
                forms().entrySet().stream()
                        .flatMap(form -> form.getValue().written().stream()
                                .map(bytes ->
                                        form.getKey() + ' ' + HexFormat.of().formatHex(bytes)))
                        .toList());
    }
}
