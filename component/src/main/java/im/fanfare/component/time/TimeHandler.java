package im.fanfare.component.time;

import im.fanfare.component.iq.IqHandler;
import im.fanfare.stanza.Iq;
import im.fanfare.stanza.XmlElement;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.xml.namespace.QName;

/** What time it is here: XEP-0202 §3. A service has no local time, so it is that of UTC. */
public final class TimeHandler implements IqHandler {
    public static final String NS = "urn:xmpp:time";

    private final Clock clock;

    public TimeHandler(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Set<QName> payloads() {
        return Set.of(new QName(NS, "time"));
    }

    @Override
    public List<String> features() {
        return List.of(NS);
    }

    @Override
    public CompletionStage<Iq> handle(Iq request) {
        String utc = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        XmlElement answer =
                XmlElement.of("time", NS, XmlElement.text("tzo", NS, "+00:00"), XmlElement.text("utc", NS, utc));
        return CompletableFuture.completedFuture(
                request.type() == Iq.Type.GET ? request.result(answer) : request.error(BAD_REQUEST));
    }
}
