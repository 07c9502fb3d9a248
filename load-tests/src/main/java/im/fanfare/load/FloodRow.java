package im.fanfare.load;

import java.io.IOException;
import java.time.Duration;

/**
 * How long others wait while one domain asks for many times what a domain may: {@code FANFARE_REQUESTS_OF_DOMAIN}. With a
 * member of its own, so that no other row is limited.
 */
final class FloodRow implements Row {
    private static final String NAME = "flood";
    private static final int REQUESTS_OF_DOMAIN = 12_000; // a minute
    private static final long FLOOD = 15L * REQUESTS_OF_DOMAIN / 60; // a second
    private static final Duration EVERY = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double FLOODED_OVER_IDLE = 2;
    private static final double NANOS_PER_SECOND = 1e9;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String question() {
        return "how long others wait while a domain asks for 15 times what it may";
    }

    @Override
    public void run(Stage common, Report report) throws IOException, InterruptedException {
        if (common.own().isEmpty()) {
            common.terminal().line("    left out: it takes a member of its own");
            return;
        }
        Stage.Own own = common.own().get();
        Script script = common.host().script();
        Checker checker = new Checker(Checker.Order.SENT);
        try (HostServer host = new HostServer(script, checker, HostServer.atPort(0), common.terminal()::line)) {
            var settings = host.invite(own.stores(), 1)
                    .apart("flooded")
                    .with("FANFARE_CREATE_DOMAINS", script.domain() + ',' + Flood.DOMAIN)
                    .with("FANFARE_REQUESTS_OF_DOMAIN", Integer.toString(REQUESTS_OF_DOMAIN));
            try (OwnMember member = new OwnMember(settings, own.jvm())) {
                member.awaitReady();
                host.await(1, PATIENCE);
                measure(common.beside(host), report);
                host.expectEnd();
            }
        }
        if (!checker.findings().isClean()) {
            report.fault(NAME + ": " + checker.findings());
        }
    }

    private static void measure(Stage stage, Report report) throws IOException, InterruptedException {
        Audience one = stage.audiences().of(1);
        WarmUp.by(stage.sizes().seconds(), () -> flooded(stage, one).told().size());
        Samples idle = publish(stage, one);
        Flooded meanwhile = flooded(stage, one);
        Samples flooded = meanwhile.told();
        report.latencies(NAME, "told when idle", idle);
        report.add(Figure.of(NAME, "requests of the flood answered", meanwhile.answered(), "/s"));
        report.add(Figure.of(NAME, "of these told to wait", meanwhile.toldToWait(), "/s"));
        report.add(Figure.of(NAME, "told meanwhile, median", flooded.medianMillis(), "ms")
                .ratio(flooded.medianMillis() / idle.medianMillis())
                .target(Target.atMost(FLOODED_OVER_IDLE)));
        report.add(Figure.of(NAME, "told meanwhile, 99th percentile", flooded.p99Millis(), "ms")
                .ratio(flooded.p99Millis() / idle.p99Millis()));
    }

    /** How long others waited, and how many requests of the flood were answered, and told to wait, in a second. */
    private record Flooded(Samples told, double answered, double toldToWait) {}

    private static Flooded flooded(Stage stage, Audience one) throws IOException, InterruptedException {
        return Flood.of(stage, FLOOD, flood -> {
            long begun = System.nanoTime();
            Samples told = publish(stage, one);
            double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
            return new Flooded(told, flood.answered() / seconds, flood.toldToWait() / seconds);
        });
    }

    /** One after the other, never sooner than so often. */
    private static Samples publish(Stage stage, Audience one) throws IOException, InterruptedException {
        Samples told = new Samples();
        long next = System.nanoTime();
        long until = next + Duration.ofSeconds(stage.sizes().seconds()).toNanos();
        while (System.nanoTime() < until) {
            told.add(stage.publishToAll(one).nanosToLast());
            next += EVERY.toNanos();
            Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())).toMillis());
        }
        return told;
    }
}
