package im.fanfare.fanout;

import im.fanfare.schema.Subscriptions;

/**
 * What the partitions that a member of the cluster serves have in common.
 *
 * @param id tells this member from the others, and is the same after a restart
 */
record Member(
        String id,
        Subscriptions subscriptions,
        HostServer hostServer,
        FanoutConfig config,
        PagesInMemory pages,
        Window window,
        FanoutCounters counters) {
    static Member of(String id, Subscriptions subscriptions, HostServer hostServer, FanoutConfig config) {
        return new Member(
                id,
                subscriptions,
                hostServer,
                config,
                new PagesInMemory(config.pagesInMemorySubscribers()),
                new Window(config.window()),
                new FanoutCounters());
    }
}
