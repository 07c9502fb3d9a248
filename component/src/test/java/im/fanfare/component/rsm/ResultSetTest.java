package im.fanfare.component.rsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import im.fanfare.component.iq.Xml;
import im.fanfare.pubsub.Paging;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XEP-0059 §2. */
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
                .isEqualTo(new ResultSet(List.of(), Optional.empty()));
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
        var page = new ResultSet.Page<>(List.of("to", "be"), Optional.of(0), Optional.empty());

        assertThat(note(ResultSet.of(page, Optional.empty(), WRITE, Function.identity())))
                .isEqualTo("<first index='0'>to</first><last>be</last>");
    }

    @Test
    void saysWhichPartItIsToWhoAskedForOne() {
        var page = new ResultSet.Page<>(List.of("to", "be"), Optional.of(0), Optional.of(2));

        assertThat(note(ResultSet.of(page, asked(new Paging.First()), WRITE, Function.identity())))
                .isEqualTo("<first index='0'>to</first><last>be</last><count>2</count>");
        assertThat(note(ResultSet.of(
                        new ResultSet.Page<>(List.<String>of(), Optional.of(0), Optional.of(2)),
                        asked(new Paging.First()),
                        WRITE,
                        Function.identity())))
                .isEqualTo("<count>2</count>");
    }

    @Test
    void isCutAtItsBeginningWhereItIsAskedForBackwards() {
        String third = "ö".repeat(ResultSet.MOST_BYTES / 6);
        var page = new ResultSet.Page<>(
                List.of(third + 1, third + 2, third + 3, third + 4), Optional.of(10), Optional.of(19));

        assertThat(note(ResultSet.of(
                        page, asked(new Paging.Before("5")), WRITE, word -> word.substring(word.length() - 1))))
                .isEqualTo("<first index='12'>3</first><last>4</last><count>19</count>");
    }

    @ParameterizedTest
    @MethodSource
    void readsWhichPartIsAskedFor(String asked, Paging.Place place, Optional<Integer> max) {
        assertThat(parse(asked)).contains(new Paging(place, max));
    }

    static List<Arguments> readsWhichPartIsAskedFor() {
        return List.of(
                arguments("<max>10</max>", new Paging.First(), Optional.of(10)),
                arguments("", new Paging.First(), Optional.empty()),
                arguments("<max>0</max>", new Paging.First(), Optional.of(0)),
                arguments("<max>99999999999</max>", new Paging.First(), Optional.of(1_000_000_000)),
                arguments("<max>1</max><after>a</after>", new Paging.After("a"), Optional.of(1)),
                arguments("<after/>", new Paging.After(""), Optional.empty()),
                arguments("<before>a</before>", new Paging.Before("a"), Optional.empty()),
                arguments("<before/><max>1</max>", new Paging.Last(), Optional.of(1)),
                arguments("<index>371</index>", new Paging.At(371), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<max>-1</max>",
                "<max/>",
                "<max>ten</max>",
                "<index>-1</index>",
                "<index/>",
                "<after>a</after><before>b</before>",
                "<index>1</index><after>a</after>"
            })
    void readsNoPartThatThereCannotBe(String asked) {
        assertThat(parse(asked)).isEmpty();
    }

    private static Optional<Paging> parse(String asked) {
        return ResultSet.parse(Xml.stanza("<set xmlns='" + ResultSet.NS + "'>" + asked + "</set>"));
    }

    private static Optional<Paging> asked(Paging.Place place) {
        return Optional.of(new Paging(place, Optional.of(10)));
    }

    private static String note(ResultSet page) {
        return page.note()
                .orElseThrow()
                .toXml()
                .replace("<set xmlns='http://jabber.org/protocol/rsm'>", "")
                .replace("</set>", "");
    }
}
