package im.fanfare.fanout;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Show;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Who is available, as the fan-out sees it; the edge hears of presence: RFC 6121 §4. */
public interface Availability {
    /**
     * Those of these who are available to a service, and in which ways: a bare JID with each of its resources, a full one with
     * that. Of whom nobody knows, is among them, in every way: better told than lost.
     */
    CompletionStage<Map<Jid, Set<Show>>> available(String service, List<Jid> jids);
}
