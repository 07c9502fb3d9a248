package im.fanfare.component.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** XEP-0497, asked and answered. Sections are those of version 0.1.0; who is told what: SubscriberIT and KindredTest. */
class ExtendedSubscriptionsTest {
    private static final String ROMEO = "romeo@example.org/orchard";
    private static final String HAMLET = "hamlet@denmark.lit/elsinore";
    private static final String EXTENDED = "{urn:xmpp:pubsub-ext-sub:0}";

    private final Shakespeare service = new Shakespeare();

    /** §4.1. */
    @Test
    void subscribesToANodeAndItsDescendants() {
        asks(HAMLET, "set", pubsub("<create node='some-node-name'/>"));

        assertThat(service.answer("""
                        <iq type='set' from='romeo@example.org/orchard' to='pubsub.shakespeare.lit' id='sub-1'>
                          <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                            <subscribe jid='romeo@example.org' node='some-node-name'/>
                            <options>
                              <x xmlns='jabber:x:data' type='submit'>
                                <field var='FORM_TYPE' type='hidden'>
                                  <value>http://jabber.org/protocol/pubsub#subscribe_options</value>
                                </field>
                                <field var='{urn:xmpp:pubsub-ext-sub:0}type'>
                                  <value>items</value>
                                  <value>metadata</value>
                                  <value>linked items</value>
                                </field>
                                <field var='{urn:xmpp:pubsub-ext-sub:0}depth'>
                                  <value>-1</value>
                                </field>
                              </x>
                            </options>
                          </pubsub>
                        </iq>""").toXml())
                .contains(
                        "type='result'",
                        "<subscription node='some-node-name' jid='romeo@example.org' subid='1' subscription='subscribed'/>");
        assertThat(asks(ROMEO, "get", pubsub("<options node='some-node-name' jid='romeo@example.org'/>")))
                .contains(
                        "<value>items</value><value>linked items</value><value>metadata</value></field>"
                                + "<field var='" + EXTENDED + "depth' type='text-single'",
                        "<value>-1</value>");
    }

    /** §3.1 and §3.2: the defaults are the usual subscription. */
    @Test
    void saysWhatTheDefaultIs() {
        asks(HAMLET, "set", pubsub("<create node='some-node-name'/>"));

        assertThat(asks(ROMEO, "get", pubsub("<default node='some-node-name'/>")))
                .containsPattern("var='\\" + EXTENDED + "type'[^/]*list-multi.*<value>items</value></field>")
                .containsPattern("var='\\" + EXTENDED + "depth'[^/]*<value>0</value>");
    }

    /** §6: what is in a collection is not below it. */
    @Test
    void saysWhereThereIsNoDepth() {
        asks(HAMLET, "set", pubsub("<create node='a'/>"));
        asks(
                HAMLET,
                "set",
                pubsub("<create node='b'/><configure><x xmlns='jabber:x:data' type='submit'>"
                        + "<field var='pubsub#node_type'><value>collection</value></field></x></configure>"));
        String field = "<field var='" + EXTENDED + "max-depth' type='text-single'";

        assertThat(asks(ROMEO, "get", info("a"))).doesNotContain(field);
        assertThat(asks(ROMEO, "get", info("b"))).contains(field, "<value>0</value>");
        assertThat(asks(
                        ROMEO,
                        "set",
                        pubsub("<subscribe node='b' jid='romeo@example.org'/><options>"
                                + "<x xmlns='jabber:x:data' type='submit'><field var='" + EXTENDED
                                + "depth'><value>1</value></field></x></options>")))
                .contains("<invalid-options");
    }

    private String asks(String from, String type, String payload) {
        return service.asks(from, type, payload).toXml();
    }

    private static String info(String node) {
        return "<query xmlns='http://jabber.org/protocol/disco#info' node='" + node + "'/>";
    }

    private static String pubsub(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub'>" + verb + "</pubsub>";
    }
}
