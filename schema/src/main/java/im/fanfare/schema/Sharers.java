package im.fanfare.schema;

import im.fanfare.pubsub.Jid;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Who shares presence with a service, or was asked to: RFC 6121 §3. Presences themselves are not kept. */
public interface Sharers {
    /** In so many shares by {@link #share}; never another number. */
    int SHARES = 256;

    /** How it stands between somebody and the service. */
    enum State {
        /** We have asked, or are about to. */
        ASKED,
        SHARING,
        /** They have said no, or no longer. */
        DECLINED
    }

    /** Which share somebody belongs to, the same in every release. */
    static int share(Jid bare) {
        int hash = bare.toString().hashCode();
        return Math.floorMod(hash ^ hash >>> 15, SHARES);
    }

    /**
     * Keeps how it stands from now on.
     *
     * @param timestamp of the write, microseconds; between two writes of one JID the later one wins
     */
    CompletionStage<Void> put(String service, Jid bare, State state, long timestamp);

    CompletionStage<Void> remove(String service, Jid bare, long timestamp);

    /** All of one share. */
    CompletionStage<Map<Jid, State>> of(String service, int share);
}
