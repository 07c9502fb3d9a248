package im.fanfare.component.disco;

import im.fanfare.component.archive.ArchiveHandler;
import im.fanfare.component.commands.Command;
import im.fanfare.component.commands.CommandsHandler;
import im.fanfare.component.forms.DataForm;
import im.fanfare.component.forms.MetaDataForm;
import im.fanfare.component.iq.IqHandler;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.component.pubsub.PubSubStanza;
import im.fanfare.component.rsm.ResultSet;
import im.fanfare.pubsub.AccessModel;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.NodeListing;
import im.fanfare.stanza.Iq;
import im.fanfare.stanza.StanzaError;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.xml.namespace.QName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the service is and has, and what its nodes are and have: XEP-0030 §3 and §4, XEP-0060 §5.1 to §5.5. */
public final class DiscoHandler implements IqHandler {
    private static final Logger logger = LoggerFactory.getLogger(DiscoHandler.class);

    public static final String INFO = "http://jabber.org/protocol/disco#info";

    public static final String ITEMS = "http://jabber.org/protocol/disco#items";

    /** Nodes listed in one answer; whoever wants others asks for the next page. */
    private static final int MOST_NODES = 1_000;

    /** At a node, for its publishers to be sought among them: whoever asks what a node is does not wait for thousands. */
    private static final int MOST_AFFILIATED = 100;

    private static final StanzaError NOT_FOUND = StanzaError.of(StanzaError.Type.CANCEL, "item-not-found");

    private static final StanzaError FORBIDDEN = StanzaError.of(StanzaError.Type.AUTH, "forbidden");

    private final NodeService nodes;
    private final CommandsHandler commands;
    private final List<String> features;
    private final Function<String, List<XmlElement>> more;

