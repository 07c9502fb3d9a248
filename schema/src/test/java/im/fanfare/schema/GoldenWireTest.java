package im.fanfare.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import im.fanfare.schema.proto.CommandProto;
import im.fanfare.schema.proto.JournalProto;
import im.fanfare.schema.proto.NodeProto;
import im.fanfare.schema.proto.PageRecordProto;
import im.fanfare.schema.proto.PublicationProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
    private static final String SEVERAL = "several";

    /** One form of the wire: what there is of it, and how it is written, parsed and compared. */
    private record Form<T>(
            List<T> samples,
            Function<T, byte[]> write,
            Function<byte[], T> parse,
            BiPredicate<T, T> same,
            Parser<? extends Message> message) {
        static <T> Form<T> of(
                Stream<T> samples,
                Function<T, byte[]> write,
                Function<byte[], T> parse,
                Parser<? extends Message> message) {
            return new Form<>(samples.toList(), write, parse, Object::equals, message);
        }

        Stream<Message> messages() {
            return written().stream().map(bytes -> Wire.read(message, bytes));
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
                Form.of(
                        WireTest.publications(),
                        PublicationWire::write,
                        PublicationWire::parse,
                        PublicationProto.Publication.parser()));
        forms.put(
                ENTRY,
                Form.of(
                        WireTest.entries(),
                        JournalWire::write,
                        JournalWire::parse,
                        JournalProto.JournalEntry.parser()));
        forms.put(
                COMMAND,
                Form.of(
                        WireTest.asked(),
                        NodeCommandWire::write,
                        NodeCommandWire::parse,
                        CommandProto.NodeCommand.parser()));
        forms.put(
                REPLY,
                Form.of(
                        WireTest.replies(),
                        NodeReplyWire::write,
                        NodeReplyWire::parse,
                        CommandProto.NodeReply.parser()));
        forms.put(
                PAGE_RECORD,
                new Form<>(
                        WireTest.pageRecords().toList(),
                        PageRecordWire::write,
                        PageRecordWire::parse,
                        // Records of arrays are not equal by what is in them.
                        (one, other) -> Arrays.equals(PageRecordWire.write(one), PageRecordWire.write(other)),
                        PageRecordProto.PageRecord.parser()));
        forms.put(
                SEVERAL,
                Form.of(
                        WireTest.several(),
                        subscription -> SubIdWire.several(subscription).orElseThrow(),
                        WireTest::several,
                        NodeProto.Several.parser()));
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

        Map<String, List<byte[]>> golden = lines.stream()
                .collect(Collectors.groupingBy(
                        line -> line[0],
                        Collectors.mapping(line -> HexFormat.of().parseHex(line[1]), Collectors.toList())));
        assertThat(golden).containsKeys(EVENT, ENTRY, COMMAND, REPLY, PAGE_RECORD);
        golden.forEach((name, bytes) -> forms().get(name).assertMeansSamples(bytes));
    }

    /** Or else a golden file would not have it, and nobody would see that what is written there cannot be read. */
    @Test
    void thereIsASampleWithEachField() {
        Set<String> written = new TreeSet<>();
        forms().values().forEach(form -> form.messages().forEach(message -> addFields(message, written)));
        Set<String> all = new TreeSet<>();
        Stream.of(
                        CommandProto.getDescriptor(),
                        JournalProto.getDescriptor(),
                        NodeProto.getDescriptor(),
                        PageRecordProto.getDescriptor(),
                        PublicationProto.getDescriptor())
                .flatMap(file -> file.getMessageTypes().stream())
                .forEach(type -> addFields(type, all));

        all.removeAll(written);
        assertThat(all).as("without a sample").isEmpty();
    }

    private static void addFields(Descriptor type, Set<String> fields) {
        fields.addAll(namesOf(type, type.getFields()));
        type.getNestedTypes().forEach(nested -> addFields(nested, fields));
    }

    private static void addFields(Message message, Set<String> fields) {
        Map<FieldDescriptor, Object> written = message.getAllFields();
        fields.addAll(namesOf(message.getDescriptorForType(), written.keySet()));
        written.forEach((field, value) -> {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                List<?> values = field.isRepeated() ? (List<?>) value : List.of(value);
                values.forEach(part -> addFields((Message) part, fields));
            }
        });
    }

    /** But for those of entries of maps, which have no names of ours. */
    private static List<String> namesOf(Descriptor type, Collection<FieldDescriptor> fields) {
        return type.getOptions().getMapEntry()
                ? List.of()
                : fields.stream().map(FieldDescriptor::getFullName).toList();
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
