package im.fanfare.component.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everyone's mistakes: each gets the error that the specification names, and changes nothing.
 *
 * <p>The scene: Hamlet owns princely_musings, open, with two items; Polonius is an outcast there, Bernardo a publisher,
 * Ophelia publish-only. He also owns closed (a whitelist with Bernardo on it), notes (which keeps no items and delivers
 * no payloads), bundles (payloads of one type, of 80 bytes at most), full (which takes no second item) and council
 * (which asks its owner who may subscribe, where Horatio waits for the answer).
 */
class BadInputTest {
    private static final String ENTRY = "<entry xmlns='http://www.w3.org/2005/Atom'/>";

    /**
     * A mistake.
     *
     * @param error type, condition, and the pubsub condition or unsupported feature if there is one
     */
    record Mistake(String section, String from, String type, String payload, String error) {
        @Override
        public String toString() {
            return section + ": " + from + ' ' + type + ' ' + payload + " → " + error;
        }
    }

    static List<Mistake> mistakes() {
        return Stream.of(
                        misread(),
                        misdirected(),
                        forbidden(),
                        publishing(),
                        publishingUnderConditions(),
                        collections(),
                        paging(),
                        archives(),
                        subscribing(),
                        choosingOptions(),
                        configuring(),
                        managing())
                .flatMap(mistakes -> mistakes)
                .toList();
    }

    /** What is no request of XEP-0060, or of one that we do not have. */
    private static Stream<Mistake> misread() {
        return Stream.of(
                anybody("RFC 6120 §8.3.3.1", "set", "", "modify bad-request"),
                anybody("RFC 6120 §8.3.3.1", "get", "<x xmlns='urn:x'/>", "modify bad-request"),
                anybody("RFC 6120 §8.3.3.3", "set", "<soliloquise node='a'/>", "cancel feature-not-implemented"),
                anybody("RFC 6120 §8.3.3.3", "get", "<Items node='a'/>", "cancel feature-not-implemented"),
                anybody("RFC 6120 §8.3.3.1", "get", "<publish node='princely_musings'/>", "modify bad-request"),
                anybody("RFC 6120 §8.3.3.1", "set", "<items node='princely_musings'/>", "modify bad-request"),
                anybody(
                        "§6.1.1",
                        "set",
                        "<subscribe node='a' jid='b'/><subscribe node='a' jid='b'/>",
                        "modify bad-request"),
                anybody("§7.1.1", "set", "<publish node='a'/><retract node='a'/>", "modify bad-request"),
                anybody("§8.1.3", "set", "<configure/><create node='a'/>", "modify bad-request"),
                hamlet("§8.1.3", "set", "<create node='a'/><configure node='a'/>", "modify bad-request"),
                anybody("§8.1.3", "set", "<create/><configure/><configure/>", "modify bad-request"),
                owner(
                        "§8.2",
                        "hamlet@denmark.lit",
                        "set",
                        "<publish node='princely_musings'/>",
                        "cancel feature-not-implemented"),
                owner("§8.3.2", "hamlet@denmark.lit", "get", "<default type='soliloquy'/>", "modify bad-request"),
                new Mistake(
                        "§8.7.3.3",
                        "francisco@denmark.lit",
                        "set",
                        "<command xmlns='http://jabber.org/protocol/commands' node='http://jabber.org/protocol/pubsub#get-pending' action='execute'/>",
                        "auth forbidden"),
                new Mistake("§8.7.3.3", "francisco@denmark.lit", "set", getPending("council"), "auth forbidden"),
                new Mistake("§8.7.3.4", "hamlet@denmark.lit", "set", getPending("nowhere"), "cancel item-not-found"),
                new Mistake(
                        "XEP-0050 §4.4",
                        "hamlet@denmark.lit",
                        "set",
                        "<command xmlns='http://jabber.org/protocol/commands' node='soliloquise'/>",
                        "cancel item-not-found"),
                new Mistake(
                        "RFC 6120 §8.3.3.1", "hamlet@denmark.lit", "get", getPending("council"), "modify bad-request"),
                filtering("<filter xmlns='urn:xmpp:pubsub-filter:0'/>"),
                filtering("<filter xmlns='urn:xmpp:pubsub-filter:0'><x xmlns='jabber:x:data' type='submit'>"
                        + "<field var='included-types'><value>a</value></field></x></filter>"),
                filtering("<filter xmlns='urn:xmpp:pubsub-filter:0'><x xmlns='jabber:x:data' type='submit'>"
                        + "<field var='FORM_TYPE'><value>urn:xmpp:pubsub-filter:0</value></field>"
                        + "<field var='included-types'/><field var='excluded-types'/></x></filter>"),
                new Mistake(
                        "RFC 6120 §8.4",
                        "hamlet@denmark.lit",
                        "get",
                        "<query xmlns='jabber:iq:roster'/>",
                        "cancel service-unavailable"),
                new Mistake(
                        "RFC 6120 §8.4",
                        "hamlet@denmark.lit",
                        "get",
                        "<publish xmlns='http://jabber.org/protocol/pubsub'/>",
                        "cancel service-unavailable"));
    }

    private static Mistake filtering(String filter) {
        return new Mistake(
                "XEP-0462 §3.2",
                "francisco@denmark.lit",
                "get",
                "<query xmlns='http://jabber.org/protocol/disco#items'>" + filter + "</query>",
                "modify bad-request");
    }

