package im.fanfare.component.archive;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.iq.Xml;
import im.fanfare.component.pubsub.Shakespeare;
import im.fanfare.component.rsm.ResultSet;
import im.fanfare.stanza.XmlElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The examples of XEP-0313 and XEP-0442, asked and answered, and pages of a longer archive. */
class ArchiveHandlerTest {
    private final Shakespeare service = new Shakespeare().withMusings();

    /** XEP-0442 §2; the delay has the time of the publication, and the message is the notification's. */
    @Test
    void forwardsWhatSubscribersWereTold() {
        List<XmlElement> replies = query("queryid='f28'", "");
        String first = archiveId(replies.get(0));
        String second = archiveId(replies.get(1));

        assertThat(replies)
                .isEqualTo(List.of(
                        Xml.plain(message("f28", first, "368866411b877c30064a5f62b917cffe")),
                        Xml.plain(message("f28", second, "ae890ac52d0df67ed7cfdf51b644e901")),
                        Xml.plain("""
                        <iq type='result' from='pubsub.shakespeare.lit' to='juliet@capulet.lit/chamber' id='juliet1'>
                          <fin xmlns='urn:xmpp:mam:2' complete='true'>
                            <set xmlns='http://jabber.org/protocol/rsm'>
                              <first index='0'>%s</first>
                              <last>%s</last>
                              <count>2</count>
                            </set>
                          </fin>
                        </iq>""".formatted(first, second))));
    }

    private static String message(String queryId, String archiveId, String item) {
        return """
                <message from='pubsub.shakespeare.lit' to='juliet@capulet.lit/chamber'>
                  <result xmlns='urn:xmpp:mam:2' queryid='%s' id='%s'>
                    <forwarded xmlns='urn:xmpp:forward:0'>
                      <delay xmlns='urn:xmpp:delay' stamp='2003-07-29T22:56:10.123Z'/>
                      <message xmlns='jabber:client' from='pubsub.shakespeare.lit' id='%s' type='headline'>
                        <event xmlns='http://jabber.org/protocol/pubsub#event'>
                          <items node='princely_musings'>
                            <item id='%s'>
                              <entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry>
                            </item>
                          </items>
                        </event>
                      </message>
                    </forwarded>
                  </result>
                </message>""".formatted(queryId, archiveId, archiveId, item);
    }

    /** XEP-0442 §3: in the same manner as the notifications. */
    @Test
    void tellsAsTheNodeIsConfiguredToTell() {
        service.configured("pubsub#deliver_payloads", "0")
                .configured("pubsub#notification_type", "normal")
                .configured("pubsub#itemreply", "publisher");

        XmlElement forwarded = query("", "")
                .get(0)
                .children()
                .get(0)
                .children()
                .get(0)
                .children()
                .get(1);

        assertThat(forwarded.attribute("type")).isEmpty();
        assertThat(forwarded.toXml())
                .contains("<item id='368866411b877c30064a5f62b917cffe' publisher='hamlet@denmark.lit'/>")
                .doesNotContain("Soliloquy", "queryid");
    }

    /** XEP-0313 §4.1.5. */
    @Test
    void showsTheForm() {
        String form = """
                <iq type='result' from='pubsub.shakespeare.lit' to='juliet@capulet.lit/chamber' id='juliet1'>
                  <query xmlns='urn:xmpp:mam:2'>
                    <x xmlns='jabber:x:data' type='form'>
                      <field type='hidden' var='FORM_TYPE'><value>urn:xmpp:mam:2</value></field>
                      <field type='jid-single' var='with' label='Who sent the messages'/>
                      <field type='text-single' var='start' label='The earliest time of messages'>
                        <validate xmlns='http://jabber.org/protocol/xdata-validate' datatype='xs:dateTime'><basic/></validate>
                      </field>
                      <field type='text-single' var='end' label='The latest time of messages'>
                        <validate xmlns='http://jabber.org/protocol/xdata-validate' datatype='xs:dateTime'><basic/></validate>
                      </field>
                      <field type='text-single' var='before-id' label='The id before which messages are'/>
                      <field type='text-single' var='after-id' label='The id behind which messages are'/>
                      <field type='list-multi' var='ids' label='The ids of messages'>
                        <validate xmlns='http://jabber.org/protocol/xdata-validate' datatype='xs:string'><open/></validate>
                      </field>
                    </x>
                  </query>
                </iq>""";

        assertThat(asks("get", "<query xmlns='urn:xmpp:mam:2'/>")).containsExactly(Xml.plain(form));
        assertThat(asks("get", "<query xmlns='urn:xmpp:mam:2' node='princely_musings'/>"))
                .containsExactly(Xml.plain(form));
    }

    /** XEP-0313 §4.1.5: whoever fills it in may leave the rest of it empty. */
    @Test
    void takesNoNoticeOfEmptyFields() {
        assertThat(query(
                        "",
                        "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>urn:xmpp:mam:2</value></field>"
                                + "<field var='with'/><field var='start'><value/></field><field var='end'/>"
                                + "<field var='before-id'><value/></field><field var='ids'/></x>"))
                .hasSize(3);
    }

