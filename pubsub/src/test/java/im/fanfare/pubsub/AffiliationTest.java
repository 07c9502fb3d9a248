package im.fanfare.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** XEP-0060 §4.1. */
class AffiliationTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // Subscribe, Retrieve, Publish, Delete Item, Purge, Configure, Delete Node
        "owner,        true,  true,  true,  true,  true,  true,  true",
        "publisher,    true,  true,  true,  true,  true,  false, false",
        "publish-only, false, false, true,  false, false, false, false", // its own items: RetractingTest
        "member,       true,  true,  false, false, false, false, false",
        "none,         true,  false, false, false, false, false, false",
        "outcast,      false, false, false, false, false, false, false",
    })
    void mayWhatTheTableSays(
            String word,
            boolean subscribe,
            boolean retrieve,
            boolean publish,
            boolean retract,
            boolean purge,
            boolean configure,
            boolean delete) {
        Affiliation affiliation = Affiliation.parse(word).orElseThrow();

        assertThat(Arrays.stream(Privilege.values()).map(affiliation::may))
                .containsExactly(subscribe, retrieve, publish, retract, purge, configure, delete);
    }

    @ParameterizedTest(name = "{0} → {1}: {2}")
    @CsvSource({
        "outcast, none, true",
        "outcast, member, true",
        "outcast, publisher, true",
        "outcast, owner, true",
        "none, outcast, true",
        "none, member, true",
        "none, publisher, true",
        "none, owner, true",
        "member, outcast, true",
        "member, none, true",
        "member, publisher, true",
        "member, owner, true",
        "publisher, outcast, true",
        "publisher, none, true",
        "publisher, member, false",
        "publisher, owner, true",
        "owner, outcast, false",
        "owner, none, true",
        "owner, member, false",
        "owner, publisher, false",
    })
    void becomesWhatTheChartSays(String from, String to, boolean allowed) {
        Affiliation before = Affiliation.parse(from).orElseThrow();
        Affiliation after = Affiliation.parse(to).orElseThrow();

        assertThat(before.mayBecome(after)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @EnumSource
    void isSpelledAsItIsParsed(Affiliation affiliation) {
        assertThat(Affiliation.parse(affiliation.word())).contains(affiliation);
    }

    @Test
    void isNothingWhereTheWordIsUnknown() {
        assertThat(Affiliation.parse("king")).isEmpty();
    }
}
