package im.fanfare.component.limits;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.limits.Limits.Rates;
import im.fanfare.component.management.Tally;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestersTest {
    private static final String HAMLET = "hamlet@denmark.lit/elsinore";

    private final Tally<Limit> refused = Tally.of(Limit.class);
    private long now;

    @Test
    void aJidMayAskForSoMuchWhateverItsResource() {
        Requesters requesters = limited(new Rates(2, 0, 0), Rates.NONE);

        assertThat(isTaken(requesters, "iq", "get", HAMLET)).isTrue();
        assertThat(isTaken(requesters, "message", "normal", "hamlet@denmark.lit/closet"))
                .isTrue();
        assertThat(isTaken(requesters, "iq", "set", HAMLET)).isFalse();
        assertThat(isTaken(requesters, "iq", "get", "horatio@denmark.lit/elsinore"))
                .isTrue();
        assertThat(refused.counted(Limit.REQUESTER)).isEqualTo(1);

        now += Duration.ofSeconds(30).toNanos();
        assertThat(isTaken(requesters, "iq", "set", HAMLET)).isTrue();
    }

    @Test
    void aDomainMayAskForSoMuchByAllOfItsUsers() {
        Requesters requesters = limited(Rates.NONE, new Rates(120, 0, 0));

        isTaken(requesters, "iq", "get", HAMLET);
        isTaken(requesters, "iq", "get", "horatio@denmark.lit/elsinore");

        assertThat(isTaken(requesters, "iq", "get", "ophelia@denmark.lit/closet"))
                .isFalse();
        assertThat(isTaken(requesters, "iq", "get", "benvolio@verona.lit/street"))
                .isTrue();
        assertThat(refused.counted(Limit.REQUESTING_DOMAIN)).isEqualTo(1);
    }

    /** A flood of bounces is no request, and whoever answers our ping does what we ask for. */
    @Test
    void answersAndErrorsAreNeverRefused() {
        Requesters requesters = limited(new Rates(1, 0, 0), new Rates(1, 0, 0));
        isTaken(requesters, "iq", "get", HAMLET);

        assertThat(isTaken(requesters, "message", "error", HAMLET)).isTrue();
        assertThat(isTaken(requesters, "iq", "result", HAMLET)).isTrue();
        assertThat(isTaken(requesters, "iq", "error", HAMLET)).isTrue();
        assertThat(isTaken(requesters, "iq", "get", HAMLET)).isFalse();
    }

    @Test
    void whoeverIsTooFastIsToldToWait() {
        Requesters requesters = limited(new Rates(1, 0, 0), Rates.NONE);
        isTaken(requesters, "iq", "get", HAMLET);

        assertThat(requesters
                        .refusal(stanza("iq", "get", HAMLET))
                        .orElseThrow()
                        .toElement()
                        .toXml())
                .isEqualTo("<error xmlns='" + Stanzas.NS + "' type='wait'>"
                        + "<policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
    }

    private Requesters limited(Rates ofJid, Rates ofDomain) {
        return new Requesters(new Limits(ofJid, ofDomain, 0, 0, 0, 0, 0), refused, () -> now);
    }

    private static boolean isTaken(Requesters requesters, String name, String type, String from) {
        return requesters.refusal(stanza(name, type, from)).isEmpty();
    }

    private static XmlElement stanza(String name, String type, String from) {
        return XmlElement.of(name, Stanzas.NS).with("type", type).with("from", from);
    }
}
