package im.fanfare.component.pubsub;

import im.fanfare.pubsub.PubSubError;

/** A request that cannot be read, and what to say to it; the handler of the request catches it, nobody else does. */
public final class BadRequest extends RuntimeException {
    private final PubSubError error;

    public BadRequest(PubSubError error) {
        super(error.name(), null, false, false); // it is no fault, so nobody looks for where it came from
        this.error = error;
    }

    public PubSubError error() {
        return error;
    }
}
