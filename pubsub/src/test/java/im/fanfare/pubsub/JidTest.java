package im.fanfare.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7622 §3, with its examples in §3.5. */
class JidTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "juliet@example.com       | juliet@example.com",
                "juliet@example.com/foo   | juliet@example.com/foo",
                "juliet@example.com/foo@bar | juliet@example.com/foo@bar",
                "juliet@example.com/foo/bar | juliet@example.com/foo/bar",
                "foo\\20bar@example.com   | foo\\20bar@example.com",
                "fussball@example.com     | fussball@example.com",
                "π@example.com            | π@example.com",
                "Σ@example.com/foo        | σ@example.com/foo",
                "king@example.com/♚       | king@example.com/♚",
                "example.com              | example.com",
                "example.com/foobar       | example.com/foobar",
                "a.example.com/b@example.net | a.example.com/b@example.net",
                "HAMLET@Denmark.LIT/Elsinore | hamlet@denmark.lit/Elsinore",
                "denmark.lit.             | denmark.lit",
                "[::1]                    | [::1]",
                "bücher.example           | bücher.example",
            })
    void prepares(String text, String prepared) {
        assertThat(Jid.parse(text)).hasToString(prepared);
    }

    @ParameterizedTest(name = "<{0}>")
    @ValueSource(
            strings = {
                "",
                " ",
                "\"juliet\"@example.com",
                "foo bar@example.com",
                "juliet@example.com/",
                "@example.com/",
                "@example.com",
                "henry@",
                "henry@/resource",
                "/resource",
                "juliet@example .com",
                "a@b@example.com",
                "o'phelia@denmark.lit",
                "<ophelia>@denmark.lit",
                ".lit",
                "denmark..lit",
                "hamlet@denmark.lit/\u0000",
                "hamlet@denmark.lit/a\uFFFEb",
                "ham\tlet@denmark.lit",
            })
    void refusesWhatSpellsNoAddress(String text) {
        assertThatThrownBy(() -> Jid.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAPartOfMoreThan1023Bytes() {
        assertThat(Jid.parse("h".repeat(1023) + "@denmark.lit").local()).hasSize(1023);
        assertThatThrownBy(() -> Jid.parse("h".repeat(1024) + "@denmark.lit"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Jid.parse("denmark.lit/" + "é".repeat(512)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void losesOnlyItsResourceWhenBared() {
        assertThat(Denmark.FRANCISCO.bare()).isEqualTo(Jid.parse("francisco@denmark.lit"));
        assertThat(Denmark.FRANCISCO.isBare()).isFalse();
    }
}
