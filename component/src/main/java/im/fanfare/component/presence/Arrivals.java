package im.fanfare.component.presence;

import im.fanfare.pubsub.Jid;
import java.time.Duration;
import java.util.Optional;

/** Is told of those who become available. */
public interface Arrivals {
    /**
     * Somebody has become available to a service.
     *
     * @param jid the resource
     * @param negative whether it wants nothing that is addressed to the bare JID
     * @param away for how long it was not there, where it says so: XEP-0312
     */
    record Arrival(String service, Jid jid, boolean negative, Optional<Duration> away) {}

    /** Called by whoever knows presences: it must not block. */
    void take(Arrival arrival);
}
