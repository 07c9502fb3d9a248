package im.fanfare.gatling;

import im.fanfare.embedded.MemberSettings;
import im.fanfare.gatling.notification.Notifications;
import im.fanfare.gatling.report.Latencies;
import im.fanfare.gatling.report.Metrics;
import im.fanfare.gatling.websocket.Server;
import im.fanfare.gatling.websocket.Users;
import im.fanfare.load.Checker;
import im.fanfare.load.Installation;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** A question to everything that users see: a real server, and Fanfare behind it. */
final class RealTest {
    private final Context context;

    RealTest(Context context) {
        this.context = context;
    }

    /** Returns the exit status. */
    int measure() throws IOException {
        Options options = context.options();
        Run run;
        if (options.server().isPresent()) {
            run = run(context, options.server().get(), options.metrics());
        } else {
            Installation installation = context.installation();
            RealHost host = start(context, options.product(), installation, installation.startStores());
            run = run(context, host.serving(RealHost.Service.FANFARE), host.metrics());
        }
        return context.conclude(run, new Measurement(run, context.reports()).take());
    }

    /** Returns once all of it serves. */
    static RealHost start(Context context, RealHost.Product product, Installation installation, MemberSettings stores)
            throws IOException {
        context.terminal().line("Starting %s …".formatted(product));
        return RealHost.start(
                product,
                installation,
                stores,
                context.options().started(),
                context.options().settings().getInt("users"),
                context.life());
    }

    static Run run(Context context, Server server, List<URI> metrics) {
        Users users = new Users(server, new Notifications(Checker.Order.SENT, new Latencies()));
        Options options = context.options();
        return new Run(options.question(), options.settings(), users, new Metrics(metrics), context.terminal());
    }
}