    /** XEP-0313 §5. */
    @Test
    void tellsThatAnArchiveIsEmpty() {
        service.owner("set", "<purge node='princely_musings'/>");

        assertThat(asks("get", "<metadata xmlns='urn:xmpp:mam:2' node='princely_musings'/>"))
                .containsExactly(Xml.plain("""
                <iq type='result' from='pubsub.shakespeare.lit' to='juliet@capulet.lit/chamber' id='juliet1'>
                  <metadata xmlns='urn:xmpp:mam:2'/>
                </iq>"""));
        assertThat(query("", ""))
                .hasSize(1)
                .first()
                .asString()
                .contains("<fin xmlns='urn:xmpp:mam:2' complete='true'>"
                        + "<set xmlns='http://jabber.org/protocol/rsm'><count>0</count></set></fin>");
    }

    /** XEP-0313 §4.3.1: 250 messages at most, and it is said that there are more. */
    @Test
    void limitsAPage() {
        IntStream.range(0, 300).forEach(i -> service.publish("item" + i));

        List<XmlElement> page = query("", "");
        List<XmlElement> last = query("", set("<max>1000</max><before/>"));

        assertThat(page).hasSize(251);
        assertThat(page.get(250).toXml()).contains("<count>302</count>").doesNotContain("complete");
        assertThat(last).hasSize(251);
        assertThat(last.get(250).toXml()).contains("<first index='52'>").doesNotContain("complete");
    }

    /** XEP-0313 §4.3.2: nothing is missed or met twice, whatever is published meanwhile. */
    @Test
    void isPagedThroughEitherWay() {
        List<String> published = new ArrayList<>(itemsOf(query("", "")));
        IntStream.range(0, 25).forEach(i -> publish(published, i));
        List<String> before = List.copyOf(published);
        List<String> backwards = new ArrayList<>();
        Optional<String> first = Optional.of("");
        boolean complete = false;
        while (!complete) {
            List<XmlElement> page = query("", set("<max>10</max><before>" + first.orElseThrow() + "</before>"));
            backwards.addAll(0, itemsOf(page));
            first = note(page, "first");
            complete = isComplete(page);
            publish(published, published.size());
        }
        List<String> forwards = new ArrayList<>();
        Optional<String> last = Optional.empty();
        complete = false;
        while (!complete) {
            List<XmlElement> page = query(
                    "",
                    set("<max>10</max>"
                            + last.map(id -> "<after>" + id + "</after>").orElse("")));
            forwards.addAll(itemsOf(page));
            last = note(page, "last");
            complete = isComplete(page);
            if (published.size() < 33) {
                publish(published, published.size());
            }
        }

        assertThat(backwards).isEqualTo(before);
        assertThat(forwards).isEqualTo(published);
    }

    /** XEP-0313 §4.3.2 and XEP-0059 §2.7: nothing but their number. */
    @Test
    void countsMessages() {
        List<XmlElement> count = query("", set("<max>0</max>"));

        assertThat(count).hasSize(1);
        assertThat(count.get(0).toXml()).contains("<count>2</count>").doesNotContain("complete", "<first");
    }

    private void publish(List<String> published, int number) {
        service.publish("item" + number);
        published.add("item" + number);
    }

    private List<XmlElement> query(String attributes, String inner) {
        return asks(
                "set",
                "<query xmlns='urn:xmpp:mam:2' node='princely_musings' " + attributes + ">" + inner + "</query>");
    }

    private List<XmlElement> asks(String type, String payload) {
        return service.replies("<iq type='" + type + "' from='juliet@capulet.lit/chamber' to='pubsub.shakespeare.lit'"
                + " id='juliet1'>" + payload + "</iq>");
    }

    private static String archiveId(XmlElement message) {
        return message.children().get(0).attribute("id").orElseThrow();
    }

    private static List<String> itemsOf(List<XmlElement> page) {
        return page.subList(0, page.size() - 1).stream()
                .map(message -> message.toXml().replaceAll(".*<item id='([^']*)'.*", "$1"))
                .toList();
    }

    private static XmlElement fin(List<XmlElement> page) {
        return page.get(page.size() - 1).child("fin", ArchiveHandler.NS).orElseThrow();
    }

    private static boolean isComplete(List<XmlElement> page) {
        return fin(page).attribute("complete").equals(Optional.of("true"));
    }

    private static Optional<String> note(List<XmlElement> page, String name) {
        return fin(page)
                .child("set", ResultSet.NS)
                .flatMap(set -> set.child(name, ResultSet.NS))
                .map(XmlElement::text);
    }

    private static String set(String part) {
        return "<set xmlns='http://jabber.org/protocol/rsm'>" + part + "</set>";
    }
}
