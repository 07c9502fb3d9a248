package im.fanfare.load;

import im.fanfare.embedded.FanfareMember;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** All that something can befall. */
record Site(Installation installation, List<FanfareMember> members, HostServer host, Windows windows, Duration hold) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /**
     * What a fault may repeat, in notifications.
     *
     * @param link of one link that breaks
     * @param member of one member that is gone
     */
    record Windows(int link, int member) {
        /** As in {@code fanfare.conf} and {@code fanout.conf}, or as the environment says, which members inherit. */
        static Windows ofTheEnvironment() {
            return new Windows(of("FANFARE_LINK_WINDOW", 4_096), of("FANFARE_WINDOW", 16_384));
        }

        private static int of(String variable, int otherwise) {
            String value = System.getenv(variable);
            return value == null ? otherwise : Integer.parseInt(value);
        }
    }

    FanfareMember member(int number) {
        return members.get(number - 1);
    }

    /** Returns once every member serves, with its link up. */
    void awaitServing() throws IOException, InterruptedException {
        for (FanfareMember member : members) {
            member.awaitReady();
        }
        host.await(members.size(), PATIENCE);
    }

    /** For as long as a fault lasts that lasts. */
    void holdOut() throws InterruptedException {
        Thread.sleep(hold.toMillis());
    }
}
