package im.fanfare.gatling;

import im.fanfare.embedded.MemberSettings;
import im.fanfare.gatling.hub.Hub;
import im.fanfare.gatling.notification.Notifications;
import im.fanfare.gatling.report.Latencies;
import im.fanfare.gatling.report.Metrics;
import im.fanfare.load.Checker;
import im.fanfare.load.Installation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A question to Fanfare alone: Gatling plays its host server. */
final class HubTest {
    private static final String SERVICE = "pubsub.localhost";
    private static final String SECRET = "secret";
    private static final Duration OPERATORS_PATIENCE = Duration.ofMinutes(10);

    private final Context context;
    private final Options options;

    HubTest(Context context) {
        this.context = context;
        this.options = context.options();
    }

    /** Returns the exit status. */
    int measure() throws IOException, InterruptedException {
        Hub hub = hub();
        Optional<Options.Target> target = options.target();
        target.ifPresent(own -> context.terminal()
                .line("Listening on %s:%d for the component %s …"
                        .formatted(own.host(), hub.host().port(), own.service())));
        List<URI> metrics = target.isPresent() ? options.metrics() : start(hub);
        context.life().begin(hub.host()::expectEnd); // before the members go
        hub.host().await(target.isPresent() ? 1 : connections(), OPERATORS_PATIENCE);
        Run run = new Run(options.question(), options.settings(), hub, new Metrics(metrics), context.terminal());
        return context.conclude(run, new Measurement(run, context.reports()).take());
    }

    private int connections() {
        return options.started().members() * options.started().connections();
    }

    private Hub hub() throws IOException {
        Checker.Order order =
                options.question() == Question.RECONNECT ? Checker.Order.ACKNOWLEDGED : Checker.Order.SENT;
        Notifications notifications = new Notifications(order, new Latencies());
        if (options.target().isEmpty()) {
            var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            return new Hub(loopback, SERVICE, SECRET, notifications, context.terminal()::line);
        }
        var target = options.target().get();
        var address = new InetSocketAddress(target.host(), target.port());
        if (address.isUnresolved()) {
            throw new IOException("there is no address " + target.host() + " to listen at");
        }
        return new Hub(address, target.service(), target.secret(), notifications, context.terminal()::line);
    }

    private List<URI> start(Hub hub) throws IOException {
        Installation installation = context.installation();
        MemberSettings stores = installation.startStores();
        var started = options.started();
        return Metrics.of(installation.startMembers(
                hub.host().invite(stores, started.connections()), started.members(), started.jvm()));
    }
}
