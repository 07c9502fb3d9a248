package im.fanfare.component.archive;

import im.fanfare.component.iq.Answer;
import im.fanfare.component.iq.IqHandler;
import im.fanfare.component.pubsub.BadRequest;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.component.pubsub.PubSubStanza;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.Iq;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import javax.xml.namespace.QName;

/** The archives of nodes: XEP-0313, version 1.1.3, and XEP-0442, version 0.2.0. */
public final class ArchiveHandler implements IqHandler {

    static final String NS = "urn:xmpp:mam:2";

    /** Of the service, and of every node that has an archive: XEP-0313 §7. */
    public static final List<String> FEATURES = List.of(NS, NS + "#extended");

    private static final String QUERY = "query";
    private static final String METADATA = "metadata";

    private final NodeService nodes;

    public ArchiveHandler(NodeService nodes) {
        this.nodes = nodes;
    }

    @Override
    public Set<QName> payloads() {
        return Set.of(new QName(NS, QUERY), new QName(NS, METADATA));
    }

    @Override
    public List<String> features() {
        return FEATURES;
    }

    /** A query, which is answered with messages, and everything else. */
    @Override
    public CompletionStage<Answer> answer(Iq request) {
        Optional<XmlElement> wanted =
                request.payload().filter(payload -> request.type() == Iq.Type.SET && payload.is(QUERY, NS));
        if (wanted.isEmpty()) {
            return IqHandler.super.answer(request);
        }
        try {
            ArchiveQuery query = ArchiveQuery.parse(request, node(request, wanted.get()), wanted.get());
            return nodes.reply(query.command())
                    .thenApply(reply -> reply instanceof NodeReply.ArchivePage page
                            ? new Answer(query.messages(page), request.result(query.end(page)))
                            : Answer.of(refuse(request, reply)));
        } catch (BadRequest bad) {
            return CompletableFuture.completedFuture(Answer.of(PubSubStanza.refuse(request, bad.error())));
        }
    }

    @Override
    public CompletionStage<Iq> handle(Iq request) {
        XmlElement payload = request.payload().orElse(XmlElement.of(QUERY, NS));
        if (request.type() != Iq.Type.GET) {
            return CompletableFuture.completedFuture(request.error(BAD_REQUEST));
        }
        try {
            return payload.name().equals(QUERY)
                    ? form(request, payload)
                    : ends(request, payload, ArchiveHandler::writeEnds);
        } catch (BadRequest bad) {
            return CompletableFuture.completedFuture(PubSubStanza.refuse(request, bad.error()));
        }
    }

    /** §4.1.5: the same for all nodes, but that one that is named has to have an archive. */
    private CompletionStage<Iq> form(Iq request, XmlElement query) {
        XmlElement form = XmlElement.of(QUERY, NS, QueryForm.write());
        return named(request, query).isPresent()
                ? ends(request, query, there -> form)
                : CompletableFuture.completedFuture(request.result(form));
    }

    private CompletionStage<Iq> ends(
            Iq request, XmlElement payload, Function<NodeReply.ArchiveEnds, XmlElement> write) {
        return nodes.reply(new NodeCommand.DescribeArchive(node(request, payload), request.from()))
                .thenApply(reply -> reply instanceof NodeReply.ArchiveEnds found
                        ? request.result(write.apply(found))
                        : refuse(request, reply));
    }

    /** §5. */
    private static XmlElement writeEnds(NodeReply.ArchiveEnds ends) {
        XmlElement metadata = XmlElement.of(METADATA, NS);
        return ends.oldest().isEmpty() || ends.newest().isEmpty()
                ? metadata
                : metadata.with(List.of(
                        write("start", ends.oldest().get()),
                        write("end", ends.newest().get())));
    }

    private static XmlElement write(String name, NodeReply.Archived archived) {
        return XmlElement.of(name, NS)
                .with("id", archived.id())
                .with("timestamp", ArchiveQuery.stamp(archived.published()));
    }

    /** The node that has the archive; the service itself has none: XEP-0442 §2. */
    private static NodeId node(Iq request, XmlElement payload) {
        return named(request, payload).orElseThrow(() -> new BadRequest(PubSubError.NODEID_REQUIRED));
    }

    private static Optional<NodeId> named(Iq request, XmlElement payload) {
        return payload.attribute("node")
                .filter(name -> !name.isEmpty())
                .map(name -> NodeId.of(request.to().domain(), name)
                        .orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST)));
    }

    private static Iq refuse(Iq request, NodeReply reply) {
        return PubSubStanza.refusal(request, reply)
                .orElseThrow(() -> new IllegalStateException("no answer to a query: " + reply));
    }
}
