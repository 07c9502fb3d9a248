package im.fanfare.component.forms;

import im.fanfare.pubsub.AuthorizationField;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Optional;

/** An owner's answer to who wants to subscribe: XEP-0060 §8.6 and §17.4.2. */
public record SubscribeAuthorizationForm(DataForm form) {
    /** The form in these elements, if there is one. */
    public static Optional<SubscribeAuthorizationForm> find(List<XmlElement> elements) {
        return elements.stream()
                .filter(element -> element.is("x", DataForm.NS))
                .flatMap(x -> DataForm.parse(x).stream())
                .filter(form -> form.formType().equals(Optional.of(AuthorizationField.FORM_TYPE)))
                .findFirst()
                .map(SubscribeAuthorizationForm::new);
    }

    public DataForm.Type type() {
        return form.type();
    }

    /** What the field says, where it says one thing. */
    public Optional<String> value(String field) {
        return form.value(field);
    }

    /** Whether the owner allows it, where that is said. */
    public Optional<Boolean> allow() {
        return value(AuthorizationField.ALLOW).flatMap(word -> switch (word) {
            case "true", "1" -> Optional.of(true);
            case "false", "0" -> Optional.of(false);
            default -> Optional.empty();
        });
    }
}
