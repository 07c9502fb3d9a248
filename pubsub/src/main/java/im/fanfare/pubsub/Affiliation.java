package im.fanfare.pubsub;

import static im.fanfare.pubsub.Privilege.PUBLISH;
import static im.fanfare.pubsub.Privilege.PURGE;
import static im.fanfare.pubsub.Privilege.RETRACT;
import static im.fanfare.pubsub.Privilege.RETRIEVE;
import static im.fanfare.pubsub.Privilege.SUBSCRIBE;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a bare JID is to a node. The rows are the table of XEP-0060 §4.1, in its order.
 *
 * <p>Its footnote is in {@link Retracting}: who may publish but not retract may still retract what it published itself.
 */
public enum Affiliation {
    OWNER(EnumSet.allOf(Privilege.class)),
    PUBLISHER(EnumSet.of(SUBSCRIBE, RETRIEVE, PUBLISH, RETRACT, PURGE)),
    PUBLISH_ONLY(EnumSet.of(PUBLISH)),
    MEMBER(EnumSet.of(SUBSCRIBE, RETRIEVE)),
    NONE(EnumSet.of(SUBSCRIBE)),
    OUTCAST(EnumSet.noneOf(Privilege.class));

    @SuppressWarnings("ImmutableEnumChecker") // nobody else has hold of it
    private final Set<Privilege> privileges;

    Affiliation(Set<Privilege> privileges) {
        this.privileges = privileges;
    }

    public boolean may(Privilege privilege) {
        return privileges.contains(privilege);
    }

    /**
     * Whether an owner may make somebody that who is this: the chart of XEP-0060 §4.1, which §8.9.2.4 calls a must.
     * The chart has no publish-only; we bar what it bars for the others: an owner can only resign.
     */
    boolean mayBecome(Affiliation next) {
        return switch (this) {
            case OWNER -> next == OWNER || next == NONE;
            case PUBLISHER -> next != MEMBER;
            case PUBLISH_ONLY, MEMBER, NONE, OUTCAST -> true;
        };
    }

    /** As XEP-0060 spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Affiliation> parse(String word) {
        for (Affiliation affiliation : values()) {
            if (affiliation.word().equals(word)) {
                return Optional.of(affiliation);
            }
        }
        return Optional.empty();
    }
}
