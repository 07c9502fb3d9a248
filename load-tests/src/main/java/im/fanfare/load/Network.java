package im.fanfare.load;

import im.fanfare.embedded.MemberSettings.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Members in network namespaces of their own, on a bridge with everything else, so that what passes between any two can be
 * kept from passing.
 *
 * <p>This process has to be alone in a network and a mount namespace, as {@code unshare} makes them. Whatever is set up here,
 * and whatever rules are left, ends with it, however it ends.
 */
final class Network {
    /** The address of Kafka, Cassandra and the host server. */
    static final String HUB = "10.66.0.254";

    private static final String PREFIX = "10.66.0.";

    private static final Path DISK = Path.of("/run/kafka");

    /** What Kafka may write; a few minutes take a fraction of it. */
    private static final String DISK_SIZE = "512m";

    private static final Path BALLAST = DISK.resolve("ballast");

    private final int members;

    private Network(int members) {
        this.members = members;
    }

    /** Whether whoever started us has given us namespaces of our own, as {@code load-tests/faults} does. */
    static boolean isOurs() {
        return Boolean.getBoolean("fanfare.load.own-namespaces");
    }

    static Network of(int members) throws IOException {
        Shell.run("mount -t tmpfs tmpfs /run"); // where the names of namespaces are kept
        Shell.run("mkdir %1$s && mount -t tmpfs -o size=%2$s tmpfs %1$s".formatted(DISK, DISK_SIZE));
        Shell.run("ip link set lo up");
        Shell.run("ip link add br0 type bridge");
        Shell.run("ip addr add " + HUB + "/24 dev br0");
        Shell.run("ip link set br0 up");
        for (int member = 1; member <= members; member++) {
            Shell.run("ip netns add m" + member);
            Shell.run("ip link add v%1$d type veth peer name eth0 netns m%1$d".formatted(member));
            Shell.run("ip link set v" + member + " master br0 up");
            String there = "ip -n m" + member;
            Shell.run(there + " link set lo up");
            Shell.run(there + " addr add " + PREFIX + member + "/24 dev eth0");
            Shell.run(there + " link set eth0 up");
        }
        return new Network(members);
    }

    /** Where each member runs. */
    List<Place> places() {
        return IntStream.rangeClosed(1, members)
                .mapToObj(member -> new Place(PREFIX + member, List.of("ip", "netns", "exec", "m" + member)))
                .toList();
    }

    /** Nothing passes between this member and the others. */
    void cutFromMembers(int member) throws IOException {
        for (int other = 1; other <= members; other++) {
            if (other != member) {
                rule(member, "-A INPUT -s " + PREFIX + other + " -j DROP");
                rule(member, "-A OUTPUT -d " + PREFIX + other + " -j DROP");
            }
        }
    }

    /** Nothing passes between this member and this port of the hub. */
    void cutFromPort(int member, int port) throws IOException {
        rule(member, "-A INPUT -s " + HUB + " -p tcp --sport " + port + " -j DROP");
        rule(member, "-A OUTPUT -d " + HUB + " -p tcp --dport " + port + " -j DROP");
    }

    /** Of what reaches any member or leaves it, this share is lost; and it leaves at no more than this rate. */
    void degrade(double share, String rate) throws IOException {
        for (int member = 1; member <= members; member++) {
            for (String way : List.of("INPUT", "OUTPUT")) {
                rule(member, "-A " + way + " -m statistic --mode random --probability " + share + " -j DROP");
            }
            in(member, "tc qdisc add dev eth0 root tbf rate " + rate + " burst 64kb latency 400ms");
        }
    }

    /** All is as at first. */
    void heal() throws IOException {
        for (int member = 1; member <= members; member++) {
            rule(member, "-F");
            in(member, "tc qdisc del dev eth0 root 2>/dev/null || true");
        }
    }

    /** What Kafka is told, so that its disk is one of its own, which can be filled. */
    String kafka() {
        return "log.dirs=" + DISK + "/log\n";
    }

    /** Nothing more fits on Kafka's disk. */
    void fillDisk() throws IOException {
        Shell.run("dd if=/dev/zero of=" + BALLAST + " bs=4k 2>/dev/null || true");
    }

    void emptyDisk() throws IOException {
        Shell.run("rm -f " + BALLAST);
    }

    private static void rule(int member, String rule) throws IOException {
        in(member, "iptables -w " + rule);
    }

    private static void in(int member, String command) throws IOException {
        Shell.run("ip netns exec m" + member + ' ' + command);
    }
}
