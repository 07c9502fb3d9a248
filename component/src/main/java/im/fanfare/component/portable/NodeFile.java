package im.fanfare.component.portable;

import im.fanfare.component.forms.DataForm;
import im.fanfare.component.forms.NodeConfigForm;
import im.fanfare.component.forms.SubscribeOptionsForm;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.stanza.XmlElement;
import im.fanfare.stanza.XmlRaw;
import im.fanfare.stanza.XmlWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a node as a file, piece by piece: XEP-0227 §4.8, as data of one of its owners. What that has no word for is added
 * where others pass over it: an item's publisher, which XEP-0060 has, and the options of a subscription.
 */
public final class NodeFile {
    static final String NS = "urn:xmpp:pie:0";
    static final String PUBSUB = "http://jabber.org/protocol/pubsub";
    static final String OWNER = PUBSUB + "#owner";

    /** What a file ends with that is whole. */
    public static final String END = "</server-data>\n";

    private final OutputStream out;
    private final Jid owner;
    private final String node;

    public NodeFile(OutputStream out, Jid owner, String node) {
        this.out = out;
        this.owner = owner;
        this.node = node;
    }

    /** What comes before the subscriptions. */
    public void begin(NodeConfig config, Map<Jid, Affiliation> affiliations) throws IOException {
        write("<?xml version='1.0' encoding='UTF-8'?>\n<server-data xmlns='" + NS + "'>\n<host jid='"
                + XmlWriter.escape(owner.domain()) + "'>\n");
        write(owner.local().isEmpty() ? "" : "<user name='" + XmlWriter.escape(owner.local()) + "'>\n");
        write("<pubsub xmlns='" + OWNER + "'>\n");
        write(XmlElement.of("configure", OWNER)
                .with("node", node)
                .with(NodeConfigForm.of(config).write()));
        write(opening("affiliations"));
        for (Map.Entry<Jid, Affiliation> affiliation : affiliations.entrySet()) {
            write(XmlElement.of("affiliation", OWNER)
                    .with("jid", affiliation.getKey().toString())
                    .with("affiliation", affiliation.getValue().word()));
        }
        write("</affiliations>\n" + opening("subscriptions"));
    }

    /**
     * One of the subscriptions. The name that nearly all have is not written.
     *
     * @param offered the options that subscriptions of the node have
     */
    public void subscription(
            Jid subscriber,
            SubId subId,
            SubscriptionState state,
            SubscriptionOptions options,
            Set<SubscriptionOption> offered)
            throws IOException {
        XmlElement subscription = XmlElement.of("subscription", OWNER)
                .with("jid", subscriber.toString())
                .with(
                        "subid",
                        Optional.of(subId)
                                .filter(name -> !name.equals(SubId.FIRST))
                                .map(SubId::value))
                .with("subscription", state.word());
        write(
                options.values().isEmpty()
                        ? subscription
                        : subscription.with(XmlElement.of("options", PUBSUB)
                                .with(SubscribeOptionsForm.of(DataForm.Type.RESULT, options, offered)
                                        .write())));
    }

    /** Ends the subscriptions; the items come next. */
    public void beginItems() throws IOException {
        write("</subscriptions>\n</pubsub>\n<pubsub xmlns='" + PUBSUB + "'>\n" + opening("items"));
    }

    public void item(Item item) throws IOException {
        XmlElement written = XmlElement.of("item", PUBSUB)
                .with("id", item.id().value())
                .with("publisher", item.publisher().toString());
        write(item.payload()
                .map(payload -> written.with(new XmlRaw(payload.xml())))
                .orElse(written));
    }

    /** A file without this is not whole. */
    public void end() throws IOException {
        write("</items>\n</pubsub>\n" + (owner.local().isEmpty() ? "" : "</user>\n") + "</host>\n" + END);
    }

    private String opening(String element) {
        return '<' + element + " node='" + XmlWriter.escape(node) + "'>\n";
    }

    private void write(XmlElement element) throws IOException {
        write(element.toXml(element.namespace()) + '\n');
    }

    private void write(String xml) throws IOException {
        out.write(xml.getBytes(StandardCharsets.UTF_8));
    }
}
