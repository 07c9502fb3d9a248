package im.fanfare.component.presence;

import im.fanfare.pubsub.Jid;

/** Is told of those who become available. */
public interface Arrivals {
    /**
     * Somebody has become available to a service.
     *
     * @param jid the resource
     * @param negative whether it wants nothing that is addressed to the bare JID
     */
    record Arrival(String service, Jid jid, boolean negative) {}

    /** Called by whoever knows presences: it must not block. */
    void take(Arrival arrival);
}
