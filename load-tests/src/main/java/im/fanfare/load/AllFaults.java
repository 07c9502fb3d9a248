package im.fanfare.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The faults that there are, in the order in which they happen. */
final class AllFaults {
    /** The oldest member says where nodes live, and the first of the seeds founds the cluster: this one is both. */
    private static final int FOUNDER = 1;

    private static final int ANOTHER = 2;

    private static final double LOST = 0.02;
    private static final String SLOW = "20mbit";

    /** Debian's libfaketime: the time of day only, as no clock that measures durations is ever set. */
    private static final List<String> A_MINUTE_AHEAD = List.of(
            "env",
            "LD_PRELOAD=/usr/$LIB/faketime/libfaketimeMT.so.1",
            "FAKETIME=+60s",
            "FAKETIME_DONT_FAKE_MONOTONIC=1");

    private AllFaults() {}

    /**
     * Those with these names, or all for none; {@code kill-member} stands for {@code kill-member-1} and so on as well.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static List<Fault> named(List<String> names, int members) {
        List<Fault> all = members == 1 ? ofOneMember() : ofSeveral(members);
        for (String name : names) {
            if (all.stream().noneMatch(isMeantBy(name))) {
                throw new IllegalArgumentException("There is no fault " + name + ", only "
                        + all.stream().map(Fault::name).collect(Collectors.joining(", ")) + ".");
            }
        }
        return all.stream()
                .filter(fault -> names.isEmpty()
                        || names.stream().anyMatch(name -> isMeantBy(name).test(fault)))
                .toList();
    }

    private static Predicate<Fault> isMeantBy(String name) {
        return fault -> fault.name().replaceFirst("-[0-9]+$", "").equals(name)
                || fault.name().equals(name);
    }

    private static List<Fault> ofOneMember() {
        List<Fault> faults = new ArrayList<>();
        faults.add(Fault.of(
                "kill-member", "kill -9 of the member, started again at once", new Fault.Repeats(0, 1), site -> {
                    site.member(FOUNDER).kill();
                    site.member(FOUNDER).start();
                    site.awaitServing();
                }));
        faults.addAll(ofTheOthers(1));
        return faults;
    }

    private static List<Fault> ofSeveral(int members) {
        List<Fault> faults = new ArrayList<>(onPurpose(members));
        faults.addAll(ofMembers(members));
        faults.addAll(ofTheNetwork(members));
        faults.addAll(ofTheOthers(members));
        faults.add(Fault.of(
                "fill-kafka", "Kafka's disk is full, then has room again", new Fault.Repeats(0, members), site -> {
                    site.net().fillDisk();
                    site.holdOut();
                    site.installation().kafka().kill();
                    site.net().emptyDisk();
                    site.installation().kafka().start();
                }));
        return faults;
    }

    private static List<Fault> onPurpose(int members) {
        return List.of(
                Fault.inGoodOrder(
                        "stop-member",
                        "a member leaves in good order",
                        site -> site.stop(FOUNDER),
                        site -> site.bring(FOUNDER)),
                Fault.inGoodOrder(
                        "rolling-update",
                        "one member after the other leaves in good order and comes back",
                        site -> {
                            for (int member = members; member >= 1; member--) {
                                site.stop(member);
                                site.bring(member);
                            }
                        },
                        site -> {}));
    }

    private static List<Fault> ofMembers(int members) {
        Fault.Repeats ofOne = new Fault.Repeats(1, 1);
        List<Fault> faults = new ArrayList<>();
        for (int member = 1; member <= members; member++) {
            int gone = member;
            faults.add(Fault.ofLoss(
                    "kill-member-" + gone,
                    "kill -9 of a member, which comes back when the others have recovered",
                    ofOne,
                    site -> site.lose(gone),
                    site -> site.bring(gone)));
        }
        faults.add(Fault.of("restart-member", "kill -9 of a member, started again at once", ofOne, site -> {
            site.lose(ANOTHER);
            site.bring(ANOTHER);
        }));
        faults.add(Fault.of("pause-member", "SIGSTOP of a member, then SIGCONT", ofOne, site -> {
            signal(site, ANOTHER, "STOP");
            site.holdOut();
            signal(site, ANOTHER, "CONT");
            site.awaitServing();
        }));
        faults.add(Fault.ofLoss(
                "skew-clock",
                "the clock of a member is a minute ahead of the others', then right again",
                Fault.Repeats.NONE,
                site -> {
                    site.stop(ANOTHER);
                    site.bringBehind(ANOTHER, A_MINUTE_AHEAD);
                    site.holdOut();
                    site.stop(ANOTHER);
                    site.bring(ANOTHER);
                },
                site -> {}));
        return faults;
    }

    private static List<Fault> ofTheNetwork(int members) {
        return List.of(
                cut(
                        "cut-members",
                        "a member is cut off from the others",
                        site -> site.net().cutFromMembers(members)),
                cut(
                        "cut-founder",
                        "the member that founds clusters is cut off from the others",
                        site -> site.net().cutFromMembers(FOUNDER)),
                cut(
                        "cut-kafka",
                        "a member is cut off from Kafka",
                        site -> site.net()
                                .cutFromPort(
                                        ANOTHER, site.installation().kafka().port())),
                cut(
                        "cut-cassandra",
                        "a member is cut off from Cassandra",
                        site -> site.net()
                                .cutFromPort(
                                        ANOTHER, site.installation().cassandra().port())),
                cut(
                        "cut-host",
                        "a member is cut off from the host server",
                        site -> site.net().cutFromPort(ANOTHER, site.host().port())),
                held(
                        "bad-network",
                        "all members lose 2% of their packets each way, and send at 20 Mbit/s at most",
                        new Fault.Repeats(members, members),
                        site -> site.net().degrade(LOST, SLOW)));
    }

    /** Those of what all members share. */
    private static List<Fault> ofTheOthers(int members) {
        Fault.Repeats ofLinks = new Fault.Repeats(members, 0);
        return List.of(
                Fault.of("kill-cassandra", "kill -9 of Cassandra, started again at once", Fault.Repeats.NONE, site -> {
                    site.installation().cassandra().kill();
                    site.installation().cassandra().start();
                }),
                Fault.of(
                        "kill-kafka",
                        "kill -9 of Kafka, started again at once",
                        new Fault.Repeats(0, members),
                        site -> {
                            site.installation().kafka().kill();
                            site.installation().kafka().start();
                        }),
                Fault.of("close-stream", "the host server ends the stream", ofLinks, site -> {
                    site.host().endStreams();
                    site.awaitServing();
                }),
                Fault.of("kill-host", "kill -9 of the host server, started again at once", ofLinks, site -> {
                    site.host().goDown();
                    site.host().comeUp();
                    site.awaitServing();
                }),
                Fault.of("stall-host", "the host server stops reading", ofLinks, site -> {
                    site.host().stall();
                    site.holdOut();
                    site.host().goOn();
                    site.awaitServing();
                }));
    }

    private static Fault cut(String name, String what, Fault.Act cut) {
        return held(name, what, new Fault.Repeats(1, 1), cut);
    }

    private static Fault held(String name, String what, Fault.Repeats repeats, Fault.Act begin) {
        return Fault.of(name, what, repeats, site -> {
            begin.on(site);
            site.holdOut();
            site.net().heal();
            site.awaitServing();
        });
    }

    private static void signal(Site site, int member, String signal) throws IOException {
        Shell.run("kill -" + signal + ' ' + site.member(member).process().pid());
    }
}