    /** No node, or one that is not there. */
    private static Stream<Mistake> misdirected() {
        String ghost = "node='ghost'";
        String endless = "node='" + "n".repeat(1024) + "'";
        return Stream.of(
                anybody(
                        "§6.1.1",
                        "set",
                        "<subscribe jid='francisco@denmark.lit'/>",
                        "modify bad-request nodeid-required"),
                anybody(
                        "§6.2.1",
                        "set",
                        "<unsubscribe jid='francisco@denmark.lit'/>",
                        "modify bad-request nodeid-required"),
                anybody("§6.5.2", "get", "<items/>", "modify bad-request nodeid-required"),
                anybody("§6.5.2", "get", "<items node=''/>", "modify bad-request nodeid-required"),
                hamlet(
                        "§7.1.1",
                        "set",
                        "<publish><item>" + ENTRY + "</item></publish>",
                        "modify bad-request nodeid-required"),
                hamlet("§7.2.3.3", "set", "<retract><item id='a'/></retract>", "modify bad-request nodeid-required"),
                owner("§8.2.3.3", "hamlet@denmark.lit", "get", "<configure/>", "modify bad-request nodeid-required"),
                owner("§8.4.1", "hamlet@denmark.lit", "set", "<delete/>", "modify bad-request nodeid-required"),
                owner(
                        "§8.4.1",
                        "hamlet@denmark.lit",
                        "set",
                        "<delete node='princely_musings'><redirect/></delete>",
                        "modify bad-request"),
                owner("§8.5.1", "hamlet@denmark.lit", "set", "<purge/>", "modify bad-request nodeid-required"),
                owner(
                        "§8.8.1.1",
                        "hamlet@denmark.lit",
                        "get",
                        "<subscriptions/>",
                        "modify bad-request nodeid-required"),
                owner("§8.9.1.1", "hamlet@denmark.lit", "get", "<affiliations/>", "modify bad-request nodeid-required"),
                anybody(
                        "§6.1.3.12",
                        "set",
                        "<subscribe " + ghost + " jid='francisco@denmark.lit'/>",
                        "cancel item-not-found"),
                anybody(
                        "§6.2.3.4",
                        "set",
                        "<unsubscribe " + ghost + " jid='francisco@denmark.lit'/>",
                        "cancel item-not-found"),
                anybody("§6.5.9.11", "get", "<items " + ghost + "/>", "cancel item-not-found"),
                new Mistake(
                        "§7.1.3.3",
                        "iago@venice.lit/street",
                        "set",
                        pubsub("<publish " + ghost + "><item>" + ENTRY + "</item></publish>"),
                        "cancel item-not-found"),
                hamlet("§7.2.3.2", "set", "<retract " + ghost + "><item id='a'/></retract>", "cancel item-not-found"),
                owner("§8.2.3.5", "hamlet@denmark.lit", "get", "<configure " + ghost + "/>", "cancel item-not-found"),
                owner("§8.4.3.2", "hamlet@denmark.lit", "set", "<delete " + ghost + "/>", "cancel item-not-found"),
                owner("§8.5.3.4", "hamlet@denmark.lit", "set", "<purge " + ghost + "/>", "cancel item-not-found"),
                owner(
                        "§8.8.1.3.3",
                        "hamlet@denmark.lit",
                        "get",
                        "<subscriptions " + ghost + "/>",
                        "cancel item-not-found"),
                owner(
                        "§8.8.2.3.3",
                        "hamlet@denmark.lit",
                        "set",
                        "<subscriptions " + ghost + "/>",
                        "cancel item-not-found"),
                owner(
                        "§8.9.1.3.3",
                        "hamlet@denmark.lit",
                        "get",
                        "<affiliations " + ghost + "/>",
                        "cancel item-not-found"),
                owner(
                        "§8.9.2.3.4",
                        "hamlet@denmark.lit",
                        "set",
                        "<affiliations " + ghost + "/>",
                        "cancel item-not-found"),
                new Mistake(
                        "§5.3",
                        "hamlet@denmark.lit",
                        "get",
                        "<query xmlns='http://jabber.org/protocol/disco#info' " + ghost + "/>",
                        "cancel item-not-found"),
                new Mistake(
                        "§5.5",
                        "hamlet@denmark.lit",
                        "get",
                        "<query xmlns='http://jabber.org/protocol/disco#items' " + ghost + "/>",
                        "cancel item-not-found"),
                new Mistake(
                        "§5.3",
                        "hamlet@denmark.lit",
                        "get",
                        "<query xmlns='http://jabber.org/protocol/disco#info' " + endless + "/>",
                        "cancel item-not-found"),
                anybody("§4.6", "get", "<items " + endless + "/>", "modify bad-request"),
                anybody("§4.6", "get", "<subscriptions " + endless + "/>", "modify bad-request"),
                hamlet("§4.6", "set", "<create " + endless + "/>", "modify bad-request"),
                hamlet("§8.1.1", "set", "<create node='princely_musings'/>", "cancel conflict"));
    }

    /** §8, each use case: a publisher is not an owner. */
    /** XEP-0248. */
    private static Stream<Mistake> collections() {
        String hamlet = "hamlet@denmark.lit";
        String bernardo = "bernardo@denmark.lit/elsinore";
        String circle = "cancel not-allowed invalid-options";
        String full = "cancel not-allowed max-nodes-exceeded";
        return Stream.of(
                hamlet(
                        "§7.1.3.2",
                        "set",
                        publish("blogs", "<item id='1'>" + ENTRY + "</item>"),
                        "cancel feature-not-implemented publish"),
                hamlet(
                        "§4.1",
                        "set",
                        "<retract node='blogs'><item id='1'/></retract>",
                        "cancel feature-not-implemented persistent-items"),
                hamlet("§6.2.3", "get", "<items node='blogs'/>", "cancel feature-not-implemented persistent-items"),
                owner(
                        "§4.1",
                        hamlet,
                        "set",
                        "<purge node='blogs'/>",
                        "cancel feature-not-implemented persistent-items"),
                owner(
                        "§7.2.3.4",
                        hamlet,
                        "set",
                        "<configure node='blogs'>" + x("pubsub#node_type", "leaf") + "</configure>",
                        circle),
                owner("§7.2.4", hamlet, "set", form("pubsub#node_type", "collection"), circle),
                owner(
                        "§7.2.3.5",
                        hamlet,
                        "set",
                        "<configure node='blogs'>" + x("pubsub#collection", "crowded") + "</configure>",
                        circle),
                owner("§7.2.3.3", hamlet, "set", form("pubsub#collection", "crowded"), full),
                hamlet("§7.2.3.3", "set", "<create node='a'/>" + configure("pubsub#collection", "crowded"), full),
                new Mistake(
                        "§7.2.3.2",
                        bernardo,
                        "set",
                        pubsub("<create node='a'/>" + configure("pubsub#collection", "blogs")),
                        "auth forbidden"),
                owner("§7.5.1", hamlet, "get", associate("blogs", "princely_musings"), "modify bad-request"),
                owner("§7.5.1", hamlet, "set", "<collection node='blogs'/>", "modify bad-request"),
                owner(
                        "§7.5.1",
                        hamlet,
                        "set",
                        "<collection node='blogs'><merge node='a'/></collection>",
                        "modify bad-request"),
                owner(
                        "§7.5.1",
                        hamlet,
                        "set",
                        "<collection node='blogs'><associate/></collection>",
                        "modify bad-request nodeid-required"),
                owner(
                        "§7.5.1",
                        hamlet,
                        "set",
                        "<collection><associate node='a'/></collection>",
                        "modify bad-request nodeid-required"),
                owner("§7.5.3", hamlet, "set", associate("blogs", "nowhere"), "cancel item-not-found"),
                owner("§7.5.3", hamlet, "set", associate("nowhere", "princely_musings"), "cancel item-not-found"),
                owner("§7.5.3.1", bernardo, "set", associate("blogs", "princely_musings"), "auth forbidden"),
                owner("§7.5.3.2", hamlet, "set", associate("crowded", "princely_musings"), full),
                owner("§7.5.3.3", hamlet, "set", associate("blogs", "blogs"), circle),
                owner("§7.5.3.3", hamlet, "set", associate("crowded", "blogs"), circle),
                owner("§7.2.3.1", hamlet, "set", associate("princely_musings", "closed"), circle),
                owner("§7.6.3.1", hamlet, "set", dissociate("blogs", "princely_musings"), "modify bad-request"),
                owner("§7.6.3.1", hamlet, "set", dissociate("nowhere", "princely_musings"), "modify bad-request"),
                owner("§7.6.3.2", bernardo, "set", dissociate("crowded", "only"), "auth forbidden"));
    }

