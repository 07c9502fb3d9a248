package im.fanfare.component.administration;

import static im.fanfare.component.administration.Castle.HAMLET;
import static im.fanfare.component.administration.Castle.HORATIO;
import static im.fanfare.component.administration.Castle.node;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.pubsub.MemoryNodes;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.Relative;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import im.fanfare.schema.Publication;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node that leaves as a file is the same where it arrives, and so is one of another server as far as it can be. */
class NodeAsFileTest {
    private static final Jid BERNARDO = Jid.parse("bernardo@denmark.lit/platform");

    /** As XEP-0227 §4.8 shows it, with what others write besides. */
    private static final String ROMEO = """
            <?xml version='1.0' encoding='UTF-8'?>
            <server-data xmlns='urn:xmpp:pie:0'>
              <host jid='shakespeare.lit'>
                <user name='tybalt' password='secret'>
                  <query xmlns='jabber:iq:roster'><item jid='a@b'/></query>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                    <configure node='other'><x xmlns='jabber:x:data' type='form'/></configure>
                  </pubsub>
                </user>
                <user name='romeo'>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
                    <configure node='urn:xmpp:bookmarks:1'>
                      <x xmlns='jabber:x:data' type='form'>
                        <field var='FORM_TYPE' type='hidden'>
                          <value>http://jabber.org/protocol/pubsub#node_config</value>
                        </field>
                        <field var='pubsub#access_model'><value>presence</value></field>
                        <field var='pubsub#max_items'><value>2</value></field>
                        <field var='pubsub#max_payload_size'><value>200</value></field>
                        <field var='other#extension'><value>1</value></field>
                      </x>
                    </configure>
                    <affiliations node='urn:xmpp:bookmarks:1'>
                      <affiliation jid='mercutio@example.net' affiliation='member'/>
                      <affiliation jid='tybalt@example.net' affiliation='enemy'/>
                    </affiliations>
                    <subscriptions node='urn:xmpp:bookmarks:1'>
                      <subscription jid='mercutio@example.net/orchard' subscription='subscribed' subid='123-abc'/>
                      <subscription jid='stranger@example.net' subscription='subscribed'/>
                      <subscription jid='nurse@example.net' subscription='pending'/>
                      <subscription jid='@' subscription='subscribed'/>
                    </subscriptions>
                  </pubsub>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                    <items node='urn:xmpp:bookmarks:1'>
                      <item id='first'><conference xmlns='urn:xmpp:bookmarks:1' name='gone: one too many'/></item>
                      <item id='theplay'><conference xmlns='urn:xmpp:bookmarks:1' name='The Play&apos;s'/></item>
                      <item id='long'><conference xmlns='urn:xmpp:bookmarks:1' name='LONG'/></item>
                      <item id='orchard' publisher='juliet@capulet.com/balcony'>
                        <conference xmlns='urn:xmpp:bookmarks:1'><nick>Romeo</nick></conference>
                      </item>
                    </items>
                  </pubsub>
                </user>
              </host>
            </server-data>
            """.replace("LONG", "x".repeat(200));

    private final Castle castle = new Castle();

    @AfterEach
    void stop() {
        castle.close();
    }

