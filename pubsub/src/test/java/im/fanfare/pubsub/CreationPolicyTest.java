package im.fanfare.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XEP-0060 §8.1.1. */
class CreationPolicyTest {
    @ParameterizedTest(name = "{1} at pubsub.denmark.lit, domains: {0}: {2}")
    @CsvSource({
        "'', hamlet@denmark.lit/elsinore, true",
        "'', hamlet@court.denmark.lit, true",
        "'', bard@shakespeare.lit, false",
        "'', mallory@evildenmark.lit, false",
        "*, bard@shakespeare.lit, true",
        "shakespeare.lit, bard@shakespeare.lit, true",
        "shakespeare.lit, bard@globe.shakespeare.lit, true",
        "shakespeare.lit, hamlet@denmark.lit, false",
    })
    void admitsTheUsersOfItsDomains(String domain, String requester, boolean admitted) {
        CreationPolicy policy = new CreationPolicy(domain.isEmpty() ? Set.of() : Set.of(domain), Set.of());

        assertThat(policy.admits(Jid.parse(requester), "pubsub.denmark.lit")).isEqualTo(admitted);
    }

    @Test
    void admitsWhomItNamesFromAnyResource() {
        CreationPolicy policy = new CreationPolicy(Set.of(), Set.of(Denmark.BARD.bare()));

        assertThat(policy.admits(Denmark.BARD, "pubsub.denmark.lit")).isTrue();
    }
}