    private static String associate(String collection, String node) {
        return "<collection node='" + collection + "'><associate node='" + node + "'/></collection>";
    }

    private static String dissociate(String collection, String node) {
        return "<collection node='" + collection + "'><dissociate node='" + node + "'/></collection>";
    }

    private static String x(String field, String value) {
        return "<x xmlns='jabber:x:data' type='submit'><field var='" + field + "'><value>" + value
                + "</value></field></x>";
    }

    private static Stream<Mistake> forbidden() {
        String bernardo = "bernardo@denmark.lit/elsinore";
        String node = "node='princely_musings'";
        return Stream.of(
                new Mistake("§8.1.1", "mallory@elsewhere.lit", "set", pubsub("<create node='a'/>"), "auth forbidden"),
                owner("§8.2.3.2", bernardo, "get", "<configure " + node + "/>", "auth forbidden"),
                owner("§8.2.3.2", bernardo, "set", form("pubsub#title", "Mine"), "auth forbidden"),
                owner(
                        "§8.2.3.2",
                        bernardo,
                        "set",
                        "<configure " + node + "><x xmlns='jabber:x:data' type='cancel'/></configure>",
                        "auth forbidden"),
                owner("§8.4.3.1", bernardo, "set", "<delete " + node + "/>", "auth forbidden"),
                owner("§8.5.3.2", bernardo, "set", "<purge " + node + "/>", "auth forbidden"),
                owner("§8.8.1.3.2", bernardo, "get", "<subscriptions " + node + "/>", "auth forbidden"),
                owner(
                        "§8.8.2.3.2",
                        bernardo,
                        "set",
                        "<subscriptions " + node
                                + "><subscription jid='bernardo@denmark.lit' subscription='subscribed'/></subscriptions>",
                        "auth forbidden"),
                owner("§8.9.1.3.2", bernardo, "get", "<affiliations " + node + "/>", "auth forbidden"),
                owner(
                        "§8.9.2.3.3",
                        bernardo,
                        "set",
                        "<affiliations " + node
                                + "><affiliation jid='bernardo@denmark.lit' affiliation='owner'/></affiliations>",
                        "auth forbidden"));
    }

    private static Stream<Mistake> publishing() {
        String large = "<bundle xmlns='urn:example:e2ee:bundle'>" + "x".repeat(80) + "</bundle>";
        return Stream.of(
                anybody(
                        "§7.1.3.1",
                        "set",
                        "<publish node='princely_musings'><item>" + ENTRY + "</item></publish>",
                        "auth forbidden"),
                hamlet(
                        "§7.1.1",
                        "set",
                        publish(
                                "princely_musings",
                                "<item id='a'>" + ENTRY + "</item><item id='b'>" + ENTRY + "</item>"),
                        "modify bad-request"),
                hamlet("§7.1.1", "set", publish("princely_musings", ENTRY), "modify bad-request"),
                hamlet("§7.1.3.4", "set", publish("full", "<item>" + ENTRY + "</item>"), "cancel conflict node-full"),
                hamlet(
                        "§7.1.3.6",
                        "set",
                        publish("princely_musings", "<item id='a'>" + ENTRY + ENTRY + "</item>"),
                        "modify bad-request invalid-payload"),
                hamlet(
                        "§7.1.3.6",
                        "set",
                        publish("bundles", "<item>" + ENTRY + "</item>"),
                        "modify bad-request invalid-payload"),
                hamlet(
                        "§7.1.3.5",
                        "set",
                        publish("bundles", "<item>" + large + "</item>"),
                        "modify not-acceptable payload-too-big"),
                hamlet("§7.1.3.7", "set", publish("princely_musings", ""), "modify bad-request item-required"),
                hamlet(
                        "§7.1.3.7",
                        "set",
                        publish("princely_musings", "<item id='a'/>"),
                        "modify bad-request payload-required"),
                hamlet(
                        "§7.1.3.7",
                        "set",
                        publish("princely_musings", "<item>words</item>"),
                        "modify bad-request payload-required"),
                hamlet(
                        "§7.1.3.7",
                        "set",
                        publish("notes", "<item id='a'>" + ENTRY + "</item>"),
                        "modify bad-request item-forbidden"),
                hamlet(
                        "§4.6",
                        "set",
                        publish("princely_musings", "<item id='" + "i".repeat(1024) + "'>" + ENTRY + "</item>"),
                        "modify bad-request"),
                hamlet("§7.2.3.4", "set", "<retract node='princely_musings'/>", "modify bad-request item-required"),
                hamlet(
                        "§7.2.3.4",
                        "set",
                        "<retract node='princely_musings'><item/></retract>",
                        "modify bad-request item-required"),
                hamlet(
                        "§7.2.3.4",
                        "set",
                        "<retract node='princely_musings'><item id='a1'/><item id=''/></retract>",
                        "modify bad-request item-required"),
                hamlet(
                        "§7.2.1",
                        "set",
                        "<retract node='princely_musings' notify='perhaps'><item id='a1'/></retract>",
                        "modify bad-request"),
                hamlet(
                        "§7.2.3.2",
                        "set",
                        "<retract node='princely_musings'><item id='ghost'/></retract>",
                        "cancel item-not-found"),
                hamlet(
                        "§13.11",
                        "set",
                        "<retract node='princely_musings'><item id='368866411b877c30064a5f62b917cffe'/><item id='ghost'/></retract>",
                        "cancel item-not-found"),
                anybody(
                        "§7.2.3.1",
                        "set",
                        "<retract node='princely_musings'><item id='368866411b877c30064a5f62b917cffe'/></retract>",
                        "auth forbidden"),
                new Mistake(
                        "§4.1",
                        "ophelia@denmark.lit",
                        "set",
                        pubsub(
                                "<retract node='princely_musings'><item id='368866411b877c30064a5f62b917cffe'/></retract>"),
                        "auth forbidden"),
                hamlet(
                        "§7.2.3.5",
                        "set",
                        "<retract node='notes'><item id='a1'/></retract>",
                        "cancel feature-not-implemented persistent-items"),
                owner(
                        "§8.5.3.3",
                        "hamlet@denmark.lit",
                        "set",
                        "<purge node='notes'/>",
                        "cancel feature-not-implemented persistent-items"),
                anybody("§6.5.9.4", "get", "<items node='notes'/>", "cancel feature-not-implemented persistent-items"));
    }

