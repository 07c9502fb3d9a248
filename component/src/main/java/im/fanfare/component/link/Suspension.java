package im.fanfare.component.link;

import java.util.Optional;

/** Whether an operator wants a way to a host server to be shut for now, whoever holds its links, now or later. */
public final class Suspension {
    private boolean suspended;
    private Optional<HostServerLinks> links = Optional.empty();

    /** These are the links from now on; not opened yet. */
    public synchronized void holds(HostServerLinks held) {
        links = Optional.of(held);
        if (suspended) {
            held.suspend();
        }
    }

    /** Nobody waits until it is done. */
    public synchronized void set(boolean wanted) {
        suspended = wanted;
        if (wanted) {
            links.ifPresent(HostServerLinks::suspend);
        } else {
            links.ifPresent(HostServerLinks::resume);
        }
    }

    public synchronized boolean isSet() {
        return suspended;
    }
}
