package im.fanfare.component.presence;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Show;
import java.time.Duration;
import java.util.Optional;

/**
 * What befalls the presence of one JID at one service.
 *
 * @param jid whose it is, as it stands in the stanza
 * @param negative whether the resource wants nothing that is addressed to the bare JID: RFC 6121 §4.7.2.3
 * @param late whether the host server says it again, as when it was asked, and it happened before
 * @param show how available the resource says it is
 * @param away for how long the resource was not there, as it says itself: XEP-0312
 */
public record PresenceChange(
        String service, Jid jid, Kind kind, boolean negative, boolean late, Show show, Optional<Duration> away) {
    /** What there is to say; members say it to each other by these names. */
    public enum Kind {
        /** RFC 6121 §4.2, §4.4. */
        AVAILABLE,
        /** §4.5; of a bare JID: all of its resources. */
        UNAVAILABLE,
        /** §3.1.5: they share their presence. */
        SUBSCRIBED,
        /** §3.2: they do not, or no longer. */
        UNSUBSCRIBED,
        /** §3.1.3: they want to know of the service. */
        SUBSCRIBE,
        /** There is nobody of that address. */
        GONE,
        /** The service wants to know of them, and asks unless it has before. */
        WANTED,
        /** As {@link #WANTED}; and they have subscriptions that end when they go offline. */
        TEMPORARY,
        /** Nothing is to be kept of them. */
        FORGET
    }

    static PresenceChange of(String service, Jid jid, Kind kind) {
        return new PresenceChange(service, jid, kind, false, false, Show.ONLINE, Optional.empty());
    }

    static PresenceChange available(String service, Jid jid, boolean negative, boolean late, Optional<Duration> away) {
        return available(service, jid, negative, late, Show.ONLINE, away);
    }

    static PresenceChange available(
            String service, Jid jid, boolean negative, boolean late, Show show, Optional<Duration> away) {
        return new PresenceChange(service, jid, Kind.AVAILABLE, negative, late, show, away);
    }
}