    private static Stream<Mistake> choosingOptions() {
        String mine = " jid='francisco@denmark.lit'";
        String horatios = "<options node='princely_musings' jid='horatio@denmark.lit'>";
        String invalid = "modify bad-request invalid-options";
        return Stream.of(
                        Stream.of(
                                anybody(
                                        "§6.3.4.1",
                                        "get",
                                        "<options node='princely_musings' jid='horatio@denmark.lit'/>",
                                        "auth forbidden"),
                                anybody("§6.3.4.1", "set", horatios + choice("") + "</options>", "auth forbidden"),
                                anybody(
                                        "§6.3.4.1",
                                        "get",
                                        "<options" + mine + "/>",
                                        "modify bad-request nodeid-required"),
                                anybody(
                                        "§6.3.4.2",
                                        "get",
                                        "<options node='princely_musings'" + mine + "/>",
                                        "modify unexpected-request not-subscribed"),
                                anybody(
                                        "§6.3.4.2",
                                        "set",
                                        "<options node='princely_musings'" + mine + ">" + choice("") + "</options>",
                                        "modify unexpected-request not-subscribed"),
                                anybody(
                                        "§6.3.4.3",
                                        "get",
                                        "<options node='princely_musings'/>",
                                        "modify bad-request jid-required"),
                                hamlet(
                                        "§6.3.4.4",
                                        "get",
                                        "<options node='full' jid='hamlet@denmark.lit'/>",
                                        "modify bad-request subid-required"),
                                hamlet(
                                        "§6.3.4.5",
                                        "get",
                                        "<options node='full' jid='hamlet@denmark.lit' subid='123-abc'/>",
                                        "modify not-acceptable invalid-subid"),
                                anybody(
                                        "§6.3.4.7",
                                        "get",
                                        "<options node='ghost'" + mine + "/>",
                                        "cancel item-not-found"),
                                anybody("§6.4", "get", "<default node='ghost'/>", "cancel item-not-found"),
                                anybody(
                                        "§6.3.5",
                                        "set",
                                        "<options node='princely_musings'" + mine + "/>",
                                        "modify bad-request"),
                                anybody(
                                        "§6.3.7",
                                        "set",
                                        "<options>" + choice("") + "</options><subscribe node='princely_musings'" + mine
                                                + "/>",
                                        "modify bad-request"),
                                anybody("§6.3.7", "set", subscribeWith("", " node='a'"), "modify bad-request"),
                                anybody("§6.3.7", "set", subscribeWith("", mine), "modify bad-request")),
                        Stream.of(
                                        "<field var='pubsub#deliver'><value>perhaps</value></field>",
                                        "<field var='pubsub#deliver'><value>1</value><value>0</value></field>",
                                        "<field var='pubsub#deliver'/><field var='pubsub#deliver'/>",
                                        "<field var='pubsub#digest'><value>daily</value></field>",
                                        "<field var='pubsub#digest_frequency'><value>-1</value></field>",
                                        "<field var='fanfare#digested'><value>1 - 1 -</value></field>",
                                        "<field var='pubsub#expire'><value>presences</value></field>",
                                        "<field var='pubsub#expire'><value>tomorrow</value></field>",
                                        "<field var='pubsub#expire'><value>2003-07-29T22:56:10Z</value></field>",
                                        "<field var='pubsub#expire'><value>2999-02-30T00:00:00Z</value></field>",
                                        "<field var='pubsub#expire'><value>2999-01-01</value></field>",
                                        "<field var='pubsub#expire'><value>+99999-01-01T00:00:00Z</value></field>",
                                        "<field var='pubsub#include_body'><value>perhaps</value></field>",
                                        "<field var='pubsub#show-values'><value>chat</value><value>sleepy</value></field>",
                                        "<field var='pubsub#subscription_type'><value>nodes</value></field>",
                                        "<field var='{urn:xmpp:pubsub-ext-sub:0}type'><value>likes</value></field>",
                                        "<field var='{urn:xmpp:pubsub-ext-sub:0}depth'><value>all</value></field>",
                                        "<field var='{urn:xmpp:pubsub-ext-sub:0}depth'><value>1</value><value>2</value></field>",
                                        "<field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#node_config</value></field>")
                                .flatMap(fields -> Stream.of(
                                        anybody("§6.3.6.2", "set", subscribeWith(fields, ""), invalid),
                                        new Mistake(
                                                "§6.3.6.2",
                                                "hamlet@denmark.lit",
                                                "set",
                                                pubsub("<options node='council' jid='hamlet@denmark.lit'>"
                                                        + choice(fields) + "</options>"),
                                                invalid))))
                .flatMap(mistakes -> mistakes);
    }

    private static String subscribeWith(String fields, String attributes) {
        return "<subscribe node='princely_musings' jid='francisco@denmark.lit'/><options" + attributes + ">"
                + choice(fields) + "</options>";
    }

    private static String choice(String fields) {
        return "<x xmlns='jabber:x:data' type='submit'>" + fields + "</x>";
    }