    @Test
    void arrivesAsItLeft() {
        castle.does(new NodeCommand.Create(
                node("musings & more"),
                HAMLET,
                Map.of(ConfigField.ACCESS_MODEL, "authorize", ConfigField.TITLE, "<Musings>")));
        castle.does(new NodeCommand.ChangeAffiliations(
                node("musings & more"),
                HAMLET,
                Map.of(BERNARDO.bare(), Affiliation.PUBLISHER, Jid.parse("yorick@denmark.lit"), Affiliation.OUTCAST)));
        castle.does(new NodeCommand.Subscribe(
                node("musings & more"), BERNARDO.bare(), BERNARDO, Map.of(SubscriptionOption.DELIVER, "false")));
        castle.does(new NodeCommand.AnswerRequest(node("musings & more"), HAMLET, BERNARDO, true));
        castle.does(new NodeCommand.Subscribe(
                node("musings & more"), BERNARDO.bare(), BERNARDO, Map.of(SubscriptionOption.DELIVER, "true")));
        castle.does(new NodeCommand.Subscribe(node("musings & more"), HAMLET, HAMLET.bare()));
        castle.does(new NodeCommand.Subscribe(
                node("musings & more"), HAMLET, HAMLET.bare(), Map.of(SubscriptionOption.DELIVER, "false")));
        castle.does(new NodeCommand.Subscribe(node("musings & more"), HORATIO, HORATIO));
        for (int i = 0; i < 1_201; i++) { // parts of 500
            publish(i % 2 == 0 ? HAMLET : BERNARDO, "item " + i);
        }

        String file = castle.asks("GET", "/export?node=musings%20%26%20more").replaceFirst("^200 ", "");
        castle.nodes.takePublications();
        String said = castle.gives("/import?node=musings%20%26%20more&as=copy", file);

        assertThat(said)
                .startsWith("200 ")
                .contains("\"owner\":\"hamlet@denmark.lit\",\"items\":1201,\"affiliations\":3,\"subscriptions\":4")
                .contains("\"leftOut\":{\"subscriptions that are pending\":1},\"changed\":{}");
        MemoryNodes.Snapshot original = castle.nodes.snapshot().get(node("musings & more"));
        MemoryNodes.Snapshot copy = castle.nodes.snapshot().get(node("copy"));
        assertThat(copy.state().config()).isEqualTo(original.state().config());
        assertThat(copy.affiliations()).isEqualTo(original.affiliations());
        assertThat(copy.subscriptions())
                .extracting(Subscription::subscriber, NodeAsFileTest::optionsByName)
                .containsExactlyInAnyOrderElementsOf(original.subscriptions().stream()
                        .map(each -> org.assertj.core.groups.Tuple.tuple(each.subscriber(), optionsByName(each)))
                        .toList());
        assertThat(items(copy)).isEqualTo(items(original));
    }

    /** XEP-0496: the other nodes may not be there, and their owners have not been asked. */
    @Test
    void arrivesWithoutRelationsAndClosedWhereAParentMayHaveKeptPeopleOut() {
        castle.does(new NodeCommand.Create(node("blog"), HAMLET, Map.of()));
        castle.does(new NodeCommand.Create(
                node("comments"), HAMLET, Map.of(ConfigField.PARENT, new Relative("blog", 1).word())));

        String file = castle.asks("GET", "/export?node=comments").replaceFirst("^200 ", "");
        String said = castle.gives("/import?node=comments&as=copy", file);

        assertThat(said).contains("\"changed\":{\"{urn:xmpp:pubsub-relationships:0}parent\":\"blog\"}");
        assertThat(castle.nodes.snapshot().get(node("copy")).state().config())
                .isEqualTo(NodeConfig.STANDARD
                        .with(Map.of(ConfigField.ACCESS_MODEL, "whitelist"))
                        .orElseThrow());
    }

    private static Map<SubId, SubscriptionOptions> optionsByName(Subscription subscription) {
        return subscription.all().stream()
                .collect(Collectors.toMap(Subscription.One::subId, Subscription.One::options));
    }

    @Test
    void takesAUsersNodeOfAnotherServer() {
        String said = castle.gives("/import?node=urn:xmpp:bookmarks:1&as=bookmarks", ROMEO);

        assertThat(said)
                .isEqualTo("200 {\"service\":\"pubsub.denmark.lit\",\"node\":\"bookmarks\","
                        + "\"owner\":\"romeo@shakespeare.lit\",\"items\":3,\"affiliations\":1,\"subscriptions\":1,"
                        + "\"leftOut\":{\"affiliations without a JID or an affiliation\":1,"
                        + "\"items refused: not-acceptable, payload-too-big\":1,"
                        + "\"subscriptions refused: not-allowed, closed-node\":1,"
                        + "\"subscriptions that are pending\":1,"
                        + "\"subscriptions without a JID, or with other options\":1},"
                        + "\"changed\":{\"other#extension\":\"1\",\"pubsub#access_model\":\"presence\"}}");
        MemoryNodes.Snapshot node = castle.nodes.snapshot().get(node("bookmarks"));
        assertThat(node.state().config().value(ConfigField.ACCESS_MODEL)).isEqualTo("whitelist");
        assertThat(node.subscriptions()).extracting(Subscription::subId).containsExactly(new SubId("123-abc"));
        assertThat(node.index()).extracting(ItemRef::id).containsExactly(new ItemId("theplay"), new ItemId("orchard"));
        assertThat(items(node).get(0).payload().orElseThrow().xml())
                .isEqualTo("<conference xmlns='urn:xmpp:bookmarks:1' name='The Play&apos;s'/>");
        assertThat(items(node))
                .extracting(Item::publisher)
                .containsExactly(Jid.parse("romeo@shakespeare.lit"), Jid.parse("juliet@capulet.com/balcony"));
    }

