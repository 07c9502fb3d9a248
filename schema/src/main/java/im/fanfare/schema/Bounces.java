package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What is known of addresses whose messages come back for good; who bounces no longer is forgotten. */
public interface Bounces {
    /**
     * What is known of one address.
     *
     * @param counted bounces so far
     * @param last when the last of them was counted
     */
    record History(int counted, Instant last) {}

    CompletionStage<Optional<History>> of(String service, Jid address);

    /**
     * Keeps what is known from now on; of two histories of an address the one with the later last bounce wins.
     *
     * @param lifetime after which it is forgotten, in whole seconds
     */
    CompletionStage<Void> put(String service, Jid address, History history, Duration lifetime);

    /** Forgets what was known then. */
    CompletionStage<Void> forget(String service, Jid address, Instant then);
}