    private static Stream<Mistake> subscribing() {
        String polonius = "polonius@denmark.lit/arras";
        return Stream.of(
                anybody(
                        "§6.1.3.1",
                        "set",
                        "<subscribe node='princely_musings' jid='bernardo@denmark.lit'/>",
                        "modify bad-request invalid-jid"),
                anybody(
                        "§6.1.1",
                        "set",
                        "<subscribe node='princely_musings' jid='@denmark.lit'/>",
                        "modify bad-request invalid-jid"),
                anybody(
                        "§6.1.1",
                        "set",
                        "<subscribe node='princely_musings' jid=''/>",
                        "modify bad-request invalid-jid"),
                anybody("§6.1.1", "set", "<subscribe node='princely_musings'/>", "modify bad-request jid-required"),
                anybody(
                        "§6.1.3.4",
                        "set",
                        "<subscribe node='closed' jid='francisco@denmark.lit'/>",
                        "cancel not-allowed closed-node"),
                new Mistake(
                        "§6.1.3.7",
                        "horatio@denmark.lit/elsinore",
                        "set",
                        pubsub("<subscribe node='council' jid='horatio@denmark.lit'/>"),
                        "auth not-authorized pending-subscription"),
                new Mistake(
                        "§6.5.9.3",
                        "horatio@denmark.lit/elsinore",
                        "get",
                        pubsub("<items node='council'/>"),
                        "auth not-authorized not-subscribed"),
                anybody("§6.5.9.3", "get", "<items node='council'/>", "auth not-authorized not-subscribed"),
                new Mistake(
                        "§6.5.9.3",
                        "francisco@denmark.lit",
                        "get",
                        "<query xmlns='http://jabber.org/protocol/disco#items' node='council'/>",
                        "auth not-authorized not-subscribed"),
                new Mistake(
                        "§6.1.3.8",
                        polonius,
                        "set",
                        pubsub("<subscribe node='princely_musings' jid='polonius@denmark.lit'/>"),
                        "auth forbidden"),
                anybody(
                        "§6.2.3.2",
                        "set",
                        "<unsubscribe node='princely_musings' jid='francisco@denmark.lit'/>",
                        "cancel unexpected-request not-subscribed"),
                anybody(
                        "§6.2.3.3",
                        "set",
                        "<unsubscribe node='princely_musings' jid='bernardo@denmark.lit'/>",
                        "auth forbidden"),
                anybody("§6.2.1", "set", "<unsubscribe node='princely_musings'/>", "modify bad-request jid-required"),
                hamlet(
                        "§6.2.3.1",
                        "set",
                        "<unsubscribe node='full' jid='hamlet@denmark.lit'/>",
                        "modify bad-request subid-required"),
                hamlet(
                        "§6.2.3.5",
                        "set",
                        "<unsubscribe node='full' jid='hamlet@denmark.lit' subid='123-abc'/>",
                        "modify not-acceptable invalid-subid"),
                hamlet(
                        "§6.2.3.5",
                        "set",
                        "<unsubscribe node='council' jid='hamlet@denmark.lit' subid='123-abc'/>",
                        "modify not-acceptable invalid-subid"),
                hamlet("§6.5.9.1", "get", "<items node='full'/>", "modify bad-request subid-required"),
                hamlet(
                        "§6.5.9.2",
                        "get",
                        "<items node='full' subid='123-abc'/>",
                        "modify not-acceptable invalid-subid"),
                anybody(
                        "§6.5.9.2",
                        "get",
                        "<items node='princely_musings' subid='123-abc'/>",
                        "modify not-acceptable invalid-subid"),
                anybody("§6.5.9.8", "get", "<items node='closed'/>", "cancel not-allowed closed-node"),
                new Mistake("§6.5.9.10", polonius, "get", pubsub("<items node='princely_musings'/>"), "auth forbidden"),
                new Mistake(
                        "§5.5",
                        polonius,
                        "get",
                        "<query xmlns='http://jabber.org/protocol/disco#items' node='princely_musings'/>",
                        "auth forbidden"),
                anybody("§6.5.7", "get", "<items node='princely_musings' max_items='two'/>", "modify bad-request"),
                anybody("§6.5.7", "get", "<items node='princely_musings' max_items='0'/>", "modify bad-request"),
                anybody("§6.5.7", "get", "<items node='princely_musings' max_items='-1'/>", "modify bad-request"),
                anybody("§6.5.7", "get", "<items node='princely_musings' max_items=''/>", "modify bad-request"),
                anybody(
                        "§6.5.8",
                        "get",
                        "<items node='princely_musings'><item/></items>",
                        "modify bad-request item-required"));
    }

    private static Stream<Mistake> configuring() {
        return Stream.concat(
                Stream.of(
                                new Field("§8.2.5.2", "pubsub#max_items", "few", "modify not-acceptable"),
                                new Field("§8.2.5.2", "pubsub#max_items", "0", "modify not-acceptable"),
                                new Field("§8.2.5.2", "pubsub#item_expire", "soon", "modify not-acceptable"),
                                new Field("§8.2.5.2", "pubsub#item_expire", "0", "modify not-acceptable"),
                                new Field("§8.2.5.2", "pubsub#persist_items", "perhaps", "modify not-acceptable"),
                                new Field("§8.2.5.2", "pubsub#publish_model", "nobody", "modify not-acceptable"),
                                new Field(
                                        "§8.2.5.2",
                                        "pubsub#send_last_published_item",
                                        "always",
                                        "modify not-acceptable"),
                                new Field("§8.2.5.2", "pubsub#presence_based_delivery", "2", "modify not-acceptable"),
                                new Field("§8.2.5.2", "pubsub#subscribe", "0", "modify not-acceptable"),
                                new Field("§8.2.5.2", "pubsub#itemreply", "owner", "modify not-acceptable"),
                                new Field("§8.2.5.2", "pubsub#publish_node_full", "beg", "modify not-acceptable"),
                                new Field(
                                        "§8.1.2",
                                        "pubsub#access_model",
                                        "presence",
                                        "modify not-acceptable unsupported-access-model"),
                                new Field(
                                        "§8.1.2",
                                        "pubsub#access_model",
                                        "secret",
                                        "modify not-acceptable unsupported-access-model"),
                                new Field(
                                        "XEP-0248 §7.2.1",
                                        "pubsub#children_association_policy",
                                        "nobody",
                                        "modify not-acceptable"),
                                new Field(
                                        "XEP-0248 §7.2.1",
                                        "pubsub#children_association_whitelist",
                                        "@denmark.lit",
                                        "modify not-acceptable"),
                                new Field("§8.2.5.2", "pubsub#contact", "@denmark.lit", "modify not-acceptable"),
                                new Field("§8.2.5.2", "pubsub#language", "the Danish", "modify not-acceptable"),
                                new Field("XEP-0248 §7.2.1", "pubsub#children_max", "0", "modify not-acceptable"),
                                new Field("XEP-0248 §7.2.1", "pubsub#children", "a", "modify not-acceptable"),
                                new Field("XEP-0248 §7.2.1", "pubsub#collection", "nowhere", "cancel item-not-found"),
                                new Field(
                                        "XEP-0248 §7.2.3.1",
                                        "pubsub#collection",
                                        "princely_musings",
                                        "cancel not-allowed invalid-options"),
                                new Field(
                                        "XEP-0068 §3",
                                        "FORM_TYPE",
                                        "http://jabber.org/protocol/pubsub#subscribe_options",
                                        "modify bad-request"))
                        .flatMap(field -> Stream.of(
                                owner(
                                        field.section,
                                        "hamlet@denmark.lit",
                                        "set",
                                        form(field.name, field.value),
                                        field.error),
                                hamlet(
                                        field.section,
                                        "set",
                                        "<create node='a'/>"
                                                + form(field.name, field.value).replace(" node='princely_musings'", ""),
                                        field.error))),
                Stream.of(
                        owner(
                                "§8.2.4",
                                "hamlet@denmark.lit",
                                "set",
                                "<configure node='princely_musings'/>",
                                "modify bad-request"),
                        owner(
                                "XEP-0004 §3.1",
                                "hamlet@denmark.lit",
                                "set",
                                "<configure node='princely_musings'><x xmlns='jabber:x:data' type='form'/></configure>",
                                "modify bad-request"),
                        owner(
                                "XEP-0004 §3.1",
                                "hamlet@denmark.lit",
                                "set",
                                "<configure node='princely_musings'><x xmlns='jabber:x:data'/></configure>",
                                "modify bad-request"),
                        owner(
                                "XEP-0004 §3.2",
                                "hamlet@denmark.lit",
                                "set",
                                "<configure node='princely_musings'><x xmlns='jabber:x:data' type='submit'><field var='pubsub#title'><value>a</value><value>b</value></field></x></configure>",
                                "modify not-acceptable"),
                        owner(
                                "XEP-0004 §3.2",
                                "hamlet@denmark.lit",
                                "set",
                                "<configure node='princely_musings'><x xmlns='jabber:x:data' type='submit'><field var='pubsub#title'><value>a</value></field><field var='pubsub#title'><value>b</value></field></x></configure>",
                                "modify bad-request"),
                        hamlet(
                                "§8.1.3",
                                "set",
                                "<create node='a'/><configure><x xmlns='jabber:x:data' type='cancel'/></configure>",
                                "modify bad-request")));
    }

