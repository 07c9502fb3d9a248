package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** From whom each service takes nothing: bare JIDs, and domains. */
public interface Blacklists {
    CompletionStage<Set<Jid>> of(String service);

    /**
     * Puts somebody on the list of a service.
     *
     * @param timestamp of the write, microseconds; between two writes of one JID the later one wins
     */
    CompletionStage<Void> put(String service, Jid jid, long timestamp);

    CompletionStage<Void> remove(String service, Jid jid, long timestamp);
}
