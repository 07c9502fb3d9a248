package im.fanfare.component.administration;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * What members say to one another of how they are, as JSON: it is what the operator is shown in the end.
 *
 * <p>A member of another release passes over what it does not know, and takes for empty what it is not told.
 */
public final class ReportSerializer extends SerializerWithStringManifest {
    private static final String ASK = "ask1";
    private static final String SUSPEND = "suspend1";
    private static final String REPORT = "report1";

    /** A {@link Reporter.Suspend}, with the address spelled. */
    private record Suspend(String service, String hostServer, boolean suspended, String replyTo) {}

    private final ActorRefResolver refs;
    private final ObjectMapper json = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    public ReportSerializer(ExtendedActorSystem system) {
        this.refs = ActorRefResolver.get(Adapter.toTyped(system));
    }

    @Override
    public int identifier() {
        return 46_603; // forever: members of other releases know us by it
    }

    @Override
    public String manifest(Object message) {
        if (message instanceof Reporter.Ask) {
            return ASK;
        }
        if (message instanceof Reporter.Suspend) {
            return SUSPEND;
        }
        if (message instanceof MemberReport) {
            return REPORT;
        }
        throw new IllegalArgumentException("not ours to serialize: " + message.getClass());
    }

    @Override
    public byte[] toBinary(Object message) {
        if (message instanceof Reporter.Ask ask) {
            return refs.toSerializationFormat(ask.replyTo()).getBytes(StandardCharsets.UTF_8);
        }
        Object spelled = message instanceof Reporter.Suspend suspend
                ? new Suspend(
                        suspend.service(),
                        suspend.hostServer(),
                        suspend.suspended(),
                        refs.toSerializationFormat(suspend.replyTo()))
                : message;
        try {
            return json.writeValueAsBytes(spelled);
        } catch (IOException e) {
            throw new IllegalArgumentException("not to be written: " + message, e);
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        try {
            return switch (manifest) {
                case ASK -> new Reporter.Ask(refs.resolveActorRef(new String(bytes, StandardCharsets.UTF_8)));
                case SUSPEND -> suspend(json.readValue(bytes, Suspend.class));
                case REPORT -> json.readValue(bytes, MemberReport.class);
                default -> throw new IllegalArgumentException("no such message: " + manifest);
            };
        } catch (IOException e) {
            throw new IllegalArgumentException("not to be read as " + manifest, e);
        }
    }

    private Reporter.Suspend suspend(Suspend spelled) {
        return new Reporter.Suspend(
                spelled.service(), spelled.hostServer(), spelled.suspended(), refs.resolveActorRef(spelled.replyTo()));
    }
}
