package im.fanfare.component.forms;

import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A data form: XEP-0004 §3. Titles, instructions and tables of results are not read.
 *
 * @param pages how its fields are laid out, where that is said; of a form that is submitted it is not read
 */
public record DataForm(Type type, List<Page> pages, List<Field> fields) {
    public static final String NS = "jabber:x:data";

    /** The field that says what the others mean: XEP-0068 §3. */
    public static final String FORM_TYPE = "FORM_TYPE";

    /** What a form is for: XEP-0004 §3.1. */
    public enum Type {
        FORM,
        SUBMIT,
        CANCEL,
        RESULT
    }

    /**
     * A field: XEP-0004 §3.2.
     *
     * @param type as XEP-0004 §3.3 spells it; who submits may leave it out
     * @param options what a list offers; a field that is submitted names none
     * @param validation what its values have to be, beyond its type; of a field that is submitted it is not read
     */
    public record Field(
            String name,
            Optional<String> type,
            Optional<String> label,
            Optional<Validation> validation,
            List<String> options,
            List<String> values) {
        public Field {
            options = List.copyOf(options);
            values = List.copyOf(values);
        }

        /** A field to show. */
        public static Field of(String name, String type, String label, String... values) {
            return new Field(name, Optional.of(type), Optional.of(label), Optional.empty(), List.of(), List.of(values));
        }

        public Field offering(List<String> choice) {
            return new Field(name, type, label, validation, choice, values);
        }

        public Field held(Validation to) {
            return new Field(name, type, label, Optional.of(to), options, values);
        }

        /** What it says; several values are several lines, none are nothing. */
        public String text() {
            return String.join("\n", values);
        }

        private XmlElement write() {
            return XmlElement.of("field", NS)
                    .with("var", name)
                    .with("type", type)
                    .with("label", label)
                    .with(validation.map(Validation::write).stream().toList())
                    .with(options.stream()
                            .map(option -> XmlElement.of("option", NS, XmlElement.text("value", NS, option)))
                            .toList())
                    .with(values.stream()
                            .map(value -> XmlElement.text("value", NS, value))
                            .toList());
        }
    }

    /**
     * A part of a form that is shown by itself: XEP-0141 §3.1.
     *
     * @param fields their names, in the order in which they are shown
     */
    public record Page(String label, List<String> fields) {
        private static final String NS = "http://jabber.org/protocol/xdata-layout";

        public Page {
            fields = List.copyOf(fields);
        }

        private XmlElement write() {
            return XmlElement.of("page", NS)
                    .with("label", label)
                    .with(fields.stream()
                            .map(name -> XmlElement.of("fieldref", NS).with("var", name))
                            .toList());
        }
    }

    public DataForm {
        pages = List.copyOf(pages);
        fields = List.copyOf(fields);
    }

    /** One that is shown as a whole. */
    public DataForm(Type type, List<Field> fields) {
        this(type, List.of(), fields);
    }

    /** The same, laid out on these pages. */
    public DataForm on(List<Page> layout) {
        return new DataForm(type, layout, fields);
    }

    /** A form that says what it is about: XEP-0068 §3. */
    public static DataForm of(Type type, String formType, List<Field> fields) {
        Field context = new Field(
                FORM_TYPE, Optional.of("hidden"), Optional.empty(), Optional.empty(), List.of(), List.of(formType));
        return new DataForm(
                type, Stream.concat(Stream.of(context), fields.stream()).toList());
    }

    /** The form that an element is, or nothing where its type is not one of ours. */
    public static Optional<DataForm> parse(XmlElement x) {
        List<Field> fields = x.children("field", NS).stream()
                .flatMap(field -> field.attribute("var").map(name -> parse(name, field)).stream())
                .toList();
        return x.attribute("type").flatMap(DataForm::type).map(type -> new DataForm(type, fields));
    }

    private static Optional<Type> type(String word) {
        return switch (word) {
            case "form" -> Optional.of(Type.FORM);
            case "submit" -> Optional.of(Type.SUBMIT);
            case "cancel" -> Optional.of(Type.CANCEL);
            case "result" -> Optional.of(Type.RESULT);
            default -> Optional.empty();
        };
    }

    private static Field parse(String name, XmlElement field) {
        return new Field(
                name,
                field.attribute("type"),
                field.attribute("label"),
                Optional.empty(),
                List.of(),
                field.children("value", NS).stream().map(XmlElement::text).toList());
    }

    public XmlElement write() {
        return XmlElement.of("x", NS)
                .with("type", type.name().toLowerCase(Locale.ROOT))
                .with(pages.stream().map(Page::write).toList())
                .with(fields.stream().map(Field::write).toList());
    }

    /** What a field says, where it says one thing. */
    public Optional<String> value(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name) && field.values().size() == 1)
                .flatMap(field -> field.values().stream())
                .findFirst();
    }

    /** All that a field says, nothing where it is not there. */
    public List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .flatMap(field -> field.values().stream())
                .toList();
    }

    /** What the form says it is about, where it says so. */
    public Optional<String> formType() {
        return fields.stream()
                .filter(field -> field.name().equals(FORM_TYPE))
                .flatMap(field -> field.values().stream())
                .findFirst();
    }
}
