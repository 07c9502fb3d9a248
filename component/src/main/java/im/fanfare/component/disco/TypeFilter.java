package im.fanfare.component.disco;

import im.fanfare.component.forms.DataForm;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Nodes of which types a list is to have: XEP-0462, version 0.1.1. */
final class TypeFilter {
    static final String NS = "urn:xmpp:pubsub-filter:0";

    /**
     * The types that a request for a list means, which are all where it does not say.
     *
     * @return nothing where the filter is none, or one of two minds
     */
    static Optional<Predicate<String>> parse(XmlElement query) {
        Optional<XmlElement> filter = query.child("filter", NS);
        if (filter.isEmpty()) {
            return Optional.of(type -> true);
        }
        return filter.flatMap(there -> there.child("x", DataForm.NS))
                .flatMap(DataForm::parse)
                .filter(form -> form.type() == DataForm.Type.SUBMIT
                        && form.formType().filter(NS::equals).isPresent())
                .flatMap(TypeFilter::parse);
    }

    private static Optional<Predicate<String>> parse(DataForm form) {
        List<DataForm.Field> included = fields(form, "included-types");
        List<DataForm.Field> excluded = fields(form, "excluded-types");
        if (included.size() + excluded.size() > 1) {
            return Optional.empty();
        }
        Optional<Predicate<String>> only =
                included.stream().map(TypeFilter::oneOf).findFirst();
        return only.or(() -> Optional.of(excluded.stream()
                .map(TypeFilter::oneOf)
                .findFirst()
                .orElse(type -> false)
                .negate()));
    }

    private static List<DataForm.Field> fields(DataForm form, String name) {
        return form.fields().stream().filter(field -> field.name().equals(name)).toList();
    }

    /** An empty value means a node without a type. */
    private static Predicate<String> oneOf(DataForm.Field field) {
        return Set.copyOf(field.values())::contains;
    }

    private TypeFilter() {}
}
