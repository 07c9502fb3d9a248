package im.fanfare.fanout;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.MessageId;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Publication;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import im.fanfare.stanza.XmlWriter;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code <message/>} that tells a subscriber of an event, in two pieces: all but the subscriber's address is the
 * same for everyone.
 *
 * <p>Its {@linkplain MessageId id} is the same again when the publication is delivered again, so that a receiver can tell
 * a repeat.
 *
 * @param prefix up to the address
 * @param suffix behind the address
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record NotificationStanza(byte[] prefix, byte[] suffix) {
    private static final String NODE_CONFIG = "http://jabber.org/protocol/pubsub#node_config";
    private static final String META_DATA = "http://jabber.org/protocol/pubsub#meta-data";
    private static final String DELAY = "urn:xmpp:delay";
    static final String SHIM = "http://jabber.org/protocol/shim";
    private static final String DATA = "jabber:x:data";

    /** The stanza, or nothing where subscribers are not told of this event. */
    static Optional<NotificationStanza> of(Publication publication) {
        if (publication.revision().event() instanceof NodeEvent.Told told) {
            // Of the normal type, so that whoever is not online has it later.
            return Optional.of(between(
                    opening(publication, Optional.empty()),
                    NoticeElement.of(publication.node().id().name(), told.notice())
                            .toXml(Stanzas.NS)));
        }
        if (publication.revision().event() instanceof NodeEvent.Relayed relayed) {
            return relayed(publication, relayed);
        }
        if (!publication.config().deliverNotifications()) {
            return Optional.empty();
        }
        Optional<String> type = ItemEvent.type(publication.config());
        return event(publication.node().id().name(), publication.revision().event(), publication.config())
                .map(event -> between(opening(publication, type), event + delay(publication)));
    }

    private static String id(Publication publication) {
        NodeKey node = publication.node();
        return publication.revision().event() instanceof NodeEvent.Relayed relayed
                ? MessageId.of(node.id(), node.instance(), relayed)
                : node.messageId(publication.revision().number());
    }

    /** As that node tells its own subscribers; to those of a collection, beside its name: XEP-0248 §5.3. */
    private static Optional<NotificationStanza> relayed(Publication publication, NodeEvent.Relayed relayed) {
        return event(relayed)
                .map(event -> between(
                        opening(publication, ItemEvent.type(relayed.config())),
                        relayed.kinship().isPresent()
                                ? event
                                : event + collection(publication.node().id().name())));
    }

    private static String collection(String name) {
        return XmlElement.of(
                        "headers", SHIM, XmlElement.text("header", SHIM, name).with("name", "Collection"))
                .toXml(Stanzas.NS);
    }

    private static Optional<String> event(NodeEvent.Relayed relayed) {
        String node = relayed.node().name();
        if (relayed.event() instanceof NodeEvent.NodeCreated) {
            return Optional.of(xml(of("create", node)));
        }
        if (relayed.event() instanceof NodeEvent.Associated associated) {
            return Optional.of(
                    xml(of("collection", associated.collection().name()).with(List.of(of("associate", node)))));
        }
        if (relayed.event() instanceof NodeEvent.Dissociated dissociated) {
            return Optional.of(
                    xml(of("collection", dissociated.collection().name()).with(List.of(of("dissociate", node)))));
        }
        return event(node, relayed.event(), relayed.config());
    }

    /** XEP-0203: what is told later than it happened says when that was. */
    private static String delay(Publication publication) {
        return publication.revision().event() instanceof NodeEvent.LastItemSent sent
                ? sent.content().map(NotificationStanza::delay).orElse("")
                : "";
    }

    private static String delay(Item item) {
        return XmlElement.of("delay", DELAY)
                .with("stamp", item.published().truncatedTo(ChronoUnit.SECONDS).toString())
                .toXml(Stanzas.NS);
    }

    /**
     * An item that is told of again.
     *
     * @param id of the message by which it was told of at first
     */
    static NotificationStanza again(NodeKey node, String id, Item item, NodeConfig config) {
        String event = ItemEvent.of(node.id().name(), Optional.of(item), config).toXml(Stanzas.NS);
        return between(opening(node, id, ItemEvent.type(config)), event + delay(item));
    }

    private static NotificationStanza between(String opening, String content) {
        return new NotificationStanza(
                (opening + " to='").getBytes(StandardCharsets.UTF_8),
                ("'>" + content + "</message>").getBytes(StandardCharsets.UTF_8));
    }

    private static String opening(Publication publication, Optional<String> type) {
        return opening(publication.node(), id(publication), type);
    }

    private static String opening(NodeKey node, String id, Optional<String> type) {
        return "<message from='" + XmlWriter.escape(node.id().service()) + "' id='" + id + '\''
                + type.map(word -> " type='" + XmlWriter.escape(word) + '\'').orElse("");
    }

    private static Optional<String> event(String node, NodeEvent event, NodeConfig config) {
        if (event instanceof NodeEvent.ItemPublished published) {
            return published.notifying()
                    ? Optional.of(ItemEvent.of(node, published.item(), config).toXml(Stanzas.NS))
                    : Optional.empty();
        }
        if (event instanceof NodeEvent.LastItemSent sent) {
            return sent.content()
                    .map(item -> ItemEvent.of(node, Optional.of(item), config).toXml(Stanzas.NS));
        }
        if (event instanceof NodeEvent.DigestSent sent) {
            return Optional.of(ItemEvent.of(node, sent.contents(), config).toXml(Stanzas.NS));
        }
        if (event instanceof NodeEvent.ItemsRetracted retracted) {
            return retracted.notifying() ? Optional.of(retracted(node, retracted.gone())) : Optional.empty();
        }
        if (event instanceof NodeEvent.NodePurged) {
            return told(config, ConfigField.NOTIFY_RETRACT, of("purge", node));
        }
        if (event instanceof NodeEvent.NodeDeleted deleted) {
            return told(config, ConfigField.NOTIFY_DELETE, deleted(node, deleted.redirect()));
        }
        if (event instanceof NodeEvent.NodeConfigured configured) {
            return told(config, ConfigField.NOTIFY_CONFIG, configured(node, configured.config()));
        }
        if (event instanceof NodeEvent.MetadataChanged changed) {
            return Optional.of(xml(metadata(node, changed.fields(), config)));
        }
        if (event instanceof NodeEvent.NodeCreated
                || event instanceof NodeEvent.Followed
                || event instanceof NodeEvent.Subscribed
                || event instanceof NodeEvent.Unsubscribed
                || event instanceof NodeEvent.OptionsChanged
                || event instanceof NodeEvent.SubscriptionRequested
                || event instanceof NodeEvent.RequestEnded
                || event instanceof NodeEvent.AffiliationChanged
                || event instanceof NodeEvent.Associated
                || event instanceof NodeEvent.Dissociated
                || event instanceof NodeEvent.Adopted
                || event instanceof NodeEvent.Examined) {
            return Optional.empty();
        }
        throw new IllegalArgumentException("an event we do not know: " + event.getClass());
    }

    private static Optional<String> told(NodeConfig config, ConfigField field, XmlElement child) {
        return config.isSet(field) ? Optional.of(xml(child)) : Optional.empty();
    }

    /** §7.2.2.1. */
    private static String retracted(String node, List<ItemRef> gone) {
        return xml(of("items", node)
                .with(gone.stream()
                        .map(item -> XmlElement.of("retract", ItemEvent.NS)
                                .with("id", item.id().value()))
                        .toList()));
    }

    /** §8.4.2. */
    private static XmlElement deleted(String node, Optional<String> redirect) {
        XmlElement delete = of("delete", node);
        return redirect.map(uri ->
                        delete.with(XmlElement.of("redirect", ItemEvent.NS).with("uri", uri)))
                .orElse(delete);
    }

    /** §8.2.5.3: with the configuration itself where payloads are delivered. */
    private static XmlElement configured(String node, NodeConfig config) {
        XmlElement configuration = of("configuration", node);
        if (!config.deliverPayloads()) {
            return configuration;
        }
        XmlElement form = XmlElement.of("x", DATA)
                .with("type", "result")
                .with(field("FORM_TYPE", NODE_CONFIG).with("type", "hidden"));
        for (ConfigField field : ConfigField.values()) {
            // The parent of a node that links is that of another, which may change: XEP-0496 §4.2.
            boolean isElsewhere = field == ConfigField.PARENT
                    && config.relative(ConfigField.LINK).isPresent();
            if (field.isFor(config.isCollection()) && field.isPublic() && !isElsewhere) {
                form = form.with(
                        field.type() == ConfigField.Type.JIDS
                                ? field(field.fieldName(), config.values(field))
                                : field(field.fieldName(), config.value(field)));
            }
        }
        return configuration.with(form);
    }

    /** XEP-0497 §4.2.2: what has changed, and nothing else. */
    private static XmlElement metadata(String node, Set<ConfigField> fields, NodeConfig config) {
        return of("configuration", node)
                .with(XmlElement.of("x", DATA)
                        .with("type", "result")
                        .with(field("FORM_TYPE", META_DATA).with("type", "hidden"))
                        .with(fields.stream()
                                .sorted()
                                .map(field -> field(field.fieldName(), said(field, config)))
                                .toList()));
    }

    private static List<String> said(ConfigField field, NodeConfig config) {
        String value = config.value(field);
        return value.isEmpty() || field.type() == ConfigField.Type.JIDS ? config.values(field) : List.of(value);
    }

    private static XmlElement field(String name, String value) {
        return field(name, List.of(value));
    }

    private static XmlElement field(String name, List<String> values) {
        return XmlElement.of("field", DATA)
                .with("var", name)
                .with(values.stream()
                        .map(value -> XmlElement.text("value", DATA, value))
                        .toList());
    }

    private static XmlElement of(String name, String node) {
        return XmlElement.of(name, ItemEvent.NS).with("node", node);
    }

    private static String xml(XmlElement child) {
        return XmlElement.of("event", ItemEvent.NS, child).toXml(Stanzas.NS);
    }
}
