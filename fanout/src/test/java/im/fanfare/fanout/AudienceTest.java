package im.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Jid;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AudienceTest {
    private static final String OTHER = "pubsub.verona.lit";
    private static final Jid ROMEO = Jid.parse("romeo@Verona.lit/orchard");
    private static final Audience VERONA = new Audience.At(Denmark.SERVICE, Set.of("verona.lit", "capulet.lit"));
    private static final Audience PAST_VERONA = new Audience.PastAll(OTHER, Set.of("verona.lit"));

    @Test
    void everySubscriberIsInOneOfThemAndInNoOther() {
        Audience any = new Audience.AnyOf(List.of(VERONA, PAST_VERONA));
        Audience rest = new Audience.NoneOf(List.of(any));

        assertThat(any.includes(Denmark.SERVICE, ROMEO)).isTrue();
        assertThat(any.includes(Denmark.SERVICE, Denmark.HAMLET)).isFalse();
        assertThat(any.includes(OTHER, ROMEO)).isFalse();
        assertThat(any.includes(OTHER, Denmark.HAMLET)).isTrue();
        for (Jid jid : List.of(ROMEO, Denmark.HAMLET)) {
            for (String service : List.of(Denmark.SERVICE, OTHER, "pubsub.nowhere.lit")) {
                assertThat(rest.includes(service, jid)).isNotEqualTo(any.includes(service, jid));
            }
        }
        assertThat(new Audience.NoneOf(List.of()).includes(OTHER, ROMEO)).isTrue();
    }

    /** They stand in every commit that was ever made. */
    @Test
    void itsWordsAreTheSameInEveryRelease() {
        assertThat(new Audience.AnyOf(List.of(PAST_VERONA, VERONA)).words())
                .isEqualTo("pubsub.shakespeare.lit at capulet.lit, pubsub.shakespeare.lit at verona.lit,"
                        + " pubsub.verona.lit past [verona.lit]");
        assertThat(new Audience.NoneOf(List.of(VERONA)).words())
                .isEqualTo("none of [pubsub.shakespeare.lit at capulet.lit, pubsub.shakespeare.lit at verona.lit]");
    }

    @Test
    void whoeverHasTheRestHasTheSameHoweverTheOthersShare() {
        Audience one = new Audience.At(Denmark.SERVICE, Set.of("verona.lit"));
        Audience another = new Audience.At(Denmark.SERVICE, Set.of("capulet.lit"));

        assertThat(new Audience.NoneOf(List.of(another, one)).words())
                .isEqualTo(new Audience.NoneOf(List.of(VERONA)).words());
    }
}
