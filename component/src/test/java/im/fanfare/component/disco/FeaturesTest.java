package im.fanfare.component.disco;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.cluster.NodeLog;
import im.fanfare.component.iq.Xml;
import im.fanfare.component.presence.Arrivals;
import im.fanfare.component.presence.LastItems;
import im.fanfare.component.presence.PresenceChange;
import im.fanfare.component.presence.PresenceHandler;
import im.fanfare.component.presence.SharedPresence;
import im.fanfare.component.pubsub.MemoryNodes;
import im.fanfare.component.pubsub.Shakespeare;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Notice;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.schema.MemoryStores;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Stores;
import im.fanfare.stanza.XmlElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is advertised works: one test for each feature, named for it. XEP-0060 §11. */
class FeaturesTest {
    private static final String HAMLET = "hamlet@denmark.lit/elsinore";
    private static final String FRANCISCO = "francisco@denmark.lit/barracks";
    private static final String BERNARDO = "bernardo@denmark.lit/elsinore";

    private final Shakespeare service = new Shakespeare().withMusings();

    @Test
    void everyAdvertisedFeatureHasATestNamedForIt() {
        List<String> tests = Arrays.stream(FeaturesTest.class.getDeclaredMethods())
                .map(java.lang.reflect.Method::getName)
                .toList();

        assertThat(advertised()).allSatisfy(feature -> assertThat(tests).contains(testOf(feature)));
    }

    /** docs/protocol.md names what is advertised, and nothing as missing that is. */
    @Test
    void everyAdvertisedFeatureHasARowInTheDocs() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/protocol.md")).stream()
                .filter(line -> line.startsWith("| "))
                .toList();
        List<String> missing =
                rows.stream().filter(row -> row.contains(" | no | ")).toList();

