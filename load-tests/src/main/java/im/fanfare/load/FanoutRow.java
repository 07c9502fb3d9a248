package im.fanfare.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One item after the other to all subscribers of one node: the next is published when the last has been told.
 *
 * <p>So there is never more than one publication under way, and what is measured as latency is not waiting.
 */
record FanoutRow(String name, boolean isLarge) implements Row {
    private static final double HALF_THE_LIMIT = 0.5;
    private static final double CPU_MICROS = 1.5;
    private static final double HEAP_BYTES = 64;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_MEGABYTE = 1 << 20;

    static FanoutRow ofOneNode() {
        return new FanoutRow("fanout", false);
    }

    static FanoutRow ofALargeNode() {
        return new FanoutRow("fanout-large", true);
    }

    @Override
    public String question() {
        return "how fast " + (isLarge ? "ten times as many" : "all") + " subscribers of one node are told";
    }

    @Override
    public void run(Stage stage, Report report) throws IOException, InterruptedException {
        int size = isLarge ? stage.sizes().largeSubscribers() : stage.sizes().subscribers();
        Audiences.Subscribed subscribed = stage.audiences().subscribed(size);
        Audience audience = subscribed.audience();
        int seconds = stage.sizes().seconds();
        WarmUp.by(seconds, () -> (double) stage.publishToAll(audience, Duration.ofSeconds(seconds)) / seconds);

        Optional<MemberProcess> member = stage.member();
        if (member.isPresent()) {
            member.get().forgetPeak();
        }
        Duration cpuBefore = member.map(MemberProcess::cpu).orElse(Duration.ZERO);
        List<Publication> all = stage.publishToAll(audience, stage.sizes().items());
        Duration cpu = member.map(MemberProcess::cpu).orElse(Duration.ZERO).minus(cpuBefore);

        addRate(report, size, all);
        if (member.isPresent()) {
            double notifications = (double) size * all.size();
            report.add(Figure.of(name, "CPU for each notification", cpu.toNanos() / 1e3 / notifications, "µs")
                    .target(Target.atMost(CPU_MICROS)));
        }
        addLatencies(report, size, all);
        if (member.isPresent()) {
            addMemory(report, subscribed, member.get());
        }
    }

    private void addRate(Report report, int size, List<Publication> all) {
        long nanos = all.get(all.size() - 1).last() - all.get(0).sent();
        double rate = (double) size * all.size() / (nanos / NANOS_PER_SECOND);
        report.point(size, rate);
        Figure figure = Figure.of(name, "notifications to %,d subscribers".formatted(size), rate, "/s")
                .ratio(rate / report.value(LimitRow.NAME, LimitRow.STANZAS));
        report.add(isLarge ? figure : figure.target(Target.atLeast(HALF_THE_LIMIT)));
    }

    private void addLatencies(Report report, int size, List<Publication> all) {
        Samples acknowledged = new Samples();
        Samples first = new Samples();
        Samples last = new Samples();
        for (Publication publication : all) {
            acknowledged.add(publication.nanosToAcknowledgement());
            first.add(publication.nanosToFirst());
            last.add(publication.nanosToLast());
        }
        report.latencies(name, "acknowledgement", acknowledged);
        report.latencies(name, "first notification", first);
        report.latencies(name, "last notification", last);
        report.distribution("acknowledged, %,d subscribers".formatted(size), acknowledged);
        report.distribution("last of %,d told".formatted(size), last);
    }

    private void addMemory(Report report, Audiences.Subscribed subscribed, MemberProcess member) throws IOException {
        long live = member.liveHeapBytes();
        report.add(Figure.of(name, "peak resident memory", member.peakResidentBytes() / BYTES_PER_MEGABYTE, "MiB"));
        report.add(Figure.of(name, "heap in use after a collection", live / BYTES_PER_MEGABYTE, "MiB"));
        if (isLarge && subscribed.heapBefore().isPresent()) {
            double more = live - subscribed.heapBefore().get();
            report.add(Figure.of(
                            name,
                            "heap for each subscriber",
                            more / subscribed.audience().size(),
                            "B")
                    .target(Target.atMost(HEAP_BYTES)));
        }
    }
}
