package im.fanfare.fanout;

import im.fanfare.pubsub.Jid;
import im.fanfare.schema.Subscriptions;
import im.fanfare.schema.Tracing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the partitions that a member of the cluster serves have in common, in one lane.
 *
 * @param id tells this member from the others, and is the same after a restart
 * @param lane its key
 * @param availability of subscribers of nodes that tell only who is available
 * @param access of subscribers to other nodes
 * @param pages of all lanes of this member: every subscriber is in one of them
 */
record Member(
        String id,
        Subscriptions subscriptions,
        Edge edge,
        Division division,
        String lane,
        Availability availability,
        Access access,
        FanoutConfig config,
        PagesInMemory pages,
        Window window,
        FanoutCounters counters,
        Tracing tracing) {
    /** One for each lane, in their order. */
    static Map<String, Member> of(
            String id,
            Subscriptions subscriptions,
            Edge edge,
            List<Lane> lanes,
            Availability availability,
            Access access,
            FanoutConfig config,
            Tracing tracing) {
        Division division = new Division(lanes);
        PagesInMemory pages = new PagesInMemory(config.pagesInMemorySubscribers());
        Map<String, Member> members = new LinkedHashMap<>();
        division.lanes()
                .keySet()
                .forEach(lane -> members.put(
                        lane,
                        new Member(
                                id,
                                subscriptions,
                                edge,
                                division,
                                lane,
                                availability,
                                access,
                                config,
                                pages,
                                new Window(config.window()),
                                new FanoutCounters(),
                                tracing)));
        return members;
    }

    HostServer hostServer() {
        return division.lane(lane).hostServer();
    }

    /** Whether somebody is told in this lane. */
    boolean tells(String service, Jid subscriber) {
        return division.lane(lane).audience().includes(service, subscriber);
    }
}
