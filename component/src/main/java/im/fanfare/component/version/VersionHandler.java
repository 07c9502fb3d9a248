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

    /** Fanfare of this version. */
    public static XmlElement write(String version) {
        return XmlElement.of(
                "query", NS, XmlElement.text("name", NS, "Fanfare"), XmlElement.text("version", NS, version));
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
        return CompletableFuture.completedFuture(
                request.type() == Iq.Type.GET ? request.result(write(version)) : request.error(IqHandler.BAD_REQUEST));
    }
}