    @Test
    void tellsNobody() {
        castle.gives("/import?node=urn:xmpp:bookmarks:1", ROMEO);

        assertThat(castle.nodes.takePublications().stream().map(Publication::revision))
                .extracting(revision -> revision.event())
                .noneMatch(event -> event instanceof NodeEvent.Told)
                .noneMatch(event -> event instanceof NodeEvent.ItemPublished published && published.notifying());
    }

    @Test
    void theSameFileAgainEndsAsOneTry() {
        String half = ROMEO.substring(0, ROMEO.indexOf("<item id='orchard'"));
        assertThat(castle.gives("/import?node=urn:xmpp:bookmarks:1&as=b", half))
                .startsWith("400 {\"error\":\"this is not well-formed")
                .contains("the node has what came before: {affiliations=1, items=2, subscriptions=1}; repeat it");
        assertThat(castle.gives("/import?node=urn:xmpp:bookmarks:1&as=b", ROMEO))
                .isEqualTo("409 {\"error\":\"there is a node pubsub.denmark.lit/b already\"}");

        assertThat(castle.gives("/import?node=urn:xmpp:bookmarks:1&as=b&again=true", ROMEO))
                .startsWith("200 ");

        MemoryNodes.Snapshot node = castle.nodes.snapshot().get(node("b"));
        assertThat(node.index()).extracting(ItemRef::id).containsExactly(new ItemId("theplay"), new ItemId("orchard"));
        assertThat(node.subscriptions()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node=nothing | 404 | the file has no node nothing",
                "node=urn:xmpp:bookmarks:1&owner=hamlet@denmark.lit | 404 | of hamlet@denmark.lit",
                "node=urn:xmpp:bookmarks:1&owner=@ | 400 | @ is no JID",
                "node=urn:xmpp:bookmarks:1&again=perhaps | 400 | is true or false",
                "as=b | 400 | the parameter node is missing",
            })
    void whatIsNotInTheFileIsNotMadeUp(String asked, int status, String why) {
        assertThat(castle.gives("/import?" + asked, ROMEO))
                .startsWith(status + " ")
                .contains(why);
        assertThat(castle.nodes.snapshot()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | this is not well-formed",
                "<server-data/> | does not begin with server-data of urn:xmpp:pie:0",
                "<!DOCTYPE a [<!ENTITY b 'c'>]><server-data xmlns='urn:xmpp:pie:0'>&b;</server-data> | ",
                "<server-data xmlns='urn:xmpp:pie:0'><include xmlns='http://www.w3.org/2001/XInclude' href='/etc/passwd'/>"
                        + "</server-data> | XInclude",
            })
    void whatIsNoSuchFileIsRefused(String file, String why) {
        assertThat(castle.gives("/import?node=a", file)).startsWith("400 ").contains(why == null ? "error" : why);
        assertThat(castle.nodes.snapshot()).isEmpty();
    }

    @Test
    void nodesOfWhoMayNotCreateAreNotTaken() {
        assertThat(castle.gives(
                        "/import?node=urn:xmpp:bookmarks:1",
                        ROMEO.replace("host jid='shakespeare.lit'", "host jid='elsewhere.lit'")))
                .startsWith("409 ")
                .contains("refuses: forbidden");
        assertThat(castle.nodes.snapshot()).isEmpty();
    }

    @Test
    void whatIsNotThereIsNotExported() {
        assertThat(castle.asks("GET", "/export?node=nothing")).startsWith("404 ");
    }

    private void publish(Jid publisher, String id) {
        Payload payload = new Payload("urn:x", "<thought xmlns='urn:x'>" + id + " &amp; more</thought>");
        castle.does(new NodeCommand.Publish(
                node("musings & more"),
                publisher,
                Optional.of(new NewItem(new ItemId(id), Optional.of(payload))),
                Map.of()));
    }

    private static List<Item> items(MemoryNodes.Snapshot node) {
        return node.index().stream()
                .map(item -> node.items().get(item.revision()))
                .toList();
    }
}
