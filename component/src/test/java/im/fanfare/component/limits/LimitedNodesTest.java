package im.fanfare.component.limits;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.limits.Limits.Rates;
import im.fanfare.component.management.Tally;
import im.fanfare.component.pubsub.MemoryNodes;
import im.fanfare.component.pubsub.Shakespeare;
import im.fanfare.stanza.XmlElement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whoever asks too often, as the stanzas show it. */
class LimitedNodesTest {
    private static final String HAMLET = "hamlet@denmark.lit/elsinore";
    private static final String NS = "http://jabber.org/protocol/pubsub";
    private static final String WAITS = "<error type='wait'><%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

    private final Tally<Limit> refused = Tally.of(Limit.class);
    private long now;
    private long backlog;

    @Test
    void aPublisherHasHisOwnPaceAndMayGoOnAMinuteLater() {
        LimitedNodes nodes = limited(ofJid(new Rates(0, 2, 0)));
        Shakespeare service = with(nodes, "musings", "doorbell");

        assertThat(publish(service, HAMLET, "musings")).contains("type='result'");
        assertThat(publish(service, "hamlet@denmark.lit/closet", "doorbell")).contains("type='result'");
        assertThat(publish(service, HAMLET, "musings")).contains(WAITS.formatted("policy-violation"));
        assertThat(publish(service, "horatio@denmark.lit/elsinore", "musings")).contains("<forbidden");
        assertThat(refused.counted(Limit.PUBLISHER)).isEqualTo(1);

        now += Duration.ofSeconds(30).toNanos();
        assertThat(publish(service, HAMLET, "musings")).contains("type='result'");
    }

    @Test
    void aNodeHasOneForAllPublishers() {
        LimitedNodes nodes = limited(with(2, 0, 0, 0, 0));
        Shakespeare service = with(nodes, "musings", "doorbell");

        publish(service, HAMLET, "musings");
        publish(service, "horatio@denmark.lit/elsinore", "musings");

        assertThat(ask(service, HAMLET, NS + "#owner", "<purge node='musings'/>"))
                .contains(WAITS.formatted("resource-constraint"));
        assertThat(publish(service, HAMLET, "doorbell")).contains("type='result'");
        assertThat(refused.counted(Limit.NODE)).isEqualTo(1);
    }

    @Test
    void aServiceHasOneForAllNodes() {
        LimitedNodes nodes = limited(with(0, 2, 0, 0, 0));
        Shakespeare service = with(nodes, "musings", "doorbell");

        publish(service, HAMLET, "musings");
        publish(service, HAMLET, "doorbell");

        assertThat(publish(service, HAMLET, "musings")).contains(WAITS.formatted("resource-constraint"));
        assertThat(refused.counted(Limit.SERVICE)).isEqualTo(1);
        assertThat(ask(service, HAMLET, NS, "<unsubscribe node='musings' jid='hamlet@denmark.lit'/>"))
                .as("what nobody is told of is not meant")
                .contains("not-subscribed");
    }

    /** Each request would send the owners a form: XEP-0060 §6.1.4. */
    @Test
    void whoAsksAndTakesBackAndAsksAgainHasToWait() {
        LimitedNodes nodes = limited(with(0, 0, 3, 0, 0));
        Shakespeare service = with(nodes, "musings", "doorbell");
        String subscribe = "<subscribe node='musings' jid='horatio@denmark.lit'/>";
        String unsubscribe = "<unsubscribe node='musings' jid='horatio@denmark.lit'/>";

        for (int i = 0; i < 3; i++) {
            assertThat(ask(service, "horatio@denmark.lit/a" + i, NS, subscribe)).contains("type='result'");
            assertThat(ask(service, "horatio@denmark.lit/a" + i, NS, unsubscribe))
                    .contains("type='result'");
        }

        assertThat(ask(service, "horatio@denmark.lit/b", NS, subscribe)).contains(WAITS.formatted("policy-violation"));
        assertThat(ask(service, "horatio@denmark.lit/b", NS, subscribe.replace("musings", "doorbell")))
                .contains("type='result'");
        assertThat(refused.counted(Limit.SUBSCRIBER)).isEqualTo(1);
    }

    @Test
    void publishersWaitWhileTooMuchWaitsForTheLinks() {
        LimitedNodes nodes = limited(with(0, 0, 0, 0, 1_000));
        nodes.watchBacklog(() -> backlog);
        Shakespeare service = with(nodes, "musings", "doorbell");

        backlog = 1_001;
        assertThat(publish(service, HAMLET, "musings")).contains(WAITS.formatted("resource-constraint"));
        assertThat(refused.counted(Limit.BACKLOG)).isEqualTo(1);

        backlog = 1_000;
        assertThat(publish(service, HAMLET, "musings")).contains("type='result'");
    }

    @Test
    void aDomainHasOneForAllOfItsPublishers() {
        Shakespeare service = with(limited(ofDomain(new Rates(0, 120, 0))), "musings");

        publish(service, HAMLET, "musings");
        publish(service, "horatio@denmark.lit/elsinore", "musings");

        assertThat(publish(service, "ophelia@denmark.lit/closet", "musings"))
                .contains(WAITS.formatted("policy-violation"));
        assertThat(publish(service, "benvolio@verona.lit/street", "musings")).contains("<forbidden");
        assertThat(refused.counted(Limit.PUBLISHING_DOMAIN)).isEqualTo(1);
    }

