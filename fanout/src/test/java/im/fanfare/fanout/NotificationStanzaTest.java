package im.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Kinship;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Notice;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.Relative;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Revision;
import im.fanfare.stanza.Schemas;
import java.io.StringReader;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class NotificationStanzaTest {
    private static final String ENTRY = "<entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry>";

    /** XEP-0060 example 101. */
    @Test
    void carriesThePayloadAsItIs() {
        assertThat(stanza(NodeConfig.STANDARD, Denmark.published(ENTRY))).isEqualTo("""
                <message from='pubsub.shakespeare.lit' id='ID' type='headline' to='francisco@denmark.lit'>\
                <event xmlns='http://jabber.org/protocol/pubsub#event'>\
                <items node='princely_musings'>\
                <item id='ae890ac52d0df67ed7cfdf51b644e901'>\
                <entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry>\
                </item></items></event></message>""");
    }

    /** §7.1.2.2. */
    @Test
    void leavesThePayloadOutWhereItIsNotDelivered() {
        assertThat(event(Denmark.config(ConfigField.DELIVER_PAYLOADS, "false"), Denmark.published(ENTRY)))
                .isEqualTo("<items node='princely_musings'><item id='ae890ac52d0df67ed7cfdf51b644e901'/></items>");
    }

    /** §4.3: a transient node that only notifies. */
    @Test
    void tellsOfAPublicationWithoutItem() {
        assertThat(event(NodeConfig.STANDARD, new NodeEvent.ItemPublished(Optional.empty(), List.of())))
                .isEqualTo("<items node='princely_musings'/>");
    }

    /** §6.1.7. */
    /** {@code pubsub#digest}: several items in one notification, of which not all payloads found room. */
    @Test
    void tellsAllItemsOfADigest() {
        Item item = new Item(
                Denmark.ITEM,
                Optional.of(new Payload("http://www.w3.org/2005/Atom", "<entry xmlns='http://www.w3.org/2005/Atom'/>")),
                Denmark.HAMLET,
                Instant.EPOCH);
        NodeEvent digest = new NodeEvent.DigestSent(
                List.of(),
                List.of(item, item.withoutPayload()),
                Denmark.subscription(Denmark.FRANCISCO, 1),
                SubId.FIRST);

        assertThat(stanza(NodeConfig.STANDARD, digest)).isEqualTo("""
                <message from='pubsub.shakespeare.lit' id='ID' type='headline' to='francisco@denmark.lit'>\
                <event xmlns='http://jabber.org/protocol/pubsub#event'>\
                <items node='princely_musings'>\
                <item id='ae890ac52d0df67ed7cfdf51b644e901'>\
                <entry xmlns='http://www.w3.org/2005/Atom'/>\
                </item>\
                <item id='ae890ac52d0df67ed7cfdf51b644e901'/>\
                </items></event></message>""");
    }

    @Test
    void saysWhenTheLastItemWasPublished() {
        assertThat(stanza(NodeConfig.STANDARD, Denmark.lastItemSent())).isEqualTo("""
                <message from='pubsub.shakespeare.lit' id='ID' type='headline' to='francisco@denmark.lit'>\
                <event xmlns='http://jabber.org/protocol/pubsub#event'>\
                <items node='princely_musings'>\
                <item id='ae890ac52d0df67ed7cfdf51b644e901'>\
                <entry xmlns='http://www.w3.org/2005/Atom'/>\
                </item></items></event>\
                <delay xmlns='urn:xmpp:delay' stamp='2003-12-13T00:00:01Z'/></message>""");
    }

    /** §7.2.2.1. */
    @Test
    void tellsOfRetractedItems() {
        List<ItemRef> gone = List.of(new ItemRef(Denmark.ITEM, 3), new ItemRef(new ItemId("<b>"), 4));

        assertThat(event(NodeConfig.STANDARD, new NodeEvent.ItemsRetracted(gone, true)))
                .isEqualTo("""
                <items node='princely_musings'><retract id='ae890ac52d0df67ed7cfdf51b644e901'/>\
                <retract id='&lt;b&gt;'/></items>""");
    }

    /** §8.5.2. */
    @Test
    void tellsOfAPurge() {
        assertThat(event(NodeConfig.STANDARD, new NodeEvent.NodePurged(List.of())))
                .isEqualTo("<purge node='princely_musings'/>");
    }

    /** §8.4.2. */
    @Test
    void tellsOfADeletedNode() {
        assertThat(event(NodeConfig.STANDARD, new NodeEvent.NodeDeleted(Optional.empty())))
                .isEqualTo("<delete node='princely_musings'/>");
    }

    /** §8.4.2. */
    @Test
    void tellsWhereADeletedNodeHasGone() {
        var deleted = new NodeEvent.NodeDeleted(Optional.of("xmpp:hamlet@denmark.lit?;node='blog'"));

        assertThat(event(NodeConfig.STANDARD, deleted))
                .isEqualTo("<delete node='princely_musings'>"
                        + "<redirect uri='xmpp:hamlet@denmark.lit?;node=&apos;blog&apos;'/></delete>");
    }

    /** §7.1.2.3. */
    @Test
    void namesThePublisherWhereTheNodeIsToldTo() {
        assertThat(event(Denmark.config(ConfigField.ITEM_REPLY, "publisher"), Denmark.published(ENTRY)))
                .contains("<item id='ae890ac52d0df67ed7cfdf51b644e901' publisher='hamlet@denmark.lit'><entry");
    }

    /** XEP-0248 §5.3.1.1: as the node below tells its own, whatever is configured at the collection. */
    @Test
    void tellsOfANodeInACollectionWithTheNameOfTheCollection() {
        NodeConfig collection = Denmark.config(ConfigField.NODE_TYPE, "collection")
                .with(Map.of(ConfigField.DELIVER_NOTIFICATIONS, "false"))
                .orElseThrow();

        assertThat(stanza(collection, relayed(Denmark.published(ENTRY)))).isEqualTo("""
                <message from='pubsub.shakespeare.lit' id='ID' type='headline' to='francisco@denmark.lit'>\
                <event xmlns='http://jabber.org/protocol/pubsub#event'>\
                <items node='starcrossed_stories'>\
                <item id='ae890ac52d0df67ed7cfdf51b644e901'>\
                <entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry>\
                </item></items></event>\
                <headers xmlns='http://jabber.org/protocol/shim'><header name='Collection'>princely_musings</header>\
                </headers></message>""");
    }

    /** XEP-0248 §5.3.1.2 and §5.3.2. */
    @Test
    void tellsWhatBecomesOfNodesInACollection() {
        NodeId blogs = new NodeId(Denmark.SERVICE, "blogs");

        assertThat(event(NodeConfig.STANDARD, relayed(new NodeEvent.NodeCreated())))
                .startsWith("<create node='starcrossed_stories'/>");
        assertThat(event(NodeConfig.STANDARD, relayed(new NodeEvent.NodeDeleted(Optional.empty()))))
                .startsWith("<delete node='starcrossed_stories'/>");
        assertThat(event(NodeConfig.STANDARD, relayed(new NodeEvent.Associated(blogs, 1))))
                .startsWith("<collection node='blogs'><associate node='starcrossed_stories'/></collection>");
        assertThat(event(NodeConfig.STANDARD, relayed(new NodeEvent.Dissociated(blogs, 1))))
                .startsWith("<collection node='blogs'><dissociate node='starcrossed_stories'/></collection>");
    }

    /** XEP-0497 §4.2: as the node's own subscribers are told. */
    @Test
    void tellsWhatHappensAtANodeBelow() {
        NodeEvent.Relayed below = relayed(Denmark.published(ENTRY)).to(CHILD, 1);

        assertThat(event(NodeConfig.STANDARD, below))
                .startsWith("<items node='starcrossed_stories'><item id=")
                .doesNotContain("Collection");
        assertThat(event(
                        NodeConfig.STANDARD,
                        relayed(new NodeEvent.NodeDeleted(Optional.empty())).to(CHILD, 1)))
                .isEqualTo("<delete node='starcrossed_stories'/>");
    }

    /** XEP-0497 §4.2.2: what has changed and nothing else; what is there no longer, without a value. */
    @Test
    void tellsOfMetadataThatChanged() {
        NodeConfig config = Denmark.config(ConfigField.TITLE, "New Title")
                .with(Map.of(ConfigField.CONTACT, "hamlet@denmark.lit\nyorick@denmark.lit"))
                .orElseThrow();
        NodeEvent changed =
                new NodeEvent.MetadataChanged(Set.of(ConfigField.PARENT, ConfigField.TITLE, ConfigField.CONTACT));
        String form = """
                <configuration node='%s'><x xmlns='jabber:x:data' type='result'>\
                <field var='FORM_TYPE' type='hidden'>\
                <value>http://jabber.org/protocol/pubsub#meta-data</value></field>\
                <field var='pubsub#title'><value>New Title</value></field>\
                <field var='pubsub#contact'><value>hamlet@denmark.lit</value><value>yorick@denmark.lit</value></field>\
                <field var='{urn:xmpp:pubsub-relationships:0}parent'/>\
                </x></configuration>""";

        assertThat(event(config, changed)).isEqualTo(form.formatted("princely_musings"));
        NodeEvent below = new NodeEvent.Relayed(
                        new NodeId(Denmark.SERVICE, "starcrossed_stories"), 1, 3, 1, changed, config)
                .to(CHILD, 1);
        assertThat(event(NodeConfig.STANDARD, below)).isEqualTo(form.formatted("starcrossed_stories"));
    }

    private static final Kinship CHILD = new Kinship(false, List.of(new Relative("starcrossed_stories", 1)));

    /** A collection that takes it twice, after a crash, tells it twice: under the same id. */
    @Test
    void whatIsRelayedAgainIsCalledTheSame() {
        NodeEvent.Relayed relayed = relayed(Denmark.published(ENTRY));

        assertThat(id(7, relayed)).isEqualTo(id(8, relayed));
        assertThat(id(7, relayed)).isNotEqualTo(id(7, Denmark.published(ENTRY)));
    }

    private static String id(long revision, NodeEvent event) {
        Publication publication =
                new Publication(Denmark.MUSINGS, new Revision(revision, event), 1, NodeConfig.STANDARD);
        String prefix =
                new String(NotificationStanza.of(publication).orElseThrow().prefix(), StandardCharsets.UTF_8);
        return prefix.replaceFirst(".* id='([^']*)'.*", "$1");
    }

    private static NodeEvent.Relayed relayed(NodeEvent event) {
        NodeId below = new NodeId(Denmark.SERVICE, "starcrossed_stories");
        return new NodeEvent.Relayed(below, 1, 3, 1, event, NodeConfig.STANDARD);
    }

    /** §8.2.5.3. */
    @Test
    void tellsOfAConfigurationWithTheConfiguration() {
        NodeConfig config = Denmark.config(ConfigField.NOTIFY_CONFIG, "true");

        assertThat(event(config, new NodeEvent.NodeConfigured(config)))
                .startsWith("""
                        <configuration node='princely_musings'><x xmlns='jabber:x:data' type='result'>\
                        <field var='FORM_TYPE' type='hidden'>\
                        <value>http://jabber.org/protocol/pubsub#node_config</value></field>\
                        <field var='pubsub#title'><value></value></field>""")
                .contains("<field var='pubsub#notify_config'><value>true</value></field>")
                .endsWith("</x></configuration>");
    }

    /** XEP-0248 §7.2.1: whose nodes it admits, a collection does not tell whoever is subscribed. */
    @Test
    void tellsOfTheConfigurationOfACollectionWithoutItsList() {
        NodeConfig config = NodeConfig.STANDARD
                .with(Map.of(
                        ConfigField.NODE_TYPE,
                        "collection",
                        ConfigField.NOTIFY_CONFIG,
                        "true",
                        ConfigField.CONTACT,
                        "hamlet@denmark.lit\nbard@shakespeare.lit",
                        ConfigField.CHILDREN_ASSOCIATION_POLICY,
                        "whitelist",
                        ConfigField.CHILDREN_ASSOCIATION_WHITELIST,
                        "bernardo@denmark.lit"))
                .orElseThrow();

        assertThat(event(config, new NodeEvent.NodeConfigured(config)))
                .contains(
                        "<field var='pubsub#contact'>"
                                + "<value>bard@shakespeare.lit</value><value>hamlet@denmark.lit</value></field>",
                        "<value>whitelist</value>")
                .doesNotContain("bernardo");
    }

    /** §8.2.5.3. */
    @Test
    void tellsOfAConfigurationAloneWherePayloadsAreNotDelivered() {
        NodeConfig config = NodeConfig.STANDARD
                .with(Map.of(ConfigField.NOTIFY_CONFIG, "true", ConfigField.DELIVER_PAYLOADS, "false"))
                .orElseThrow();

        assertThat(event(config, new NodeEvent.NodeConfigured(config)))
                .isEqualTo("<configuration node='princely_musings'/>");
    }

    /** §8.6, also where subscribers are told nothing; of the normal type, so that it waits for who is offline. */
    @Test
    void asksAnOwnerWhetherSomebodyMaySubscribe() {
        NodeConfig silent = Denmark.config(ConfigField.DELIVER_NOTIFICATIONS, "false");

        assertThat(stanza(silent, told(new Notice.SubscriptionRequest(Denmark.BERNARDO))))
                .isEqualTo("""
                <message from='pubsub.shakespeare.lit' id='ID' to='francisco@denmark.lit'>\
                <x xmlns='jabber:x:data' type='form'><title>PubSub subscriber request</title>\
                <instructions>To approve this entity&apos;s subscription request, click the OK button. To deny the request,\
                 uncheck the box. To decide later, click the cancel button.</instructions>\
                <field var='FORM_TYPE' type='hidden'>\
                <value>http://jabber.org/protocol/pubsub#subscribe_authorization</value></field>\
                <field var='pubsub#subid' type='hidden'><value>1</value></field>\
                <field var='pubsub#node' type='text-single' label='Node ID'><value>princely_musings</value></field>\
                <field var='pubsub#subscriber_jid' type='jid-single' label='Subscriber Address'>\
                <value>bernardo@denmark.lit/elsinore</value></field>\
                <field var='pubsub#allow' type='boolean'\
                 label='Allow this JID to subscribe to this pubsub node?'><value>false</value></field>\
                </x></message>""");
    }

    /** §13.14. */
    @Test
    void tellsWhatASubscriptionHasBecome() {
        assertThat(stanza(
                        NodeConfig.STANDARD,
                        told(new Notice.SubscriptionChanged(Denmark.FRANCISCO, SubscriptionState.SUBSCRIBED))))
                .isEqualTo("""
                <message from='pubsub.shakespeare.lit' id='ID' to='francisco@denmark.lit'>\
                <event xmlns='http://jabber.org/protocol/pubsub#event'>\
                <subscription node='princely_musings' jid='francisco@denmark.lit' subid='1'\
                 subscription='subscribed'/>\
                </event></message>""");
    }

    /** §8.9.4. */
    @Test
    void tellsWhatAnAffiliationHasBecome() {
        assertThat(stanza(
                        NodeConfig.STANDARD,
                        told(new Notice.AffiliationChanged(Denmark.FRANCISCO, Affiliation.PUBLISH_ONLY))))
                .isEqualTo("""
                <message from='pubsub.shakespeare.lit' id='ID' to='francisco@denmark.lit'>\
                <pubsub xmlns='http://jabber.org/protocol/pubsub'>\
                <affiliations node='princely_musings'>\
                <affiliation jid='francisco@denmark.lit' affiliation='publish-only'/>\
                </affiliations></pubsub></message>""");
    }

    private static NodeEvent told(Notice notice) {
        return new NodeEvent.Told(List.of(Denmark.FRANCISCO), notice);
    }

    @Test
    void isSilentWhereTheNodeIs() {
        NodeConfig silent = NodeConfig.STANDARD
                .with(Map.of(ConfigField.NOTIFY_RETRACT, "false", ConfigField.NOTIFY_DELETE, "false"))
                .orElseThrow();

        assertThat(Stream.of(
                                Denmark.publication(
                                        Denmark.config(ConfigField.DELIVER_NOTIFICATIONS, "false"),
                                        Denmark.published(ENTRY)),
                                Denmark.publication(silent, new NodeEvent.NodePurged(List.of())),
                                Denmark.publication(silent, new NodeEvent.NodeDeleted(Optional.empty())),
                                Denmark.publication(
                                        NodeConfig.STANDARD, new NodeEvent.ItemsRetracted(List.of(), false)),
                                Denmark.publication(
                                        NodeConfig.STANDARD, new NodeEvent.NodeConfigured(NodeConfig.STANDARD)))
                        .map(NotificationStanza::of))
                .allMatch(Optional::isEmpty);
    }

    @Test
    void leavesTheTypeOutOfNormalMessages() {
        assertThat(stanza(
                        Denmark.config(ConfigField.NOTIFICATION_TYPE, "normal"),
                        new NodeEvent.NodeDeleted(Optional.empty())))
                .startsWith("<message from='pubsub.shakespeare.lit' id='ID' to='francisco@denmark.lit'>");
    }

    @Test
    void spellsNamesForAnAttribute() throws Exception {
        NodeKey node = new NodeKey(new NodeId(Denmark.SERVICE, "a'b\"<c>&d"), 1);
        Publication publication = new Publication(
                node, new Revision(1, new NodeEvent.NodeDeleted(Optional.empty())), 1, NodeConfig.STANDARD);

        String stanza = stanza(NotificationStanza.of(publication).orElseThrow());

        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(stanza)))
                        .getElementsByTagName("delete")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("node")
                        .getNodeValue())
                .isEqualTo("a'b\"<c>&d");
    }

    @Test
    void hasTheSameIdAgainAndAnotherForAnythingElse() {
        assertThat(id(Denmark.MUSINGS, 7)).isEqualTo(id(Denmark.MUSINGS, 7)).matches("[0-9a-f]{16}-7");
        assertThat(List.of(
                        id(Denmark.MUSINGS, 7),
                        id(Denmark.MUSINGS, 8),
                        id(Denmark.node("princely_musings", 2), 7),
                        id(Denmark.node("princely_musings2", 1), 7),
                        id(new NodeKey(new NodeId("other.lit", "princely_musings"), 1), 7)))
                .doesNotHaveDuplicates();
    }

    /** An event that is added later has to be thought of here. */
    @Test
    void knowsEveryEvent() throws ReflectiveOperationException {
        Map<Class<?>, Object> values = Map.ofEntries(
                Map.entry(Map.class, Map.of()),
                Map.entry(List.class, List.of()),
                Map.entry(Optional.class, Optional.empty()),
                Map.entry(boolean.class, true),
                Map.entry(long.class, 0L),
                Map.entry(int.class, 1),
                Map.entry(NodeId.class, Denmark.MUSINGS.id()),
                Map.entry(NodeEvent.class, new NodeEvent.NodeCreated()),
                Map.entry(NodeConfig.class, NodeConfig.STANDARD),
                Map.entry(Notice.class, new Notice.SubscriptionRequest(Denmark.FRANCISCO)),
                Map.entry(Set.class, Set.of()));
        for (Class<?> type : NodeEvent.class.getPermittedSubclasses()) {
            Class<?>[] components = Stream.of(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            var constructor = type.getDeclaredConstructor(components);
            Object[] arguments = Stream.of(components).map(values::get).toArray();

            assertThat(NotificationStanza.of(
                            Denmark.publication(NodeConfig.STANDARD, (NodeEvent) constructor.newInstance(arguments))))
                    .isNotNull();
        }
    }

    private static String id(NodeKey node, long revision) {
        String stanza = stanza(
                NotificationStanza.of(Denmark.publication(node, revision, 1)).orElseThrow());
        return stanza.replaceFirst(".* id='([^']*)' type.*", "$1");
    }

    private static String event(NodeConfig config, NodeEvent event) {
        return stanza(config, event)
                .replaceFirst(".*<event xmlns='http://jabber.org/protocol/pubsub#event'>", "")
                .replace("</event></message>", "");
    }

    private static String stanza(NodeConfig config, NodeEvent event) {
        return stanza(NotificationStanza.of(Denmark.publication(config, event)).orElseThrow())
                .replaceFirst(" id='[0-9a-f]{16}-(7|[0-9a-f]{16}-3)'", " id='ID'");
    }

    private static String stanza(NotificationStanza stanza) {
        String written = new String(stanza.prefix(), StandardCharsets.UTF_8)
                + Denmark.FRANCISCO
                + new String(stanza.suffix(), StandardCharsets.UTF_8);
        Schemas.assertValid(written);
        return written;
    }
}
