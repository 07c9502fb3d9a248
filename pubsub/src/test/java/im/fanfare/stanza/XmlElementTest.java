package im.fanfare.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class XmlElementTest {
    @Test
    void declaresANamespaceOnce() {
        XmlElement pubsub =
                XmlElement.of("pubsub", "urn:a", XmlElement.of("items", "urn:a"), XmlElement.of("x", "urn:b"));

        assertThat(pubsub.toXml()).isEqualTo("<pubsub xmlns='urn:a'><items/><x xmlns='urn:b'/></pubsub>");
        assertThat(pubsub.toXml("urn:a")).isEqualTo("<pubsub><items/><x xmlns='urn:b'/></pubsub>");
    }

    @Test
    void escapesWhatWouldBeMarkup() {
        XmlElement element = XmlElement.text("a", "urn:a", "<&>'\"\n\u00e9").with("b", "'\"<\t");

        assertThat(element.toXml())
                .isEqualTo("<a xmlns='urn:a' b='&apos;&quot;&lt;&#9;'>&lt;&amp;&gt;&apos;&quot;&#10;\u00e9</a>");
    }

    @Test
    void givesEachAttributeOfANamespaceAPrefix() {
        XmlElement element = XmlElement.of("a", "urn:a").with("{urn:b}c", "1").with("xml:lang", "en");

        assertThat(element.toXml()).isEqualTo("<a xmlns='urn:a' xmlns:ns0='urn:b' ns0:c='1' xml:lang='en'/>");
    }

    @Test
    void staysOutsideEveryNamespaceWhereverItIsPut() {
        XmlElement item = XmlElement.of("item", "urn:a")
                .with(new XmlRaw(XmlElement.of("entry", "").toXml()));

        assertThat(item.toXml()).isEqualTo("<item xmlns='urn:a'><entry xmlns=''/></item>");
        assertThat(item).isEqualTo(XmlElement.of("item", "urn:a", new XmlRaw("<entry xmlns=''/>")));
    }
}