    @Test
    void payloadsAreCountedByTheirBytes() {
        int bytes = "<entry xmlns='http://www.w3.org/2005/Atom'/>".length();
        Shakespeare service = with(limited(ofJid(new Rates(0, 0, 2 * bytes))), "musings");

        assertThat(publish(service, HAMLET, "musings")).contains("type='result'");
        assertThat(publish(service, HAMLET, "musings")).contains("type='result'");
        assertThat(publish(service, HAMLET, "musings")).contains(WAITS.formatted("policy-violation"));
        assertThat(ask(service, HAMLET, NS + "#owner", "<purge node='musings'/>"))
                .as("there is no payload in it")
                .contains("type='result'");
        assertThat(refused.counted(Limit.PUBLISHER_BYTES)).isEqualTo(1);
    }

    @Test
    void aDomainHasItsBytesToo() {
        int bytes = "<entry xmlns='http://www.w3.org/2005/Atom'/>".length();
        Shakespeare service = with(limited(ofDomain(new Rates(0, 0, 60 * bytes))), "musings");

        assertThat(publish(service, HAMLET, "musings")).contains("type='result'");
        assertThat(publish(service, "horatio@denmark.lit/elsinore", "musings"))
                .contains(WAITS.formatted("policy-violation"));
        assertThat(refused.counted(Limit.PUBLISHING_DOMAIN_BYTES)).isEqualTo(1);
    }

    /** XEP-0060 §6.1.3.9. */
    @Test
    void whoHoldsSoManySubscriptionsGetsNoMore() {
        Shakespeare service = with(limited(with(0, 0, 0, 2, 0)), "musings", "doorbell", "ghost");
        String horatio = "horatio@denmark.lit/elsinore";

        assertThat(subscribe(service, horatio, "horatio@denmark.lit", "musings"))
                .contains("type='result'");
        assertThat(subscribe(service, horatio, horatio, "doorbell")).contains("type='result'");
        assertThat(subscribe(service, horatio, "horatio@denmark.lit", "ghost"))
                .contains("<error type='wait'><policy-violation")
                .contains("<too-many-subscriptions xmlns='http://jabber.org/protocol/pubsub#errors'/>");
        assertThat(subscribe(service, horatio, "horatio@denmark.lit", "musings"))
                .as("it is there already")
                .contains("type='result'");
        assertThat(refused.counted(Limit.SUBSCRIPTIONS)).isEqualTo(1);
    }

    @Test
    void countsEachOfSeveralSubscriptionsToANode() {
        Shakespeare service = with(limited(with(0, 0, 0, 2, 0)), "musings", "doorbell");
        String horatio = "horatio@denmark.lit/elsinore";
        String silent = "<options><x xmlns='jabber:x:data' type='submit'>"
                + "<field var='pubsub#deliver'><value>0</value></field></x></options>";
        subscribe(service, horatio, "horatio@denmark.lit", "musings");
        assertThat(ask(service, horatio, NS, "<subscribe node='musings' jid='horatio@denmark.lit'/>" + silent))
                .contains("type='result'");

        assertThat(subscribe(service, horatio, "horatio@denmark.lit", "doorbell"))
                .contains("<too-many-subscriptions");
    }

    private static String subscribe(Shakespeare service, String from, String subscriber, String node) {
        return ask(service, from, NS, "<subscribe node='" + node + "' jid='" + subscriber + "'/>");
    }

    private static Limits ofJid(Rates rates) {
        return new Limits(rates, Rates.NONE, 0, 0, 0, 0, 0);
    }

    private static Limits ofDomain(Rates rates) {
        return new Limits(Rates.NONE, rates, 0, 0, 0, 0, 0);
    }

    private static Limits with(int toNode, int toService, int subscribes, int subscriptions, int backlog) {
        return new Limits(Rates.NONE, Rates.NONE, toNode, toService, subscribes, subscriptions, backlog);
    }

    private LimitedNodes limited(Limits limits) {
        return new LimitedNodes(new MemoryNodes(), limits, refused, () -> now);
    }

    private static Shakespeare with(LimitedNodes nodes, String... created) {
        Shakespeare service = new Shakespeare(nodes);
        for (String node : created) {
            assertThat(ask(service, HAMLET, NS, "<create node='" + node + "'/>"))
                    .contains("type='result'");
        }
        return service;
    }

    private static String publish(Shakespeare service, String from, String node) {
        return ask(
                service,
                from,
                NS,
                "<publish node='" + node + "'><item><entry xmlns='http://www.w3.org/2005/Atom'/></item></publish>");
    }

    private static String ask(Shakespeare service, String from, String namespace, String verb) {
        XmlElement answer = service.asks(from, "set", "<pubsub xmlns='" + namespace + "'>" + verb + "</pubsub>");
        return answer.toXml();
    }
}
