package im.fanfare.component.serverinfo;

import im.fanfare.component.disco.DiscoHandler;
import im.fanfare.component.forms.DataForm;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.component.version.VersionHandler;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what a service is at its node {@code serverinfo}, and says so to who asks what it supports: XEP-0485 §3 to §5.
 * A component has no connections to other domains, so none are named.
 */
public final class ServerInformation {
    public static final String NS = "urn:xmpp:serverinfo:0";

    private static final Logger logger = LoggerFactory.getLogger(ServerInformation.class);
    private static final String NODE = "serverinfo";
    private static final ItemId CURRENT = new ItemId("current");

    /** Of XEP-0157, whose form this would be in as well. */
    private static final String FORM_TYPE = "http://jabber.org/network/serverinfo";

    /** As §5 recommends. */
    private static final Map<ConfigField, String> CONFIG = Map.of(
            ConfigField.ACCESS_MODEL, "open",
            ConfigField.MAX_ITEMS, "1",
            ConfigField.TITLE, "Server information",
            ConfigField.PAYLOAD_TYPE, NS);

    private final NodeService nodes;
    private final String version;
    private final Set<String> published = ConcurrentHashMap.newKeySet();

    /** @param version of ours, as XEP-0092 has it */
    public ServerInformation(NodeService nodes, String version) {
        this.nodes = nodes;
        this.version = version;
    }

    /**
     * Publishes, unless it is there already. The service itself owns the node; one of that name that somebody else has
     * stays as it is, and then nothing is advertised.
     *
     * @return a stage that fails where nobody knows, or nobody can be asked now: it is to be tried again
     */
    public CompletionStage<Void> publish(String service) {
        NodeId node = new NodeId(service, NODE);
        Jid self = node.serviceJid();
        Payload payload = new Payload(NS, write(service).toXml());
        return nodes.ask(new NodeCommand.Retrieve(node, self, Optional.empty(), List.of(CURRENT), Optional.empty()))
                .thenCompose(reply -> {
                    boolean isNew = reply.refuses(PubSubError.NODE_NOT_FOUND);
                    return isThere(reply, payload, self)
                            ? CompletableFuture.completedFuture(new NodeReply.Published(Optional.of(CURRENT)))
                            : nodes.ask(new NodeCommand.Publish(
                                    node,
                                    self,
                                    Optional.of(new NewItem(CURRENT, Optional.of(payload))),
                                    isNew ? CONFIG : Map.of()));
                })
                .thenAccept(reply -> settle(service, reply));
    }

    private static boolean isThere(NodeReply reply, Payload payload, Jid publisher) {
        return reply instanceof NodeReply.Items items
                && items.items().stream()
                        .anyMatch(item -> item.payload().equals(Optional.of(payload))
                                && item.publisher().equals(publisher));
    }

    private void settle(String service, NodeReply reply) {
        if (reply instanceof NodeReply.Published) {
            published.add(service);
        } else if (reply instanceof NodeReply.Refused refused && refused.error().type() == PubSubError.Type.WAIT) {
            throw new IllegalStateException("not now: " + refused.error().words());
        } else {
            logger.warn("{} publishes no server information: the node {} is not its own, {}", service, NODE, reply);
        }
    }

    /** §4. */
    private XmlElement write(String service) {
        return XmlElement.of(
                NODE,
                NS,
                XmlElement.of("domain", NS, XmlElement.of("federation", NS)).with("name", service),
                VersionHandler.write(version));
    }

    /** What {@code disco#info} of the service has besides: §3. */
    public List<XmlElement> about(String service) {
        return published.contains(service)
                ? List.of(
                        XmlElement.of("feature", DiscoHandler.INFO).with("var", NS),
                        DataForm.of(
                                        DataForm.Type.RESULT,
                                        FORM_TYPE,
                                        List.of(DataForm.Field.of(
                                                "serverinfo-pubsub-node",
                                                "text-single",
                                                "Where server information is published",
                                                "xmpp:" + service + "?;node=" + NODE)))
                                .write())
                : List.of();
    }
}
