package im.fanfare.component.rsm;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** XEP-0059 §2.2. */
class ResultSetTest {
    private static final Function<String, XmlElement> WRITE = word -> XmlElement.text("item", "urn:x", word);

    @Test
    void saysNothingWhereAllIsThere() {
        ResultSet whole = ResultSet.of(List.of("to", "be"), WRITE, Function.identity());

        assertThat(whole.elements()).hasSize(2);
        assertThat(whole.note()).isEmpty();
    }

    @Test
    void isEmptyWhereThereIsNothing() {
        assertThat(ResultSet.of(List.<String>of(), WRITE, Function.identity()))
                .isEqualTo(ResultSet.ofMore(List.<String>of(), WRITE, Function.identity()));
    }

    @Test
    void holdsWhatFitsCountedInBytes() {
        String third = "ö".repeat(ResultSet.MOST_BYTES / 6);

        ResultSet cut = ResultSet.of(
                List.of(third + 1, third + 2, third + 3, "last"), WRITE, word -> word.substring(word.length() - 1));

        assertThat(cut.elements()).hasSize(2);
        assertThat(cut.note().orElseThrow().toXml())
                .isEqualTo("<set xmlns='http://jabber.org/protocol/rsm'>"
                        + "<first index='0'>1</first><last>2</last><count>4</count></set>");
    }

    @Test
    void holdsOneEntryHoweverLarge() {
        ResultSet cut = ResultSet.of(List.of("x".repeat(ResultSet.MOST_BYTES), "y"), WRITE, word -> "uid");

        assertThat(cut.elements()).hasSize(1);
    }

    @Test
    void countsNothingThatNobodyHasCounted() {
        ResultSet cut = ResultSet.ofMore(List.of("to", "be"), WRITE, Function.identity());

        assertThat(cut.note().orElseThrow().toXml())
                .isEqualTo(
                        "<set xmlns='http://jabber.org/protocol/rsm'><first index='0'>to</first><last>be</last></set>");
    }
}
