package im.fanfare.component.ping;

import im.fanfare.component.iq.IqHandler;
import im.fanfare.stanza.Iq;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.xml.namespace.QName;

/** Whether we are there: XEP-0199 §3. */
public final class PingHandler implements IqHandler {
    public static final String NS = "urn:xmpp:ping";

    @Override
    public Set<QName> payloads() {
        return Set.of(new QName(NS, "ping"));
    }

    @Override
    public List<String> features() {
        return List.of(NS);
    }

    @Override
    public CompletionStage<Iq> handle(Iq request) {
        return CompletableFuture.completedFuture(
                request.type() == Iq.Type.GET ? request.result() : request.error(IqHandler.BAD_REQUEST));
    }
}
