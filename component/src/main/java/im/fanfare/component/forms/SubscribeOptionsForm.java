package im.fanfare.component.forms;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The form that configures a subscription: XEP-0060 §17.4.3.
 *
 * <p>Fields that we do not know are ignored, as XEP-0004 §3.1 demands, and fields left out stay as they are (§3.5
 * there).
 */
public final class SubscribeOptionsForm {
    public static final String FORM_TYPE = "http://jabber.org/protocol/pubsub#subscribe_options";

    /**
     * These options, as a form to fill in or as the result of one.
     *
     * @param offered those that there are for such a node
     */
    public static DataForm of(DataForm.Type type, SubscriptionOptions options, Set<SubscriptionOption> offered) {
        return DataForm.of(
                type,
                FORM_TYPE,
                Arrays.stream(SubscriptionOption.values())
                        .filter(offered::contains)
                        .map(option -> DataForm.Field.of(
                                        option.fieldName(), type(option), option.label(), value(option, options))
                                .offering(option.options()))
                        .toList());
    }

    private static String type(SubscriptionOption option) {
        return switch (option.type()) {
            case BOOLEAN -> "boolean";
            case LIST, LANGUAGE -> "list-single";
            case LISTS -> "list-multi";
            case JIDS -> "jid-multi";
            case TEXT, NODE, COUNT, COUNT_OR_MAX -> "text-single";
        };
    }

    private static String[] value(SubscriptionOption option, SubscriptionOptions options) {
        String value = options.value(option);
        return option.type() == ConfigField.Type.LISTS || value.isEmpty()
                ? value.lines().toArray(String[]::new)
                : new String[] {value};
    }

    private static boolean isTooMuch(SubscriptionOption option, DataForm.Field field) {
        return option.type() != ConfigField.Type.LISTS && field.values().size() > 1;
    }

    /** What a form that was submitted is to change, or nothing where that cannot be: §6.3.6.2. */
    public static Optional<Map<SubscriptionOption, String>> parse(DataForm form) {
        if (!form.formType().orElse(FORM_TYPE).equals(FORM_TYPE)) {
            return Optional.empty();
        }
        Map<SubscriptionOption, String> options = new EnumMap<>(SubscriptionOption.class);
        Set<String> seen = new HashSet<>();
        for (DataForm.Field field : form.fields()) {
            Optional<SubscriptionOption> known = SubscriptionOption.parse(field.name());
            if (!seen.add(field.name())
                    || known.filter(option -> isTooMuch(option, field)).isPresent()) {
                return Optional.empty();
            }
            // An empty field takes back what was said before: XEP-0004 §3.6.
            known.ifPresent(option ->
                    options.put(option, field.values().isEmpty() ? empty(option) : String.join("\n", field.values())));
        }
        return Optional.of(options);
    }

    /** What a leaf has none of, an empty field does not ask of it. */
    private static String empty(SubscriptionOption option) {
        return option.isOfCollections() ? "" : option.standard();
    }

    private SubscribeOptionsForm() {}
}
