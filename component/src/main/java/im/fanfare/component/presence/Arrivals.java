package im.fanfare.component.presence;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Show;
import java.time.Duration;
import java.util.Optional;

/** Is told of those who become available. */
public interface Arrivals {
    /**
     * Somebody has become available to a service.
     *
     * @param jid the resource
     * @param negative whether it wants nothing that is addressed to the bare JID
     * @param show how available it says it is
     * @param away for how long it was not there, where it says so: XEP-0312
     */
    record Arrival(String service, Jid jid, boolean negative, Show show, Optional<Duration> away) {
        /** That says nothing of how. */
        public Arrival(String service, Jid jid, boolean negative, Optional<Duration> away) {
            this(service, jid, negative, Show.ONLINE, away);
        }
    }

    /** Called by whoever knows presences: it must not block. */
    void take(Arrival arrival);
}
