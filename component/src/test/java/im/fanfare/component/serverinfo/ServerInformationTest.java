package im.fanfare.component.serverinfo;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.pubsub.MemoryNodes;
import im.fanfare.component.pubsub.Shakespeare;
import org.junit.jupiter.api.Test;

/** XEP-0485, §3 to §5. */
class ServerInformationTest {
    private static final String HAMLET = "hamlet@denmark.lit/elsinore";
    private static final String FRANCISCO = "francisco@denmark.lit/barracks";
    private static final String SERVICE = "pubsub.shakespeare.lit";
    private static final String INFO = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
    private static final String ITEMS =
            "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='serverinfo'/></pubsub>";

    private final MemoryNodes nodes = new MemoryNodes();
    private final Shakespeare service = new Shakespeare(nodes);

    @Test
    void saysWhatItIsAndWhereThatIsPublished() {
        service.informs();

        assertThat(asks(INFO))
                .contains("<feature var='urn:xmpp:serverinfo:0'/>")
                .contains("<value>http://jabber.org/network/serverinfo</value>")
                .contains("<value>xmpp:pubsub.shakespeare.lit?;node=serverinfo</value>");
        assertThat(asks(ITEMS))
                .contains("<item id='current'><serverinfo xmlns='urn:xmpp:serverinfo:0'>"
                        + "<domain name='pubsub.shakespeare.lit'><federation/></domain>"
                        + "<query xmlns='jabber:iq:version'><name>Fanfare</name><version>0.1.0</version></query>"
                        + "</serverinfo></item>");
    }

    @Test
    void nobodyElsePublishesThere() {
        service.informs();

        assertThat(service.asks(
                                HAMLET,
                                "set",
                                "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='serverinfo'>"
                                        + "<item id='current'><a xmlns='urn:a'/></item></publish></pubsub>")
                        .toXml())
                .contains("<forbidden");
    }

    @Test
    void saysNothingWhereItIsNotWanted() {
        assertThat(asks(INFO)).doesNotContain("serverinfo");
        assertThat(asks(ITEMS)).contains("<item-not-found");
    }

    /** Each member publishes when it starts. */
    @Test
    void isPublishedOnceAndAgainWhenItIsAnother() {
        service.informs();
        service.informs();
        new ServerInformation(nodes, "0.1.0")
                .publish(SERVICE)
                .toCompletableFuture()
                .join();

        assertThat(nodes.takePublications()).hasSize(1);

        new ServerInformation(nodes, "0.2.0")
                .publish(SERVICE)
                .toCompletableFuture()
                .join();

        assertThat(nodes.takePublications()).hasSize(1);
        assertThat(asks(ITEMS)).contains("<version>0.2.0</version>").doesNotContain("0.1.0");
    }

    @Test
    void aNodeOfSomebodyElseStaysAsItIsAndIsNotAdvertised() {
        service.hamlet("set", "<create node='serverinfo'/>").informs();

        assertThat(asks(INFO)).doesNotContain("serverinfo");
        assertThat(asks(ITEMS)).doesNotContain("current");
    }

    private String asks(String payload) {
        return service.asks(FRANCISCO, "get", payload).toXml();
    }
}