        assertThat(advertised()).allSatisfy(feature -> {
            String name = '`' + feature.replace("http://jabber.org/protocol/pubsub#", "") + '`';
            assertThat(rows).anySatisfy(row -> assertThat(row).contains(name));
            assertThat(missing)
                    .noneSatisfy(row -> assertThat(row.split("\\|")[1]).contains(name));
        });
    }

    /** XEP-0060 §5.1. */
    @Test
    void theServiceIsAPubsubService() {
        assertThat(info().child("identity").orElseThrow().attributes())
                .containsEntry("category", "pubsub")
                .containsEntry("type", "service");
    }

    @Test
    void doesNotAdvertiseWhatIsNotWholeYet() {
        assertThat(advertised().stream().map(feature -> feature.substring(feature.indexOf('#') + 1)))
                .doesNotContain(
                        "access-whitelist", // it would mean that whitelist is the default: §11
                        "last-published", // it would mean that it is sent on presence, and by default: §11
                        "access-authorize", // and so would this
                        "urn:xmpp:pubsub:cap:0"); // it would mean that values come unasked: XEP-0395 §3.1
    }

    /** XEP-0312; how much of it, and in which order, is in LastItemsTest. */
    @Test
    void since() {
        MemoryNodes nodes = new MemoryNodes();
        new Shakespeare(nodes).withMusings();
        NodeState musings = nodes.snapshot().values().iterator().next().state();
        Stores stores = MemoryStores.create();
        stores.nodes().create(musings, 1);
        stores.subscriptions().add(NodeKey.of(musings), new Subscription(Jid.parse("francisco@denmark.lit"), 0, 1), 1);
        CompletableFuture<List<PageRecord>> told = new CompletableFuture<>();
        LastItems lastItems = new LastItems(
                stores,
                new NodeLog() {
                    @Override
                    public CompletionStage<Void> appendToPages(List<PageRecord> records) {
                        told.complete(records);
                        return CompletableFuture.completedFuture(null);
                    }

                    @Override
                    public CompletionStage<Void> append(List<Publication> publications) {
                        throw new IllegalStateException("nothing happens to a node");
                    }
                },
                nodes,
                Clock.fixed(Instant.parse("2003-07-30T22:56:10Z"), ZoneOffset.UTC));

        new PresenceHandler(change -> lastItems.take(
                        new Arrivals.Arrival(change.service(), change.jid(), change.negative(), change.away())))
                .take(Xml.stanza("<presence from='" + FRANCISCO
                        + "' to='pubsub.shakespeare.lit'><ago xmlns='urn:xmpp:ago:0' secs='86511'/></presence>"));

        assertThat(told.orTimeout(20, TimeUnit.SECONDS).join())
                .hasSize(2)
                .allSatisfy(record ->
                        assertThat(((PageRecord.Tell) record).recipients()).containsExactly(Jid.parse(FRANCISCO)));
    }

    /** XEP-0060 §13.6; who is told then is in DeliveryPartitionTest, and from end to end in SubscriberIT. */
    @Test
    void presenceNotifications() {
        MemoryNodes nodes = new MemoryNodes();
        List<PresenceChange> wanted = new ArrayList<>();
        new Shakespeare(nodes).withMusings().configured("pubsub#presence_based_delivery", "1");

        new SharedPresence(nodes, wanted::add, noted -> CompletableFuture.completedFuture(null))
                .ask(new NodeCommand.Subscribe(
                        new NodeId("pubsub.shakespeare.lit", "princely_musings"),
                        Jid.parse(FRANCISCO),
                        Jid.parse(FRANCISCO)));

        assertThat(wanted).extracting(PresenceChange::jid).containsExactly(Jid.parse("francisco@denmark.lit"));
    }

    @Test
    void discoInfo() {
        assertThat(advertised()).contains(DiscoHandler.INFO);
    }

    @Test
    void discoItems() {
        assertThat(result(FRANCISCO, "get", "<query xmlns='http://jabber.org/protocol/disco#items'/>"))
                .contains("node='princely_musings'");
    }

    @Test
    void ping() {
        assertThat(result(FRANCISCO, "get", "<ping xmlns='urn:xmpp:ping'/>")).doesNotContain("ping");
    }

    @Test
    void time() {
        assertThat(result(FRANCISCO, "get", "<time xmlns='urn:xmpp:time'/>"))
                .contains("<tzo>+00:00</tzo><utc>2006-12-19T17:58:35Z</utc>");
        refuses(FRANCISCO, "set", "<time xmlns='urn:xmpp:time'/>");
    }

    @Test
    void version() {
        assertThat(result(FRANCISCO, "get", "<query xmlns='jabber:iq:version'/>"))
                .contains("<name>Fanfare</name><version>0.1.0</version>");
    }

    @Test
    void pubsub() {
        assertThat(result(FRANCISCO, "get", pubsub("<subscriptions/>"))).contains("<subscriptions/>");
    }

    @Test
    void accessOpen() {
        assertThat(result(FRANCISCO, "get", pubsub("<items node='princely_musings'/>")))
                .contains("Soliloquy");
    }

    @Test
    void autoCreate() {
        result(HAMLET, "set", pubsub("<publish node='skull'><item id='yorick'><a xmlns='urn:a'/></item></publish>"));

        assertThat(result(FRANCISCO, "get", pubsub("<items node='skull'/>"))).contains("yorick");
        assertThat(result(HAMLET, "get", owner("<affiliations node='skull'/>"))).contains("hamlet");
    }

    @Test
    void configNode() {
        service.configured("pubsub#title", "Musings");

        assertThat(result(HAMLET, "get", owner("<configure node='princely_musings'/>")))
                .contains("Musings");
    }

    @Test
    void configNodeMax() {
        service.configured("pubsub#max_items", "1").configured("pubsub#max_items", "max");
        service.configured("pubsub#item_expire", "3600").configured("pubsub#item_expire", "max");

        assertThat(result(HAMLET, "get", owner("<configure node='princely_musings'/>")))
                .contains("<value>max</value>");
    }

    @Test
    void createAndConfigure() {
        String form =
                "<x xmlns='jabber:x:data' type='submit'><field var='pubsub#title'><value>Yorick</value></field></x>";

        result(HAMLET, "set", pubsub("<create node='skull'/><configure>" + form + "</configure>"));

        assertThat(result(HAMLET, "get", owner("<configure node='skull'/>"))).contains("Yorick");
    }

    @Test
    void createNodes() {
        result(HAMLET, "set", pubsub("<create node='skull'/>"));

        assertThat(result(FRANCISCO, "get", pubsub("<items node='skull'/>"))).contains("<items node='skull'/>");
    }

    @Test
    void deleteItems() {
        retractItems();
    }

    @Test
    void deleteNodes() {
        result(HAMLET, "set", owner("<delete node='princely_musings'/>"));

        refuses(FRANCISCO, "get", pubsub("<items node='princely_musings'/>"));
    }

    @Test
    void instantNodes() {
        assertThat(result(HAMLET, "set", pubsub("<create/>"))).contains("<create node='");
    }

    @Test
    void itemIds() {
        service.publish("of-my-own");

        assertThat(result(FRANCISCO, "get", pubsub("<items node='princely_musings'><item id='of-my-own'/></items>")))
                .contains("of-my-own");
    }

    @Test
    void manageSubscriptions() {
        result(
                HAMLET,
                "set",
                owner("<subscriptions node='princely_musings'>"
                        + "<subscription jid='francisco@denmark.lit' subscription='subscribed'/></subscriptions>"));

        assertThat(result(HAMLET, "get", owner("<subscriptions node='princely_musings'/>")))
                .contains("francisco");
    }

    @Test
    void memberAffiliation() {
        service.configured("pubsub#access_model", "whitelist");
        refuses(FRANCISCO, "get", pubsub("<items node='princely_musings'/>"));

        service.affiliated("francisco@denmark.lit", "member");

        result(FRANCISCO, "get", pubsub("<items node='princely_musings'/>"));
    }

    /** XEP-0060 §5.4. */
    @Test
    void publishersAreNotToldOfWhereNotEverybodyIsLetIn() {
        String info = "<query xmlns='http://jabber.org/protocol/disco#info' node='princely_musings'/>";
        service.affiliated("francisco@denmark.lit", "publisher");
        assertThat(result(FRANCISCO, "get", info)).contains("pubsub#publisher", "<value>francisco@");

        service.configured("pubsub#access_model", "whitelist");
        assertThat(result(FRANCISCO, "get", info)).doesNotContain("pubsub#publisher");

        service.configured("pubsub#access_model", "open");
        for (int i = 0; i < 99; i++) {
            service.affiliated("guard" + i + "@denmark.lit", "member");
        }
        assertThat(result(FRANCISCO, "get", info)).as("of more than a hundred").doesNotContain("pubsub#publisher");
    }

    @Test
    void metaData() {
        assertThat(result(
                        FRANCISCO,
                        "get",
                        "<query xmlns='http://jabber.org/protocol/disco#info' node='princely_musings'/>"))
                .contains("http://jabber.org/protocol/pubsub#meta-data", "pubsub#creation_date");
    }

    @Test
    void modifyAffiliations() {
        service.affiliated("bernardo@denmark.lit", "owner");

        result(BERNARDO, "get", owner("<affiliations node='princely_musings'/>"));
    }

    @Test
    void multiItems() {
        service.configured("pubsub#max_items", "2").publish("third");

        assertThat(result(FRANCISCO, "get", pubsub("<items node='princely_musings'/>")))
                .contains("ae890ac52d0df67ed7cfdf51b644e901", "third")
                .doesNotContain("368866411b877c30064a5f62b917cffe");
    }

    /** XEP-0060 §6.1.6; how each is told is tested where pages are. */
    @Test
    void multiSubscribe() {
        String subscribe = "<subscribe node='princely_musings' jid='francisco@denmark.lit'/>";
        String silent = "<options><x xmlns='jabber:x:data' type='submit'>"
                + "<field var='pubsub#deliver'><value>0</value></field></x></options>";

        String first = result(FRANCISCO, "set", pubsub(subscribe));
        String second = result(FRANCISCO, "set", pubsub(subscribe + silent));

        assertThat(subId(second)).isNotEqualTo(subId(first));
        assertThat(subId(result(FRANCISCO, "set", pubsub(subscribe)))).isEqualTo(subId(first));
        assertThat(subId(result(FRANCISCO, "set", pubsub(subscribe + silent)))).isEqualTo(subId(second));
        assertThat(result(FRANCISCO, "get", pubsub("<subscriptions/>")))
                .contains("subid='" + subId(first) + '\'', "subid='" + subId(second) + '\'');
        refuses(FRANCISCO, "get", pubsub("<items node='princely_musings'/>"));
        assertThat(result(FRANCISCO, "get", pubsub("<items node='princely_musings' subid='" + subId(second) + "'/>")))
                .contains("ae890ac52d0df67ed7cfdf51b644e901");
    }

    private static String subId(String answer) {
        int from = answer.indexOf("subid='") + "subid='".length();
        return answer.substring(from, answer.indexOf('\'', from));
    }

    @Test
    void outcastAffiliation() {
        service.affiliated("francisco@denmark.lit", "outcast");

        refuses(FRANCISCO, "get", pubsub("<items node='princely_musings'/>"));
    }

    @Test
    void persistentItems() {
        assertThat(result(FRANCISCO, "get", pubsub("<items node='princely_musings'/>")))
                .contains("<entry");
        service.configured("pubsub#persist_items", "0");
        refuses(FRANCISCO, "get", pubsub("<items node='princely_musings'/>"));
    }

    @Test
    void publish() {
        service.publish("new");

        assertThat(result(FRANCISCO, "get", pubsub("<items node='princely_musings' max_items='1'/>")))
                .contains("new");
    }

    @Test
    void publishOptions() {
        String publish = "<publish node='skull'><item id='yorick'><a xmlns='urn:a'/></item></publish><publish-options>"
                + "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>"
                + "http://jabber.org/protocol/pubsub#publish-options</value></field>"
                + "<field var='pubsub#access_model'><value>whitelist</value></field></x></publish-options>";

        result(HAMLET, "set", pubsub(publish));
        refuses(FRANCISCO, "get", pubsub("<items node='skull'/>"));
        result(HAMLET, "set", pubsub(publish));
        refuses(HAMLET, "set", pubsub(publish.replace("whitelist", "open")));
    }

    @Test
    void publishOnlyAffiliation() {
        service.affiliated("bernardo@denmark.lit", "publish-only");

        result(
                BERNARDO,
                "set",
                pubsub("<publish node='princely_musings'><item id='his'><a xmlns='urn:a'/></item></publish>"));
        refuses(BERNARDO, "get", pubsub("<items node='princely_musings'/>"));
        result(BERNARDO, "set", pubsub("<retract node='princely_musings'><item id='his'/></retract>"));
    }

    @Test
    void publisherAffiliation() {
        service.affiliated("bernardo@denmark.lit", "publisher");

        result(
                BERNARDO,
                "set",
                pubsub("<publish node='princely_musings'><item id='his'><a xmlns='urn:a'/></item></publish>"));
    }

    @Test
    void purgeNodes() {
        result(HAMLET, "set", owner("<purge node='princely_musings'/>"));

        assertThat(result(FRANCISCO, "get", pubsub("<items node='princely_musings'/>")))
                .doesNotContain("<item ");
    }

    @Test
    void retractItems() {
        result(
                HAMLET,
                "set",
                pubsub("<retract node='princely_musings'><item id='ae890ac52d0df67ed7cfdf51b644e901'/></retract>"));

        assertThat(result(FRANCISCO, "get", pubsub("<items node='princely_musings'/>")))
                .doesNotContain("ae890ac52d0df67ed7cfdf51b644e901");
    }

    @Test
    void retrieveAffiliations() {
        assertThat(result(HAMLET, "get", pubsub("<affiliations/>"))).contains("affiliation='owner'");
    }

    @Test
    void retrieveDefault() {
        assertThat(result(FRANCISCO, "get", owner("<default/>"))).contains("pubsub#access_model");
    }

    @Test
    void retrieveDefaultSub() {
        assertThat(result(FRANCISCO, "get", pubsub("<default node='princely_musings'/>")))
                .contains("pubsub#deliver");
    }

    @Test
    void subscriptionOptions() {
        subscribe();
        String options = "<options node='princely_musings' jid='francisco@denmark.lit'>";
        String silent =
                "<x xmlns='jabber:x:data' type='submit'><field var='pubsub#deliver'><value>0</value></field></x>";

        result(FRANCISCO, "set", pubsub(options + silent + "</options>"));

        assertThat(result(FRANCISCO, "get", pubsub(options + "</options>"))).contains("<value>false</value>");
    }

    @Test
    void retrieveItems() {
        assertThat(result(FRANCISCO, "get", pubsub("<items node='princely_musings'/>")))
                .contains("Soliloquy");
    }

    @Test
    void retrieveSubscriptions() {
        subscribe();

        assertThat(result(FRANCISCO, "get", pubsub("<subscriptions/>"))).contains("princely_musings");
    }

    /** XEP-0413, at the items of nodes: {@code urn:xmpp:order-by:1@http://jabber.org/protocol/pubsub}. */
    @Test
    void orderBy() {
        String first = "368866411b877c30064a5f62b917cffe";
        String second = "ae890ac52d0df67ed7cfdf51b644e901";
        service.publish(first); // once more
        String order = "<items node='princely_musings'/><order xmlns='urn:xmpp:order-by:1' by='%s' desc='%s'/>";

        assertThat(result(FRANCISCO, "get", pubsub(order.formatted("creation", "0"))))
                .containsSubsequence(first, second);
        assertThat(result(FRANCISCO, "get", pubsub(order.formatted("creation", "1"))))
                .containsSubsequence(second, first);
        assertThat(result(FRANCISCO, "get", pubsub(order.formatted("modification", "true"))))
                .containsSubsequence(first, second);
    }

    /** XEP-0460 §4. */
    @Test
    void pubsubCaching() {
        String info = "<query xmlns='" + DiscoHandler.INFO + "' node='princely_musings'/>";
        String field = "<field var='{urn:xmpp:pubsub-caching:0}%s' type='%s'[^>]*><value>%s</value>";

        assertThat(result(FRANCISCO, "get", info))
                .containsPattern(literal(field, "persistence", "list-single", "persistent"))
                .containsPattern(literal(field, "consistent-items", "boolean", "true"))
                .containsPattern(literal(field, "consistent-set", "boolean", "true"))
                .containsPattern(literal(field, "stable-items", "boolean", "true"))
                .containsPattern(literal(field, "always-notify", "boolean", "false"))
                .containsPattern(literal(field, "allowed-for-suggestions", "boolean", "false"))
                .containsPattern(literal(field, "purge-keep-last-item", "boolean", "false"))
                .contains("var='pubsub#max_items'", "var='pubsub#item_expire'", "var='pubsub#access_model'");
        service.configured("pubsub#persist_items", "0");
        assertThat(result(FRANCISCO, "get", info))
                .containsPattern(literal(field, "persistence", "list-single", "transient"));
    }

    /** XEP-0060 §13.19; that it ends is tested where there is a clock. */
    @Test
    void leasedSubscription() {
        String subscribe = "<subscribe node='princely_musings' jid='francisco@denmark.lit'/>";
        String options = "<options node='princely_musings' jid='francisco@denmark.lit'%s</options>";

        result(FRANCISCO, "set", pubsub(subscribe + "<options>" + lease("2006-02-28T11:59:59Z") + "</options>"));

        assertThat(result(FRANCISCO, "get", pubsub(options.formatted(">"))))
                .contains("<value>2006-02-28T11:59:59Z</value>");
        result(FRANCISCO, "set", pubsub(options.formatted(">" + lease("2006-03-31T23:59:59.5+01:00"))));
        assertThat(result(FRANCISCO, "get", pubsub(options.formatted(">"))))
                .contains("<value>2006-03-31T22:59:59Z</value>");
        refuses(FRANCISCO, "set", pubsub(options.formatted(">" + lease("1999-12-31T23:59:59Z"))));
    }

    private static String lease(String end) {
        return "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                + "<value>http://jabber.org/protocol/pubsub#subscribe_options</value></field>"
                + "<field var='pubsub#expire'><value>" + end + "</value></field></x>";
    }

    /** XEP-0442; the queries that XEP-0313 §7 requires, and what is said where an id is not there. */
    @Test
    void mam() {
        String archive = "<query xmlns='urn:xmpp:mam:2' node='princely_musings'>%s</query>";
        String first = "368866411b877c30064a5f62b917cffe";
        String second = "ae890ac52d0df67ed7cfdf51b644e901";

        assertThat(archived(archive.formatted(""))).containsSubsequence(first, second, "<fin ", "complete='true'");
        assertThat(archived(archive.formatted(archiveForm("start", "2003-07-29T22:56:10.123Z"))))
                .contains(first, second);
        assertThat(archived(archive.formatted(archiveForm("start", "2003-07-29T22:56:10.124Z"))))
                .doesNotContain(first, second)
                .contains("<count>0</count>");
        assertThat(archived(archive.formatted(archiveForm("end", "2003-07-29T22:56:10.123Z"))))
                .contains(first, second);
        assertThat(archived(archive.formatted(archiveForm("end", "2003-07-29T22:56:10.122Z"))))
                .doesNotContain(first, second);
        assertThat(archived(archive.formatted(archiveForm("with", "pubsub.shakespeare.lit"))))
                .contains(first, second);
        assertThat(archived(archive.formatted(archiveForm("with", "hamlet@denmark.lit"))))
                .doesNotContain(first, second);
        refuses(
                FRANCISCO,
                "set",
                archive.formatted("<set xmlns='http://jabber.org/protocol/rsm'><after>x</after></set>"));
        assertThat(nodeInfo()).contains("var='urn:xmpp:mam:2'");
        service.configured("pubsub#persist_items", "0");
        assertThat(nodeInfo()).as("it has no archive").doesNotContain("mam");
    }

    @Test
    void mamExtended() {
        String archive = "<query xmlns='urn:xmpp:mam:2' node='princely_musings'>%s</query>";
        String first = "368866411b877c30064a5f62b917cffe";
        String second = "ae890ac52d0df67ed7cfdf51b644e901";
        String all = archived(archive.formatted(""));
        String firstId = all.replaceAll(".*<first [^>]*>([^<]*)<.*", "$1");
        String secondId = all.replaceAll(".*<last>([^<]*)<.*", "$1");

        assertThat(archived(archive.formatted(archiveForm("after-id", firstId))))
                .contains(second)
                .doesNotContain(first);
        assertThat(archived(archive.formatted(archiveForm("before-id", secondId))))
                .contains(first)
                .doesNotContain(second);
        assertThat(archived(archive.formatted(archiveForm("ids", secondId))))
                .contains(second)
                .doesNotContain(first);
        assertThat(archived(archive.formatted("<flip-page/>"))).containsSubsequence(second, first, "<fin ");
        assertThat(result(FRANCISCO, "get", "<metadata xmlns='urn:xmpp:mam:2' node='princely_musings'/>"))
                .contains("<start id='" + firstId + "' timestamp='2003-07-29T22:56:10.123Z'/>")
                .contains("<end id='" + secondId + "' timestamp='2003-07-29T22:56:10.123Z'/>");
        assertThat(nodeInfo()).contains("var='urn:xmpp:mam:2#extended'");
    }

    private static String archiveForm(String field, String value) {
        return "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                + "<value>urn:xmpp:mam:2</value></field><field var='" + field + "'><value>" + value
                + "</value></field></x>";
    }

    private String nodeInfo() {
        return result(FRANCISCO, "get", "<query xmlns='" + DiscoHandler.INFO + "' node='princely_musings'/>");
    }

    /** All that comes back. */
    private String archived(String query) {
        List<XmlElement> stanzas = service.replies(
                "<iq type='set' id='1' to='pubsub.shakespeare.lit' from='" + FRANCISCO + "'>" + query + "</iq>");
        assertThat(stanzas.get(stanzas.size() - 1).attribute("type")).contains("result");
        return stanzas.toString();
    }

    /** XEP-0395 §3, but for the values that come unasked. */
    @Test
    void comparesForWhoAsksForValues() {
        String asking = "<items node='princely_musings' max_items='1'/><cap-v-map xmlns='urn:xmpp:pubsub:cap:0'/>";
        String known = value(result(FRANCISCO, "get", pubsub(asking)));

        result(HAMLET, "set", publishBehind(known));
        String now = value(result(FRANCISCO, "get", pubsub(asking)));
        XmlElement overtaken = service.asks(HAMLET, "set", publishBehind(known));

        assertThat(now).isNotEqualTo(known);
        assertThat(overtaken.toXml())
                .contains("<error type='modify'><conflict ")
                .contains("<precondition-not-met ")
                .contains("<compare-and-publish-failed xmlns='urn:xmpp:pubsub:cap:0' cap-id='" + now + "'/>");
        result(HAMLET, "set", publishBehind(now));
    }

    private static String publishBehind(String value) {
        return pubsub("<publish node='princely_musings'><item id='counter'><a xmlns='urn:a'/></item></publish>"
                + "<publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                + "<value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
                + "<field var='pubsub#prev_item_cap_value'><value>" + value + "</value></field></x></publish-options>");
    }

    private static String value(String items) {
        return items.replaceAll(".* cap-value='([^']*)'.*", "$1");
    }

    /** XEP-0462 §3.2. */
    @Test
    void pubsubFilter() {
        result(HAMLET, "set", pubsub("<create node='remarks'/>"));
        service.configured("pubsub#type", "urn:xmpp:microblog:0");

        assertThat(nodesFilteredBy(types("included-types", "urn:xmpp:microblog:0")))
                .contains("princely_musings")
                .doesNotContain("remarks");
        assertThat(nodesFilteredBy(types("excluded-types", "urn:xmpp:microblog:0")))
                .contains("remarks")
                .doesNotContain("princely_musings");
        assertThat(nodesFilteredBy(types("included-types", "")))
                .contains("remarks")
                .doesNotContain("princely_musings");
        assertThat(nodesFilteredBy(types("included-types", "", "urn:xmpp:microblog:0")))
                .contains("remarks", "princely_musings");
        assertThat(nodesFilteredBy(types("excluded-types", "")))
                .contains("princely_musings")
                .doesNotContain("remarks");
        assertThat(nodesFilteredBy("")).contains("remarks", "princely_musings");
        refuses(FRANCISCO, "get", filtered(types("included-types", "a") + types("excluded-types", "b")));
    }

    private String nodesFilteredBy(String fields) {
        return result(FRANCISCO, "get", filtered(fields));
    }

    private static String filtered(String fields) {
        return "<query xmlns='" + DiscoHandler.ITEMS + "'><filter xmlns='urn:xmpp:pubsub-filter:0'>"
                + "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                + "<value>urn:xmpp:pubsub-filter:0</value></field>" + fields + "</x></filter></query>";
    }

    private static String types(String field, String... types) {
        return "<field var='" + field + "' type='list-multi'><value>" + String.join("</value><value>", types)
                + "</value></field>";
    }

    /** XEP-0496; of several nodes: RelationsTest. */
    @Test
    void pubsubRelationships() {
        String relation = "{urn:xmpp:pubsub-relationships:0}parent";
        result(HAMLET, "set", pubsub("<create node='comments'/>"));
        result(
                HAMLET,
                "set",
                "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='comments'>"
                        + "<x xmlns='jabber:x:data' type='submit'><field var='" + relation
                        + "'><value>princely_musings</value></field></x></configure></pubsub>");

        assertThat(result(FRANCISCO, "get", "<query xmlns='" + DiscoHandler.INFO + "' node='comments'/>"))
                .contains(relation, "<value>princely_musings</value>");
    }

    /** XEP-0499; of trees: ExtendedDiscoveryTest. */
    @Test
    void pubsubExtDisco() {
        String form = "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                + "<value>urn:xmpp:pubsub-ext-disco:0</value></field></x>";

        assertThat(result(
                        FRANCISCO,
                        "get",
                        "<query xmlns='" + DiscoHandler.ITEMS + "' node='princely_musings'>" + form + "</query>"))
                .contains("node='princely_musings' name='368866411b877c30064a5f62b917cffe'");
    }

    /** XEP-0497; of several nodes: ExtendedSubscriptionsTest. */
    @Test
    void pubsubExtSub() {
        String type = "{urn:xmpp:pubsub-ext-sub:0}type";
        result(
                FRANCISCO,
                "set",
                pubsub("<subscribe node='princely_musings' jid='francisco@denmark.lit'/><options>"
                        + "<x xmlns='jabber:x:data' type='submit'><field var='" + type
                        + "'><value>items</value><value>metadata</value></field></x></options>"));

        assertThat(result(FRANCISCO, "get", pubsub("<options node='princely_musings' jid='francisco@denmark.lit'/>")))
                .contains("var='" + type + "'", "<value>items</value><value>metadata</value>");
    }

    private static String literal(String pattern, Object... values) {
        return pattern.formatted(values).replace("{", "\\{").replace("}", "\\}");
    }

    /** Of items, of the ids of items, of nodes, and of subscriptions and affiliations: one's own, and one's node's. */
    @Test
    void rsm() {
        String set = "<set xmlns='http://jabber.org/protocol/rsm'><max>1</max>";
        String first = "368866411b877c30064a5f62b917cffe";
        String second = "ae890ac52d0df67ed7cfdf51b644e901";
        result(HAMLET, "set", pubsub("<create node='skull'/>"));

        assertThat(result(
                        FRANCISCO,
                        "get",
                        pubsub("<items node='princely_musings'/>" + set + "<after>" + first + "</after></set>")))
                .contains("Soliloquy", "<first index='1'>" + second + "</first>", "<count>2</count>");
        assertThat(result(FRANCISCO, "get", items("node='princely_musings'", set + "</set>")))
                .contains("<first index='0'>" + second + "</first>", "<count>2</count>");
        assertThat(result(FRANCISCO, "get", items("", set + "<after>princely_musings</after></set>")))
                .contains("node='skull'")
                .doesNotContain("node='princely_musings'");
        assertThat(result(HAMLET, "get", pubsub("<affiliations/>" + set + "<after>princely_musings</after></set>")))
                .contains("node='skull'", "<first index='1'>skull</first>", "<count>2</count>")
                .doesNotContain("node='princely_musings'");
        subscribe();
        result(FRANCISCO, "set", pubsub("<subscribe node='skull' jid='francisco@denmark.lit'/>"));
        service.horatio("set", "<subscribe node='princely_musings' jid='horatio@denmark.lit'/>");
        assertThat(result(FRANCISCO, "get", pubsub("<subscriptions/>" + set + "<before/></set>")))
                .contains("node='skull'", "<first index='1'>", "<count>2</count>")
                .doesNotContain("node='princely_musings'");
        assertThat(result(
                        HAMLET,
                        "get",
                        owner("<subscriptions node='princely_musings'/>" + set
                                + "<after>francisco@denmark.lit</after></set>")))
                .contains("horatio", "<first index='1'>horatio@denmark.lit</first>", "<count>2</count>")
                .doesNotContain("jid='francisco@denmark.lit'");
        service.affiliated("bernardo@denmark.lit", "member");
        assertThat(result(HAMLET, "get", owner("<affiliations node='princely_musings'/>" + set + "</set>")))
                .contains("bernardo", "<first index='0'>bernardo@denmark.lit</first>", "<count>2</count>")
                .doesNotContain("jid='hamlet@denmark.lit'");
    }

    private static String items(String node, String set) {
        return "<query xmlns='http://jabber.org/protocol/disco#items' " + node + ">" + set + "</query>";
    }

    @Test
    void subscribe() {
        assertThat(result(FRANCISCO, "set", pubsub("<subscribe node='princely_musings' jid='francisco@denmark.lit'/>")))
                .contains("subscription='subscribed'");
    }

    /** XEP-0248 §5.1. */
    @Test
    void collections() {
        result(HAMLET, "set", pubsub("<create node='blogs'/>" + collection()));

        result(HAMLET, "set", owner("<collection node='blogs'><associate node='princely_musings'/></collection>"));

        assertThat(result(FRANCISCO, "get", items("node='blogs'", ""))).contains("node='princely_musings'");
    }

    /** XEP-0248 §5.1. */
    @Test
    void multiCollections() {
        result(HAMLET, "set", pubsub("<create node='blogs'/>" + collection()));
        result(HAMLET, "set", pubsub("<create node='news'/>" + collection()));

        result(
                HAMLET,
                "set",
                owner(
                        "<configure node='princely_musings'><x xmlns='jabber:x:data' type='submit'>"
                                + "<field var='pubsub#collection'><value>blogs</value><value>news</value></field></x></configure>"));

        assertThat(result(FRANCISCO, "get", items("node='blogs'", ""))).contains("node='princely_musings'");
        assertThat(result(FRANCISCO, "get", items("node='news'", ""))).contains("node='princely_musings'");
    }

    private static String collection() {
        return "<configure><x xmlns='jabber:x:data' type='submit'>"
                + "<field var='pubsub#node_type'><value>collection</value></field></x></configure>";
    }

    /** http://jabber.org/protocol/commands */
    @Test
    void commands() {
        assertThat(
                        result(
                                HAMLET,
                                "get",
                                "<query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/>"))
                .contains("http://jabber.org/protocol/pubsub#get-pending");
    }

    @Test
    void getPending() {
        service.configured("pubsub#access_model", "authorize");
        result(FRANCISCO, "set", pubsub("<subscribe node='princely_musings' jid='francisco@denmark.lit'/>"));

        assertThat(
                        result(
                                HAMLET,
                                "set",
                                "<command xmlns='http://jabber.org/protocol/commands' node='http://jabber.org/protocol/pubsub#get-pending'/>"))
                .contains("<value>princely_musings</value>");
    }

    @Test
    void subscriptionNotifications() {
        service.owner(
                "set",
                "<subscriptions node='princely_musings'><subscription jid='francisco@denmark.lit'"
                        + " subscription='subscribed'/></subscriptions>");

        assertThat(service.told())
                .contains(new NodeEvent.Told(
                        List.of(Jid.parse("francisco@denmark.lit")),
                        new Notice.SubscriptionChanged(
                                Jid.parse("francisco@denmark.lit"), SubscriptionState.SUBSCRIBED)));
    }

    private String result(String from, String type, String payload) {
        XmlElement reply = service.asks(from, type, payload);
        assertThat(reply.attribute("type")).as(reply.toXml()).contains("result");
        return reply.toXml();
    }

    private void refuses(String from, String type, String payload) {
        assertThat(service.asks(from, type, payload).attribute("type")).contains("error");
    }

    private XmlElement info() {
        return service.asks(FRANCISCO, "get", "<query xmlns='" + DiscoHandler.INFO + "'/>")
                .child("query", DiscoHandler.INFO)
                .orElseThrow();
    }

    private List<String> advertised() {
        return info().children("feature", DiscoHandler.INFO).stream()
                .map(feature -> feature.attribute("var").orElseThrow())
                .toList();
    }

    /**
     * publish-only-affiliation → publishOnlyAffiliation, urn:xmpp:ping → ping, urn:xmpp:pubsub-caching:0 → pubsubCaching,
     * …/disco#info → discoInfo, urn:xmpp:mam:2#extended → mamExtended.
     */
    private static String testOf(String feature) {
        String last = feature.replace("http://jabber.org/protocol/pubsub#", "")
                .replaceAll(":[0-9]+(#|$)", "$1")
                .replaceAll("^.*[:/]", "");
        List<String> words = List.of(last.split("[-#]"));
        return words.get(0)
                + String.join(
                        "",
                        words.stream()
                                .skip(1)
                                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                                .toList());
    }

    private static String pubsub(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub'>" + verb + "</pubsub>";
    }

    private static String owner(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>" + verb + "</pubsub>";
    }
}
