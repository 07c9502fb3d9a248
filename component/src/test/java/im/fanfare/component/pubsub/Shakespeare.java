package im.fanfare.component.pubsub;

import im.fanfare.component.archive.ArchiveHandler;
import im.fanfare.component.commands.CommandsHandler;
import im.fanfare.component.disco.DiscoHandler;
import im.fanfare.component.iq.IqHandler;
import im.fanfare.component.iq.IqRouter;
import im.fanfare.component.iq.Xml;
import im.fanfare.component.message.MessageRouter;
import im.fanfare.component.ping.PingHandler;
import im.fanfare.component.serverinfo.ServerInformation;
import im.fanfare.component.time.TimeHandler;
import im.fanfare.component.version.VersionHandler;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.stanza.Schemas;
import im.fanfare.stanza.XmlElement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The service pubsub.shakespeare.lit, whole but for the host server: stanzas in, stanzas out. */
public final class Shakespeare {
    private final Deque<String> ids = new ArrayDeque<>();
    private final MemoryNodes memory;
    private final ServerInformation information;
    private final IqRouter router;
    private final MessageRouter messages;

    public Shakespeare() {
        this(new MemoryNodes());
    }

    private Shakespeare(MemoryNodes memory) {
        this(memory, memory);
    }

    public Shakespeare(NodeService nodes) {
        this(new MemoryNodes(), nodes);
    }

    private Shakespeare(MemoryNodes memory, NodeService nodes) {
        this.memory = memory;
        this.information = new ServerInformation(nodes, "0.1.0");
        this.router = router(nodes);
        this.messages = messages(nodes);
    }

    /** Says what it is: XEP-0485. */
    public Shakespeare informs() {
        information.publish("pubsub.shakespeare.lit").toCompletableFuture().join();
        return this;
    }

    private IqRouter router(NodeService nodes) {
        CommandsHandler commands = new CommandsHandler(List.of(new GetPendingCommand(nodes)), this::id);
        List<IqHandler> handlers = new ArrayList<>(List.of(
                new PubSubHandler(nodes, this::id),
                new ArchiveHandler(nodes),
                commands,
                new PingHandler(),
                new TimeHandler(Clock.fixed(Instant.parse("2006-12-19T17:58:35.123Z"), ZoneOffset.UTC)),
                new VersionHandler("0.1.0")));
        handlers.add(new DiscoHandler(nodes, commands, handlers, information::about));
        return new IqRouter(handlers);
    }

    private static MessageRouter messages(NodeService nodes) {
        return new MessageRouter(List.of(new AuthorizationHandler(nodes)), bounce -> {});
    }

    private String id() {
        return ids.isEmpty() ? UUID.randomUUID().toString() : ids.remove();
    }

    /** The next node or item without a name gets this one. */
    public Shakespeare draws(String id) {
        ids.add(id);
        return this;
    }

    /** Hamlet's node, with two items. */
    public Shakespeare withMusings() {
        hamlet("set", "<create node='princely_musings'/>");
        publish("368866411b877c30064a5f62b917cffe");
        publish("ae890ac52d0df67ed7cfdf51b644e901");
        return this;
    }

    public Shakespeare publish(String item) {
        return hamlet(
                "set",
                "<publish node='princely_musings'><item id='" + item
                        + "'><entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry></item></publish>");
    }

    /** Hamlet changes a field of his node. */
    public Shakespeare configured(String field, String value) {
        return owner(
                "set",
                "<configure node='princely_musings'><x xmlns='jabber:x:data' type='submit'><field var='" + field
                        + "'><value>" + value + "</value></field></x></configure>");
    }

    public Shakespeare affiliated(String jid, String affiliation) {
        return owner(
                "set",
                "<affiliations node='princely_musings'><affiliation jid='" + jid + "' affiliation='" + affiliation
                        + "'/></affiliations>");
    }

    /** Hamlet asks for something that he gets. */
    public Shakespeare hamlet(String type, String verb) {
        return succeeds("hamlet@denmark.lit/elsinore", type, PubSubStanza.NS, verb);
    }

    public Shakespeare owner(String type, String verb) {
        return succeeds("hamlet@denmark.lit/elsinore", type, PubSubStanza.OWNER, verb);
    }

    public Shakespeare francisco(String type, String verb) {
        return succeeds("francisco@denmark.lit/barracks", type, PubSubStanza.NS, verb);
    }

    public Shakespeare horatio(String type, String verb) {
        return succeeds("horatio@denmark.lit/elsinore", type, PubSubStanza.NS, verb);
    }

    private Shakespeare succeeds(String from, String type, String namespace, String verb) {
        XmlElement reply = asks(from, type, "<pubsub xmlns='" + namespace + "'>" + verb + "</pubsub>");
        if (!reply.attribute("type").equals(Optional.of("result"))) {
            throw new AssertionError(verb + " → " + reply);
        }
        return this;
    }

    /** Somebody's request and the reply to it. */
    public XmlElement asks(String from, String type, String payload) {
        return answer(
                "<iq type='" + type + "' from='" + from + "' to='pubsub.shakespeare.lit' id='1'>" + payload + "</iq>");
    }

    public XmlElement answer(String stanza) {
        return reply(stanza).orElseThrow(() -> new AssertionError("no answer to " + stanza));
    }

    public Optional<XmlElement> reply(String stanza) {
        List<XmlElement> replies = replies(stanza);
        return replies.stream().skip(Math.max(0, replies.size() - 1)).findFirst();
    }

    /** The answer, and what comes before it. */
    public List<XmlElement> replies(String stanza) {
        return router.route(Xml.stanza(stanza)).toCompletableFuture().join().stream()
                .map(Shakespeare::valid)
                .toList();
    }

    /** What comes back when somebody sends a message. */
    public Optional<XmlElement> message(String stanza) {
        return messages.route(Xml.stanza(stanza)).toCompletableFuture().join().map(Shakespeare::valid);
    }

    /** What we answer, which has to be by the schemas of the specifications, whoever asks for what. */
    private static XmlElement valid(XmlElement answer) {
        XmlElement plain = Xml.plain(answer);
        Schemas.assertValid(plain);
        return plain;
    }

    /** Somebody's answer to a request to subscribe, and what comes back. */
    public Optional<XmlElement> answers(String owner, String type, String... fields) {
        return message("<message from='" + owner + "' to='pubsub.shakespeare.lit' id='approve1'>"
                + "<x xmlns='jabber:x:data' type='" + type + "'>"
                + "<field var='FORM_TYPE' type='hidden'>"
                + "<value>http://jabber.org/protocol/pubsub#subscribe_authorization</value></field>"
                + String.join("", fields) + "</x></message>");
    }

    /** Who was told what since this was asked last, but for what all subscribers are told. */
    public List<NodeEvent.Told> told() {
        return memory.takePublications().stream()
                .map(publication -> publication.revision().event())
                .filter(NodeEvent.Told.class::isInstance)
                .map(NodeEvent.Told.class::cast)
                .toList();
    }

    public Map<NodeId, MemoryNodes.Snapshot> snapshot() {
        return memory.snapshot();
    }
}
