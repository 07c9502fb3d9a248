package im.fanfare.component.version;

import im.fanfare.component.iq.IqHandler;
import im.fanfare.stanza.Iq;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.xml.namespace.QName;

/** What we are: XEP-0092 §2. The operating system is nobody's business. */
public final class VersionHandler implements IqHandler {
    public static final String NS = "jabber:iq:version";

    private final String version;

    public VersionHandler(String version) {
        this.version = version;
    }

    /** The version that the build wrote into the archive this class came in. */
    public static String ofTheBuild() {
        return Optional.ofNullable(VersionHandler.class.getPackage().getImplementationVersion())
                .orElse("unknown");
    }

    @Override
    public Set<QName> payloads() {
        return Set.of(new QName(NS, "query"));
    }

    @Override
    public List<String> features() {
        return List.of(NS);
    }

    @Override
    public CompletionStage<Iq> handle(Iq request) {
        XmlElement answer = XmlElement.of(
                "query", NS, XmlElement.text("name", NS, "Fanfare"), XmlElement.text("version", NS, version));
        return CompletableFuture.completedFuture(
                request.type() == Iq.Type.GET ? request.result(answer) : request.error(IqHandler.BAD_REQUEST));
    }
}
