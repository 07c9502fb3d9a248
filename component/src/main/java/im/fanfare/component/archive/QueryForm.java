package im.fanfare.component.archive;

import im.fanfare.component.forms.DataForm;
import im.fanfare.component.forms.Validation;
import im.fanfare.component.pubsub.BadRequest;
import im.fanfare.pubsub.ArchiveFilter;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The form that says which messages of an archive are asked for: XEP-0313 §4.1.
 *
 * <p>Times go by the millisecond, as the stamps of the messages do: whoever asks for what came since a stamp has the message
 * of that stamp.
 */
final class QueryForm {
    private static final String WITH = "with";
    private static final String START = "start";
    private static final String END = "end";
    private static final String BEFORE_ID = "before-id";
    private static final String AFTER_ID = "after-id";
    private static final String IDS = "ids";
    private static final Set<String> FIELDS = Set.of(DataForm.FORM_TYPE, WITH, START, END, BEFORE_ID, AFTER_ID, IDS);

    private static final Validation TIME = Validation.basic("xs:dateTime");

    /** Of the ids none are offered, and any may be named. */
    private static final Validation ANY = Validation.open("xs:string");

    private static final int LATEST_YEAR = 9999;

    /** §4.1.5. */
    static XmlElement write() {
        return DataForm.of(
                        DataForm.Type.FORM,
                        ArchiveHandler.NS,
                        List.of(
                                DataForm.Field.of(WITH, "jid-single", "Who sent the messages"),
                                DataForm.Field.of(START, "text-single", "The earliest time of messages")
                                        .held(TIME),
                                DataForm.Field.of(END, "text-single", "The latest time of messages")
                                        .held(TIME),
                                DataForm.Field.of(BEFORE_ID, "text-single", "The id before which messages are"),
                                DataForm.Field.of(AFTER_ID, "text-single", "The id behind which messages are"),
                                DataForm.Field.of(IDS, "list-multi", "The ids of messages")
                                        .held(ANY)))
                .write();
    }

    /** What a form that was submitted asks for. */
    static ArchiveFilter parse(DataForm form) {
        if (form.type() != DataForm.Type.SUBMIT
                || form.formType().filter(ArchiveHandler.NS::equals).isEmpty()) {
            throw new BadRequest(PubSubError.BAD_REQUEST);
        }
        Map<String, List<String>> fields = new HashMap<>();
        for (DataForm.Field field : form.fields()) {
            if (!FIELDS.contains(field.name())) {
                throw new BadRequest(PubSubError.UNSUPPORTED_REQUEST); // §4.1.5
            }
            if (fields.put(field.name(), field.values()) != null) {
                throw new BadRequest(PubSubError.BAD_REQUEST);
            }
        }
        return new ArchiveFilter(
                value(fields, START).map(QueryForm::time).map(QueryForm::roundedUp),
                value(fields, END).map(QueryForm::time).map(QueryForm::behind),
                value(fields, WITH).map(QueryForm::jid),
                value(fields, AFTER_ID),
                value(fields, BEFORE_ID),
                fields.getOrDefault(IDS, List.of()));
    }

    /** A field that was left empty says nothing. */
    private static Optional<String> value(Map<String, List<String>> fields, String name) {
        List<String> values = fields.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new BadRequest(PubSubError.BAD_REQUEST);
        }
        return values.stream().filter(value -> !value.isEmpty()).findFirst();
    }

    private static Jid jid(String text) {
        return Jid.of(text).orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST));
    }

    /** XEP-0082 §3.2. */
    private static Instant time(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() >= 0 && time.getYear() <= LATEST_YEAR) {
                return time.toInstant();
            }
        } catch (DateTimeException spellsNone) {
            // said below
        }
        throw new BadRequest(PubSubError.BAD_REQUEST);
    }

    private static Instant roundedUp(Instant time) {
        Instant before = time.truncatedTo(ChronoUnit.MILLIS);
        return before.equals(time) ? time : before.plusMillis(1);
    }

    private static Instant behind(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).plusMillis(1);
    }

    private QueryForm() {}
}
