package im.fanfare.load;

import im.fanfare.embedded.FanfareMember;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that something can befall.
 *
 * @param supervisor of members, where there are several
 * @param network that they are on then
 * @param hold how long a fault lasts that lasts
 */
record Site(
        Installation installation,
        List<FanfareMember> members,
        Supervisor supervisor,
        HostServer host,
        Optional<Network> network,
        Windows windows,
        Duration hold) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration GLANCE = Duration.ofMillis(20);

    /** What a commit fails with that another member is ahead of. */
    private static final String FENCED = "Superseded: another member has taken over node";

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

    Network net() {
        return network.orElseThrow();
    }

    /** Returns once every member serves, with its link up; one that has ended may be started again meanwhile. */
    void awaitServing() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (FanfareMember member : members) {
            while (!member.process().isAlive() || !member.isReady()) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(member.name() + " does not serve after " + PATIENCE.toSeconds()
                            + " s; its log is " + member.log());
                }
                Thread.sleep(GLANCE.toMillis());
            }
        }
        host.await(members.size(), PATIENCE);
    }

    /** It goes as if its machine had, and nobody starts it again. */
    void lose(int number) {
        supervisor.leave(member(number));
        member(number).kill();
    }

    /** It leaves in good order, and nobody starts it again. */
    void stop(int number) {
        supervisor.leave(member(number));
        member(number).stop();
    }

    /** What was lost or stopped is back. */
    void bring(int number) throws IOException, InterruptedException {
        bringBehind(number, List.of());
    }

    /** The same, started by this command. */
    void bringBehind(int number, List<String> command) throws IOException, InterruptedException {
        member(number).startBehind(command);
        supervisor.take(member(number));
        awaitServing();
    }

    /** For as long as a fault lasts that lasts. */
    void holdOut() throws InterruptedException {
        Thread.sleep(hold.toMillis());
    }

    /** How often members have been kept from writing a node that another had taken over. */
    long fenced() throws IOException {
        long fenced = 0;
        for (FanfareMember member : members) {
            try (var lines = Files.lines(member.log())) {
                fenced += lines.filter(line -> line.contains(FENCED) && !line.startsWith("Caused by"))
                        .count();
            }
        }
        return fenced;
    }
}
