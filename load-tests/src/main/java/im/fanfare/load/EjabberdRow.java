package im.fanfare.load;

import im.fanfare.embedded.Ejabberd;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.HostSettings;
import im.fanfare.embedded.MemberSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * Behind a real ejabberd, with real users logged in: notifications of a Fanfare of its own, through the server's multicast
 * service, over those of a component that only writes, by one connection. They take turns, as the machine has its moods.
 */
final class EjabberdRow implements Row {
    private static final String NAME = "ejabberd";
    private static final String WRITER = "writer." + im.fanfare.embedded.HostServer.DOMAIN;
    private static final String MULTICAST = "multicast." + im.fanfare.embedded.HostServer.DOMAIN;
    private static final int MOST_USERS = 2_000;
    private static final int USERS_OF = 50;
    private static final int RECIPIENTS = 200;
    private static final int PUBLISHES_UNDER_WAY = 16;
    private static final int TURNS = 2;
    private static final double OVER_ONE_CONNECTION = 1.5;
    private static final double NANOS_PER_SECOND = 1e9;

    /** So many stanzas in so long, and what the server used for them. */
    private record Measured(long notifications, long nanos, Duration cpu) {
        private static final Measured NOTHING = new Measured(0, 0, Duration.ZERO);

        private Measured plus(Measured other) {
            return new Measured(notifications + other.notifications, nanos + other.nanos, cpu.plus(other.cpu));
        }

        private double rate() {
            return notifications / (nanos / NANOS_PER_SECOND);
        }

        private double micros() {
            return cpu.toNanos() / 1e3 / notifications;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String question() {
        return "how much more ejabberd's users are told than one connection can write";
    }

    @Override
    public void run(Stage stage, Report report) throws IOException, InterruptedException {
        if (stage.own().isEmpty()) {
            stage.terminal().line("    left out: it takes a member of its own");
            return;
        }
        Stage.Own own = stage.own().get();
        Script script = stage.host().script();
        HostSettings settings = HostSettings.of(script.service(), WRITER);
        Script writing = Script.of(WRITER, settings.secret());
        try (Ejabberd server = new Ejabberd(Home.careless(), settings).start();
                RealUsers users = new RealUsers(
                        server,
                        script,
                        stage.host().checker(),
                        Math.min(MOST_USERS, Math.max(1, stage.sizes().subscribers() / USERS_OF)));
                OnlyWriting writer = new OnlyWriting(writing, settings.componentPort());
                OwnMember member = new OwnMember(
                        settings(own.stores())
                                .attachedTo(
                                        "127.0.0.1",
                                        settings.componentPort(),
                                        script.service(),
                                        settings.secret(),
                                        "each"),
                        own.jvm())) {
            member.awaitReady();
            measure(stage, report, server, users, writer);
        }
    }

    private static MemberSettings settings(MemberSettings stores) {
        return stores.apart("behind_ejabberd")
                .with("FANFARE_LINK_CONNECTIONS", "1")
                .with("FANFARE_LINK_MULTICAST", MULTICAST)
                .with("FANFARE_LINK_MULTICAST_DOMAINS", im.fanfare.embedded.HostServer.DOMAIN)
                .with("FANFARE_LINK_MULTICAST_RECIPIENTS", Integer.toString(RECIPIENTS));
    }

    private static void measure(Stage stage, Report report, Ejabberd server, RealUsers users, OnlyWriting writer)
            throws IOException, InterruptedException {
        Audience written = Audience.of("behind-ejabberd-0", 0, users.size());
        Audience published = Audience.of("behind-ejabberd-1", 0, users.size());
        stage.awaitArrivals(users.create(published));
        CompletableFuture<?>[] subscribed = new CompletableFuture<?>[users.size()];
        for (int number = 0; number < subscribed.length; number++) {
            subscribed[number] = users.subscribe(published, number);
        }
        stage.awaitArrivals(CompletableFuture.allOf(subscribed));

        Measured ofOneConnection = Measured.NOTHING;
        Measured ofFanfare = Measured.NOTHING;
        WarmUp.by(
                stage.sizes().seconds(),
                () -> measure(stage, server, until -> writer.tell(written, stage, until))
                        .rate());
        WarmUp.by(
                stage.sizes().seconds(),
                () -> measure(stage, server, until -> publish(stage, users, published, until))
                        .rate());
        for (int turn = 0; turn < TURNS; turn++) {
            ofOneConnection = ofOneConnection.plus(measure(stage, server, until -> writer.tell(written, stage, until)));
            ofFanfare = ofFanfare.plus(measure(stage, server, until -> publish(stage, users, published, until)));
        }
        report.add(Figure.of(
                NAME,
                "one connection that only writes, to %,d users".formatted(users.size()),
                ofOneConnection.rate(),
                "/s"));
        report.add(Figure.of(NAME, "CPU of ejabberd for each of these", ofOneConnection.micros(), "µs"));
        report.add(Figure.of(NAME, "notifications of Fanfare, to the same", ofFanfare.rate(), "/s")
                .ratio(ofFanfare.rate() / ofOneConnection.rate())
                .target(Target.atLeast(OVER_ONE_CONNECTION)));
        report.add(Figure.of(NAME, "CPU of ejabberd for each of these", ofFanfare.micros(), "µs"));
    }

    private static void publish(Stage stage, RealUsers users, Audience audience, long until)
            throws IOException, InterruptedException {
        Deque<Publication> underWay = new ArrayDeque<>();
        do {
            if (underWay.size() >= PUBLISHES_UNDER_WAY) {
                stage.awaitArrivals(underWay.remove().done());
            }
            underWay.add(users.publish(audience));
        } while (System.nanoTime() < until);
        for (Publication publication : underWay) {
            stage.awaitArrivals(publication.done());
        }
    }

    /** Does something until a moment, and then until it has arrived. */
    private interface Doing {
        void until(long moment) throws IOException, InterruptedException;
    }

    private static Measured measure(Stage stage, Ejabberd server, Doing doing)
            throws IOException, InterruptedException {
        Checker checker = stage.host().checker();
        long before = checker.notifications();
        Duration cpuBefore = cpu(server);
        long begun = System.nanoTime();
        doing.until(begun + Duration.ofSeconds(stage.sizes().seconds()).toNanos());
        return new Measured(
                checker.notifications() - before,
                System.nanoTime() - begun,
                cpu(server).minus(cpuBefore));
    }

    private static Duration cpu(Ejabberd server) {
        return ProcessHandle.of(server.pid()).map(Machine::cpuWithAllBelow).orElse(Duration.ZERO);
    }
}