    private static Stream<Mistake> managing() {
        return Stream.of(
                affiliations("§8.9.2.4", "jid='hamlet@denmark.lit' affiliation='none'", "modify not-acceptable"),
                affiliations("§4.1", "jid='bernardo@denmark.lit' affiliation='member'", "modify not-acceptable"),
                affiliations("§4.1", "jid='hamlet@denmark.lit' affiliation='publisher'", "modify not-acceptable"),
                affiliations("§8.9.2.1", "jid='bard@shakespeare.lit' affiliation='king'", "modify bad-request"),
                affiliations("§8.9.2.1", "affiliation='member'", "modify bad-request jid-required"),
                affiliations("§8.9.2.1", "jid='a@b@c' affiliation='member'", "modify bad-request invalid-jid"),
                owner(
                        "§8.9.2.4",
                        "hamlet@denmark.lit",
                        "set",
                        "<affiliations node='princely_musings'><affiliation jid='bard@shakespeare.lit' affiliation='member'/><affiliation jid='Bard@Shakespeare.lit/globe' affiliation='publisher'/></affiliations>",
                        "modify bad-request"),
                subscriptions("§8.8.2.4", "jid='bard@shakespeare.lit' subscription='pending'", "modify not-acceptable"),
                subscriptions(
                        "§8.8.2.4", "jid='polonius@denmark.lit' subscription='subscribed'", "modify not-acceptable"),
                subscriptions("§8.8.2.1", "jid='bard@shakespeare.lit' subscription='perhaps'", "modify bad-request"),
                subscriptions("§8.8.2.1", "subscription='none'", "modify bad-request jid-required"),
                owner(
                        "§8.8.2.4",
                        "hamlet@denmark.lit",
                        "set",
                        "<subscriptions node='princely_musings'><subscription jid='bard@shakespeare.lit' subscription='none'/><subscription jid='bard@shakespeare.lit' subscription='subscribed'/></subscriptions>",
                        "modify bad-request"),
                owner(
                        "§8.8.2.4",
                        "hamlet@denmark.lit",
                        "set",
                        "<subscriptions node='full'><subscription jid='hamlet@denmark.lit' subscription='none'/><subscription jid='hamlet@denmark.lit' subid='1' subscription='subscribed'/></subscriptions>",
                        "modify bad-request"),
                subscriptions(
                        "§8.8.2.4",
                        "jid='hamlet@denmark.lit' subid='123-abc' subscription='subscribed'",
                        "modify not-acceptable"));
    }

    private record Field(String section, String name, String value, String error) {}

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void getsTheErrorThatIsNamedAndChangesNothing(Mistake mistake) {
        Shakespeare service = scene();
        var before = service.snapshot();

        XmlElement reply = service.asks(mistake.from, mistake.type, mistake.payload);

        assertThat(errorOf(reply)).isEqualTo(mistake.error);
        assertThat(service.snapshot()).isEqualTo(before);
    }

    @Test
    void everyRefusalComesFromSomeMistake() {
        // These befall the best of requests; PubSubHandlerTest and the cluster's tests have them.
        Set<PubSubError> faults = EnumSet.of(PubSubError.UNAVAILABLE, PubSubError.RESOURCE_CONSTRAINT);
        // It takes thousands of requests; AuthorizingTest has it.
        faults.add(PubSubError.TOO_MANY_SUBSCRIPTIONS);
        // It takes a limit; LimitedNodesTest has it.
        faults.add(PubSubError.TOO_FAST);
        // It takes a quota; NodeEntityTest has it.
        faults.add(PubSubError.TOO_MANY_NODES);
        Set<String> named = mistakes().stream().map(Mistake::error).collect(Collectors.toSet());

        assertThat(PubSubError.values())
                .filteredOn(error -> !faults.contains(error))
                .allSatisfy(error -> assertThat(named)
                        .contains((error.type().name().toLowerCase(Locale.ROOT)
                                        + ' '
                                        + error.condition()
                                        + ' '
                                        + error.detail())
                                .strip()));
    }

    private static Shakespeare scene() {
        return new Shakespeare()
                .withMusings()
                .affiliated("polonius@denmark.lit", "outcast")
                .affiliated("bernardo@denmark.lit", "publisher")
                .affiliated("ophelia@denmark.lit", "publish-only")
                .hamlet("set", "<create node='closed'/>" + configure("pubsub#access_model", "whitelist"))
                .hamlet("set", "<create node='council'/>" + configure("pubsub#access_model", "authorize"))
                .hamlet("set", "<subscribe node='council' jid='hamlet@denmark.lit'/>")
                .hamlet("set", "<create node='blogs'/>" + configure("pubsub#node_type", "collection"))
                .hamlet(
                        "set",
                        "<create node='crowded'/>"
                                + configure(
                                        "pubsub#node_type",
                                        "collection",
                                        "pubsub#children_max",
                                        "1",
                                        "pubsub#collection",
                                        "blogs"))
                .hamlet("set", "<create node='only'/>" + configure("pubsub#collection", "crowded"))
                .horatio("set", "<subscribe node='council' jid='horatio@denmark.lit'/>")
                .hamlet(
                        "set",
                        "<create node='notes'/>"
                                + configure("pubsub#persist_items", "0", "pubsub#deliver_payloads", "0"))
                .hamlet(
                        "set",
                        "<create node='bundles'/>"
                                + configure("pubsub#type", "urn:example:e2ee:bundle", "pubsub#max_payload_size", "80"))
                .hamlet(
                        "set",
                        "<create node='full'/>"
                                + configure("pubsub#max_items", "1", "pubsub#publish_node_full", "reject"))
                .hamlet("set", publish("full", "<item id='a'>" + ENTRY + "</item>"))
                .hamlet("set", "<subscribe node='full' jid='hamlet@denmark.lit'/>")
                .hamlet(
                        "set",
                        "<subscribe node='full' jid='hamlet@denmark.lit'/><options>"
                                + choice("<field var='pubsub#deliver'><value>0</value></field>") + "</options>");
    }

