package im.fanfare.component.limits;

import im.fanfare.component.management.Tally;
import im.fanfare.pubsub.Jid;
import im.fanfare.stanza.StanzaError;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How many requests of any kind somebody, and everybody of a domain, may make. For any thread. */
public final class Requesters {
    private final boolean isUnlimited;
    private final Pace<Jid> jids;
    private final Pace<String> domains;
    private final Tally<Limit> refused;

    /**
     * @param refused counts those who are kept out
     * @param nanos a clock that never goes back
     */
    public Requesters(Limits limits, Tally<Limit> refused, LongSupplier nanos) {
        this.isUnlimited = limits.ofJid().requests() == 0 && limits.ofDomain().requests() == 0;
        this.jids = new Pace<>(limits.ofJid().requests(), nanos);
        this.domains = Pace.ofMany(limits.ofDomain().requests(), nanos);
        this.refused = refused;
    }

    /** What this stanza is refused with, if anything; an answer or an error asks for nothing and is never. */
    public Optional<StanzaError> refusal(XmlElement stanza) {
        if (isUnlimited || Stanzas.isAnswer(stanza)) {
            return Optional.empty();
        }
        return Stanzas.jid(stanza, "from").flatMap(this::reached).map(limit -> {
            refused.count(limit);
            return StanzaError.of(StanzaError.Type.WAIT, limit.error().condition());
        });
    }

    private Optional<Limit> reached(Jid from) {
        if (!jids.admits(from.bare())) {
            return Optional.of(Limit.REQUESTER);
        }
        return domains.admits(from.domain()) ? Optional.empty() : Optional.of(Limit.REQUESTING_DOMAIN);
    }
}
