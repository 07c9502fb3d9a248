package im.fanfare.load;

import java.util.List;
import java.util.stream.Collectors;

/** The faults that there are, in the order in which they happen. */
final class AllFaults {
    private static final Fault.Repeats OF_A_LINK = new Fault.Repeats(1, 0);
    private static final Fault.Repeats OF_A_MEMBER = new Fault.Repeats(0, 1);

    private static final List<Fault> OF_ONE_MEMBER = List.of(
            Fault.of("kill-member", "kill -9 of the member, started again at once", OF_A_MEMBER, site -> {
                site.member(1).kill();
                site.member(1).start();
                site.awaitServing();
            }),
            Fault.of("kill-cassandra", "kill -9 of Cassandra, started again at once", Fault.Repeats.NONE, site -> {
                site.installation().cassandra().kill();
                site.installation().cassandra().start();
            }),
            Fault.of("kill-kafka", "kill -9 of Kafka, started again at once", OF_A_MEMBER, site -> {
                site.installation().kafka().kill();
                site.installation().kafka().start();
            }),
            Fault.of("close-stream", "the host server ends the stream", OF_A_LINK, site -> {
                site.host().endStreams();
                site.awaitServing();
            }),
            Fault.of("kill-host", "kill -9 of the host server, started again at once", OF_A_LINK, site -> {
                site.host().goDown();
                site.host().comeUp();
                site.awaitServing();
            }),
            Fault.of("stall-host", "the host server stops reading", OF_A_LINK, site -> {
                site.host().stall();
                site.holdOut();
                site.host().goOn();
                site.awaitServing();
            }));

    private AllFaults() {}

    /**
     * Those with these names, or all for none.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static List<Fault> named(List<String> names) {
        for (String name : names) {
            if (OF_ONE_MEMBER.stream().noneMatch(fault -> fault.name().equals(name))) {
                throw new IllegalArgumentException("There is no fault " + name + ", only "
                        + OF_ONE_MEMBER.stream().map(Fault::name).collect(Collectors.joining(", ")) + ".");
            }
        }
        return OF_ONE_MEMBER.stream()
                .filter(fault -> names.isEmpty() || names.contains(fault.name()))
                .toList();
    }
}