    private static String errorOf(XmlElement reply) {
        assertThat(reply.attribute("type")).contains("error");
        XmlElement error = reply.child("error").orElseThrow();
        List<XmlElement> conditions = error.children().stream()
                .filter(child -> !child.is("compare-and-publish-failed", "urn:xmpp:pubsub:cap:0"))
                .toList();
        assertThat(conditions.get(0).namespace()).isEqualTo("urn:ietf:params:xml:ns:xmpp-stanzas");
        assertThat(conditions.subList(1, conditions.size())).allSatisfy(application -> {
            assertThat(application.namespace()).isEqualTo("http://jabber.org/protocol/pubsub#errors");
            assertThat(application.name().equals("unsupported"))
                    .isEqualTo(application.attribute("feature").isPresent());
        });
        return error.attribute("type").orElseThrow()
                + conditions.stream()
                        .map(condition -> ' ' + condition.attribute("feature").orElse(condition.name()))
                        .collect(Collectors.joining());
    }

    private static Mistake anybody(String section, String type, String verb, String error) {
        return new Mistake(section, "francisco@denmark.lit/barracks", type, pubsub(verb), error);
    }

    private static Mistake hamlet(String section, String type, String verb, String error) {
        return new Mistake(section, "hamlet@denmark.lit/elsinore", type, pubsub(verb), error);
    }

    private static Mistake owner(String section, String from, String type, String verb, String error) {
        String payload = "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>" + verb + "</pubsub>";
        return new Mistake(section, from, type, payload, error);
    }

    /** §7.1.5. */
    private static Stream<Mistake> publishingUnderConditions() {
        String unmet = "cancel conflict precondition-not-met";
        String misread = "modify bad-request";
        String overtaken = "modify conflict precondition-not-met";
        return Stream.of(
                conditions("princely_musings", publishOptions("pubsub#access_model", "whitelist"), unmet),
                conditions("princely_musings", publishOptions("pubsub#access_model", "presence"), unmet),
                conditions("princely_musings", publishOptions("pubsub#max_items", "few"), unmet),
                conditions("princely_musings", publishOptions("pubsub#purge_offline", "1"), unmet),
                conditions("princely_musings", publishOptions("pubsub#node_type", "collection"), unmet),
                conditions("princely_musings", publishOptions("pubsub#prev_item_cap_value", "1"), overtaken),
                conditions("princely_musings", publishOptions("pubsub#prev_item_cap_value", ""), overtaken),
                conditions("nowhere", publishOptions("pubsub#prev_item_cap_value", "1"), overtaken),
                conditions(
                        "notes",
                        publishOptions("pubsub#prev_item_cap_value", ""),
                        "cancel feature-not-implemented persistent-items"),
                conditions(
                        "princely_musings",
                        publishOptions("pubsub#access_model", "open")
                                + "<field var='pubsub#prev_item_cap_value'><value>1</value><value>2</value></field>",
                        misread),
                conditions(
                        "princely_musings",
                        publishOptions("pubsub#title", "") + "<field var='pubsub#title'/>",
                        "modify bad-request"),
                conditions(
                        "princely_musings",
                        publishOptions("pubsub#of_tomorrow", "1"),
                        "modify bad-request invalid-options"),
                conditions("nowhere", publishOptions("pubsub#of_tomorrow", "1"), "modify bad-request invalid-options"),
                conditions(
                        "nowhere",
                        publishOptions("pubsub#access_model", "presence"),
                        "modify not-acceptable unsupported-access-model"),
                conditions("nowhere", publishOptions("pubsub#max_items", "few"), "modify not-acceptable"),
                conditions("nowhere", publishOptions("pubsub#type", "urn:x"), "modify bad-request invalid-payload"),
                conditions("princely_musings", "<field var='pubsub#title'/>", misread),
                conditions(
                        "princely_musings",
                        publishOptions("pubsub#title", "").replace("publish-options", "node_config"),
                        misread),
                hamlet("§7.1.5", "set", withOptions("princely_musings", ""), misread),
                hamlet(
                        "§7.1.5",
                        "set",
                        withOptions("princely_musings", "<x xmlns='jabber:x:data' type='cancel'/>"),
                        misread));
    }

    /** XEP-0059 §2. */
    private static Stream<Mistake> paging() {
        String items = "<query xmlns='http://jabber.org/protocol/disco#items' node='princely_musings'>";
        String nodes = "<query xmlns='http://jabber.org/protocol/disco#items'>";
        Stream<Mistake> misread = Stream.of("<max>-1</max>", "<max/>", "<index>x</index>", "<after>a</after><before/>")
                .map(BadInputTest::set)
                .flatMap(set -> Stream.of(
                        anybody("§2.1", "get", "<items node='princely_musings'/>" + set, "modify bad-request"),
                        anybody("§2.1", "get", "<subscriptions/>" + set, "modify bad-request"),
                        query(items + set + "</query>", "modify bad-request"),
                        query(nodes + set + "</query>", "modify bad-request")));
        String order = "<items node='princely_musings'/><order xmlns='urn:xmpp:order-by:1' %s/>";
        Stream<Mistake> misordered = Stream.of(
                anybody("XEP-0413 §4.1", "get", order.formatted(""), "modify bad-request"),
                anybody("XEP-0413 §4.4", "get", order.formatted("by='creation' desc='perhaps'"), "modify bad-request"),
                anybody("XEP-0413 §4.6", "get", order.formatted("by='{urn:x}size'"), "cancel feature-not-implemented"));
        Stream<Mistake> notThere = Stream.of(
                hamlet("§2.4", "get", "<affiliations/>" + set("<after>ghost</after>"), "cancel item-not-found"),
                hamlet("§2.4", "get", "<subscriptions/>" + set("<after>ghost</after>"), "cancel item-not-found"),
                owner(
                        "§2.4",
                        "hamlet@denmark.lit",
                        "get",
                        "<affiliations node='council'/>" + set("<before>ghost@denmark.lit</before>"),
                        "cancel item-not-found"),
                owner(
                        "§2.4",
                        "hamlet@denmark.lit",
                        "get",
                        "<subscriptions node='council'/>" + set("<before>ghost@denmark.lit</before>"),
                        "cancel item-not-found"),
                anybody(
                        "§2.4",
                        "get",
                        "<items node='princely_musings'/>" + set("<after>nobody's</after>"),
                        "cancel item-not-found"),
                query(items + set("<before>nobody's</before>") + "</query>", "cancel item-not-found"),
                query(nodes + set("<index>1</index>") + "</query>", "cancel feature-not-implemented"));
        return Stream.of(misread, misordered, notThere).flatMap(mistakes -> mistakes);
    }