    /**
     * Speaks for itself and others.
     *
     * @param commands which have nodes of their own: XEP-0050 §2.1 and §2.2
     * @param others those who answer besides; what they say they do is advertised
     * @param more what there is to say of a service by now: features and forms of XEP-0128
     */
    public DiscoHandler(
            NodeService nodes,
            CommandsHandler commands,
            List<? extends IqHandler> others,
            Function<String, List<XmlElement>> more) {
        this.nodes = nodes;
        this.more = more;
        this.commands = commands;
        this.features = Stream.concat(features().stream(), others.stream().flatMap(other -> other.features().stream()))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public Set<QName> payloads() {
        return Set.of(new QName(INFO, "query"), new QName(ITEMS, "query"));
    }

    @Override
    public List<String> features() {
        return List.of(INFO, ITEMS, ResultSet.NS, MetaDataForm.CACHING, TypeFilter.NS, ExtendedDiscovery.NS);
    }

    @Override
    public CompletionStage<Iq> handle(Iq request) {
        XmlElement query = request.payload().orElse(XmlElement.of("query", INFO));
        Optional<String> node = query.attribute("node").filter(name -> !name.isEmpty());
        if (request.type() != Iq.Type.GET) {
            return CompletableFuture.completedFuture(request.error(BAD_REQUEST));
        }
        boolean isInfo = query.namespace().equals(INFO);
        Optional<XmlElement> set = query.child("set", ResultSet.NS).filter(there -> !isInfo);
        Optional<Paging> paging = set.flatMap(ResultSet::parse);
        if (set.isPresent() && paging.isEmpty()) {
            return CompletableFuture.completedFuture(request.error(BAD_REQUEST));
        }
        if (node.isEmpty()) {
            return isInfo
                    ? CompletableFuture.completedFuture(
                            request.result(service(request.to().domain())))
                    : nodes(request, query, request.to().domain(), paging);
        }
        Optional<Command> command = commands.find(node.get());
        if (command.isPresent()) {
            return CompletableFuture.completedFuture(command(request, command.get(), isInfo));
        }
        if (node.get().equals(CommandsHandler.NS)) {
            return CompletableFuture.completedFuture(request.result(isInfo ? commandList() : commands(request)));
        }
        Optional<NodeId> id = NodeId.of(request.to().domain(), node.get());
        if (id.isEmpty()) {
            return CompletableFuture.completedFuture(request.error(NOT_FOUND));
        }
        if (isInfo) {
            return node(request, id.get());
        }
        return ExtendedDiscovery.form(query)
                .map(form -> extended(request, query, form, id.get(), paging))
                .orElseGet(() -> items(request, query, id.get(), paging));
    }

    /** XEP-0060 §5.1. */
    private XmlElement service(String service) {
        return XmlElement.of("query", INFO)
                .with(identity("service").with("name", "Fanfare"))
                .with(features.stream().map(DiscoHandler::feature).toList())
                .with(more.apply(service));
    }

    /** XEP-0060 §5.2; what is in a collection: XEP-0248 §5.2. */
    private CompletionStage<Iq> nodes(Iq request, XmlElement query, String list, Optional<Paging> paging) {
        Optional<Predicate<String>> types = TypeFilter.parse(query);
        if (types.isEmpty()) {
            return CompletableFuture.completedFuture(request.error(BAD_REQUEST));
        }
        Paging.Place place = paging.map(Paging::place).orElseGet(Paging.First::new);
        if (place instanceof Paging.At) { // XEP-0059 §2.6: nobody has counted them
            return CompletableFuture.completedFuture(PubSubStanza.refuse(request, PubSubError.UNSUPPORTED_REQUEST));
        }
        int most = Math.min(MOST_NODES, paging.flatMap(Paging::max).orElse(MOST_NODES));
        boolean fromAnEnd = place instanceof Paging.First || place instanceof Paging.Last;
        return nodes.nodes(list, types.get(), place, fromAnEnd ? MOST_NODES + 1 : most)
                .handle((found, fault) -> {
                    if (fault != null) {
                        return unavailable(request, fault);
                    }
                    if (found.cut() && found.entries().isEmpty()) { // an empty page would say that there are no more
                        return PubSubStanza.refuse(request, PubSubError.RESOURCE_CONSTRAINT);
                    }
                    return request.result(
                            fromAnEnd
                                    ? writeEnd(query, found, most, paging)
                                    : write(query, ResultSet.Page.of(found.entries()), paging));
                });
    }

    /** From one end there may be no more nodes than were looked for, and then they are counted. */
    private static XmlElement writeEnd(XmlElement query, NodeListing.Listed listed, int most, Optional<Paging> paging) {
        boolean backwards = paging.filter(Paging::isBackwards).isPresent();
        List<NodeListing.Entry> found = listed.entries();
        Optional<Integer> count = Optional.of(found.size()).filter(size -> size <= MOST_NODES && !listed.cut());
        int size = Math.min(most, found.size());
        int index = backwards ? found.size() - size : 0;
        return write(
                query,
                new ResultSet.Page<>(
                        found.subList(index, index + size),
                        Optional.of(index).filter(known -> !backwards || count.isPresent()),
                        count),
                paging.filter(asked -> !found.isEmpty()));
    }

    private static XmlElement write(XmlElement query, ResultSet.Page<NodeListing.Entry> page, Optional<Paging> paging) {
        return list(
                XmlElement.of("query", ITEMS)
                        .with("node", query.attribute("node").filter(name -> !name.isEmpty())),
                ResultSet.of(
                        page,
                        paging,
                        entry -> XmlElement.of("item", ITEMS)
                                .with("jid", entry.id().service())
                                .with("node", entry.id().name())
                                .with("name", Optional.of(entry.title()).filter(title -> !title.isEmpty())),
                        entry -> entry.id().name()));
    }

    /** XEP-0060 §5.3 and §5.4. */
    private CompletionStage<Iq> node(Iq request, NodeId node) {
        return nodes.reply(new NodeCommand.Describe(node, request.from()))
                .thenCompose(reply -> reply instanceof NodeReply.Description description
                        ? node(request, description)
                        : CompletableFuture.completedFuture(PubSubStanza.refusal(request, reply)
                                .orElseThrow(() -> new IllegalStateException("neither told nor refused: " + reply))));
    }

    private CompletionStage<Iq> node(Iq request, NodeReply.Description description) {
        NodeConfig config = description.state().config();
        return publishers(description.state())
                .handle((publishers, fault) -> fault != null
                        ? unavailable(request, fault)
                        : request.result(XmlElement.of("query", INFO)
                                .with("node", description.state().id().name())
                                .with(identity(config.isCollection() ? "collection" : "leaf"))
                                .with(featuresOf(config))
                                .with(MetaDataForm.of(description, publishers).write())));
    }

    /** Who is let in to a node that is not open is for its owners to know. */
    private CompletionStage<Optional<List<Jid>>> publishers(NodeState node) {
        return node.config().accessModel() == AccessModel.OPEN
                ? nodes.publishersOf(NodeKey.of(node), MOST_AFFILIATED)
                : CompletableFuture.completedFuture(Optional.empty());
    }

    /** A node that keeps no items has no archive: XEP-0313 §7. */
    private static List<XmlElement> featuresOf(NodeConfig config) {
        return Stream.concat(
                        Stream.of(INFO, ITEMS, PubSubStanza.NS),
                        ArchiveHandler.FEATURES.stream().filter(feature -> config.persistItems()))
                .map(DiscoHandler::feature)
                .toList();
    }

    /** XEP-0060 §5.5. */
    private CompletionStage<Iq> items(Iq request, XmlElement query, NodeId node, Optional<Paging> paging) {
        return nodes.reply(new NodeCommand.ListItems(node, request.from(), paging))
                .thenCompose(reply -> reply instanceof NodeReply.Description collection
                        ? nodes(request, query, NodeListing.ofChildren(NodeKey.of(collection.state())), paging)
                        : CompletableFuture.completedFuture(PubSubStanza.refusal(request, reply)
                                .orElseGet(() -> request.result(items(node, (NodeReply.ItemIds) reply, paging)))));
    }

    /** XEP-0499. */
    private CompletionStage<Iq> extended(
            Iq request, XmlElement query, DataForm form, NodeId node, Optional<Paging> paging) {
        Optional<ExtendedDiscovery.Wanted> wanted =
                TypeFilter.parse(query).flatMap(types -> ExtendedDiscovery.parse(form, types));
        if (wanted.isEmpty()) {
            return CompletableFuture.completedFuture(request.error(BAD_REQUEST));
        }
        return new ExtendedDiscovery(nodes, this::publishers, request.from(), wanted.get(), paging.flatMap(Paging::max))
                .in(node, paging.map(Paging::place).orElseGet(Paging.First::new))
                .handle((found, fault) -> {
                    if (fault != null) {
                        return ExtendedDiscovery.Refused.in(fault)
                                .flatMap(refused -> PubSubStanza.refusal(request, refused.reply()))
                                .orElseGet(() -> unavailable(request, fault));
                    }
                    return found.isInVain()
                            ? PubSubStanza.refuse(request, PubSubError.RESOURCE_CONSTRAINT)
                            : request.result(list(
                                    XmlElement.of("query", ITEMS).with("node", node.name()),
                                    ExtendedDiscovery.write(found, paging)));
                });
    }

    private static XmlElement items(NodeId node, NodeReply.ItemIds ids, Optional<Paging> paging) {
        return list(
                XmlElement.of("query", ITEMS).with("node", node.name()),
                ResultSet.of(
                        new ResultSet.Page<>(ids.items(), Optional.of(ids.index()), Optional.of(ids.total())),
                        paging.filter(asked -> ids.total() > 0),
                        id -> XmlElement.of("item", ITEMS)
                                .with("jid", node.service())
                                .with("name", id.value()),
                        ItemId::value));
    }

    private static Iq unavailable(Iq request, Throwable fault) {
        logger.warn("no answer: to={} jid={}", request.to(), request.from(), fault);
        return PubSubStanza.refuse(request, PubSubError.UNAVAILABLE);
    }

    private static XmlElement commandList() {
        return XmlElement.of("query", INFO)
                .with("node", CommandsHandler.NS)
                .with(identity("automation", "command-list"))
                .with(List.of(feature(INFO), feature(ITEMS)));
    }

    private XmlElement commands(Iq request) {
        return XmlElement.of("query", ITEMS)
                .with("node", CommandsHandler.NS)
                .with(commands.commandsFor(request.from()).stream()
                        .map(command -> XmlElement.of("item", ITEMS)
                                .with("jid", request.to().toString())
                                .with("node", command.node())
                                .with("name", command.name()))
                        .toList());
    }

    private static Iq command(Iq request, Command command, boolean isInfo) {
        if (!command.isFor(request.from())) {
            return request.error(FORBIDDEN);
        }
        XmlElement query = XmlElement.of("query", isInfo ? INFO : ITEMS).with("node", command.node());
        return request.result(
                isInfo
                        ? query.with(identity("automation", "command-node").with("name", command.name()))
                                .with(Stream.of(CommandsHandler.NS, DataForm.NS)
                                        .map(DiscoHandler::feature)
                                        .toList())
                        : query);
    }

    private static XmlElement identity(String type) {
        return identity("pubsub", type);
    }

    private static XmlElement identity(String category, String type) {
        return XmlElement.of("identity", INFO).with("category", category).with("type", type);
    }

    private static XmlElement feature(String name) {
        return XmlElement.of("feature", INFO).with("var", name);
    }

    private static XmlElement list(XmlElement query, ResultSet items) {
        XmlElement list = query.with(items.elements());
        return items.note().map(list::with).orElse(list);
    }
}