    private static String set(String part) {
        return "<set xmlns='http://jabber.org/protocol/rsm'>" + part + "</set>";
    }

    private static Mistake query(String query, String error) {
        return new Mistake("XEP-0059 §2", "francisco@denmark.lit/barracks", "get", query, error);
    }

    /** XEP-0313 §4, §5 and §8.1. */
    private static Stream<Mistake> archives() {
        String node = "node='princely_musings'";
        String id = "<field var='%s'><value>nobody's</value></field>";
        Stream<Mistake> queries = Stream.of(
                        new String[] {"", "modify bad-request nodeid-required"},
                        new String[] {"node='" + "x".repeat(2_000) + "'", "modify bad-request"},
                        new String[] {"node='nowhere'", "cancel item-not-found"},
                        new String[] {"node='closed'", "cancel not-allowed closed-node"},
                        new String[] {"node='council'", "auth not-authorized not-subscribed"},
                        new String[] {"node='notes'", "cancel feature-not-implemented persistent-items"})
                .flatMap(query -> Stream.of(
                        archive("set", "<query xmlns='urn:xmpp:mam:2' " + query[0] + "/>", query[1]),
                        archive("get", "<metadata xmlns='urn:xmpp:mam:2' " + query[0] + "/>", query[1])));
        Stream<Mistake> forms = Stream.of(
                        new String[] {
                            "<field var='{urn:x}words'><value>1</value></field>", "cancel feature-not-implemented"
                        },
                        new String[] {"<field var='include-groupchat'/>", "cancel feature-not-implemented"},
                        new String[] {"<field var='start'><value>yesterday</value></field>", "modify bad-request"},
                        new String[] {"<field var='end'><value>2010-07-07</value></field>", "modify bad-request"},
                        new String[] {
                            "<field var='end'><value>+123456789-07-07T00:00:00Z</value></field>", "modify bad-request"
                        },
                        new String[] {"<field var='with'><value>@</value></field>", "modify bad-request"},
                        new String[] {"<field var='with'/><field var='with'/>", "modify bad-request"},
                        new String[] {
                            "<field var='after-id'><value>a</value><value>b</value></field>", "modify bad-request"
                        },
                        new String[] {id.formatted("after-id"), "cancel item-not-found"},
                        new String[] {id.formatted("before-id"), "cancel item-not-found"},
                        new String[] {id.formatted("ids"), "cancel item-not-found"},
                        new String[] {
                            "<field var='ids'>" + "<value>a</value>".repeat(101) + "</field>", "modify not-acceptable"
                        })
                .map(form -> archive(
                        "set",
                        archive(
                                node,
                                "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
                                        + "<value>urn:xmpp:mam:2</value></field>" + form[0] + "</x>"),
                        form[1]));
        Stream<Mistake> misread = Stream.of(
                        "<x xmlns='jabber:x:data' type='submit'/>",
                        "<x xmlns='jabber:x:data' type='cancel'/>",
                        "<x xmlns='jabber:x:data'/>",
                        "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>urn:x</value></field></x>",
                        set("<after>a</after><before>b</before>"),
                        set("<max>some</max>"))
                .map(inner -> archive("set", archive(node, inner), "modify bad-request"));
        return Stream.of(
                        queries,
                        forms,
                        misread,
                        Stream.of(
                                archive("set", archive(node, set("<after>a</after>")), "cancel item-not-found"),
                                archive("set", archive(node, set("<before>a</before>")), "cancel item-not-found"),
                                archive("set", "<metadata xmlns='urn:xmpp:mam:2' " + node + "/>", "modify bad-request"),
                                archive("get", archive("node='nowhere'", ""), "cancel item-not-found"),
                                archive(
                                        "set",
                                        archive(node + " queryid='" + "x".repeat(1_024) + "'", ""),
                                        "modify bad-request"),
                                new Mistake(
                                        "XEP-0313 §8.1",
                                        "polonius@denmark.lit/arras",
                                        "set",
                                        archive(node, ""),
                                        "auth forbidden")))
                .flatMap(mistakes -> mistakes);
    }

    private static String archive(String attributes, String inner) {
        return "<query xmlns='urn:xmpp:mam:2' " + attributes + ">" + inner + "</query>";
    }

    private static Mistake archive(String type, String payload, String error) {
        return new Mistake("XEP-0313", "francisco@denmark.lit/barracks", type, payload, error);
    }

    private static Mistake conditions(String node, String fields, String error) {
        return hamlet(
                "§7.1.5", "set", withOptions(node, "<x xmlns='jabber:x:data' type='submit'>" + fields + "</x>"), error);
    }

    private static String withOptions(String node, String form) {
        return publish(node, "<item>" + ENTRY + "</item>") + "<publish-options>" + form + "</publish-options>";
    }

    private static String publishOptions(String field, String value) {
        return "<field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field>"
                + "<field var='" + field + "'><value>" + value + "</value></field>";
    }

    private static Mistake affiliations(String section, String attributes, String error) {
        return owner(
                section,
                "hamlet@denmark.lit",
                "set",
                "<affiliations node='princely_musings'><affiliation " + attributes + "/></affiliations>",
                error);
    }

    private static Mistake subscriptions(String section, String attributes, String error) {
        return owner(
                section,
                "hamlet@denmark.lit",
                "set",
                "<subscriptions node='princely_musings'><subscription " + attributes + "/></subscriptions>",
                error);
    }

    private static String pubsub(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub'>" + verb + "</pubsub>";
    }

    private static String getPending(String node) {
        return "<command xmlns='http://jabber.org/protocol/commands' node='http://jabber.org/protocol/pubsub#get-pending'>"
                + "<x xmlns='jabber:x:data' type='submit'><field var='pubsub#node'><value>" + node
                + "</value></field></x></command>";
    }

    private static String publish(String node, String items) {
        return "<publish node='" + node + "'>" + items + "</publish>";
    }

    private static String form(String field, String value) {
        return configure(field, value).replace("<configure>", "<configure node='princely_musings'>");
    }

    private static String configure(String... fieldsAndValues) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            fields.append(
                    "<field var='" + fieldsAndValues[i] + "'><value>" + fieldsAndValues[i + 1] + "</value></field>");
        }
        return "<configure><x xmlns='jabber:x:data' type='submit'>" + fields + "</x></configure>";
    }
}
