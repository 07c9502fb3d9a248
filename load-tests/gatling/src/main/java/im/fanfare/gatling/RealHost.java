package im.fanfare.gatling;

import im.fanfare.embedded.Ejabberd;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.HostServer;
import im.fanfare.embedded.HostSettings;
import im.fanfare.embedded.MemberSettings;
import im.fanfare.embedded.Prosody;
import im.fanfare.gatling.report.Metrics;
import im.fanfare.gatling.websocket.Server;
import im.fanfare.gatling.websocket.Users;
import im.fanfare.load.Command;
import im.fanfare.load.Installation;
import im.fanfare.load.Script;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A real host server on this machine, with Fanfare behind it and a publish-subscribe service of its own. */
final class RealHost {
    private static final String FANFARE = "pubsub." + HostServer.DOMAIN;
    private static final String OWN = "own." + HostServer.DOMAIN;
    private static final String GUESTS = "guests." + HostServer.DOMAIN;
    private static final String PASSWORD = "secret";

    private final Product product;
    private final HostServer server;
    private final List<FanfareMember> members;

    /** Of which we measure. */
    enum Product {
        PROSODY("Prosody", "shared"),
        EJABBERD("ejabberd", "each");

        private final String brand;
        private final String linkMode;

        Product(String brand, String linkMode) {
            this.brand = brand;
            this.linkMode = linkMode;
        }

        private HostServer in(Home home, HostSettings settings) {
            return switch (this) {
                case PROSODY -> new Prosody(home, settings);
                case EJABBERD -> new Ejabberd(home, settings);
            };
        }

        /** As the user writes it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** As its makers write it. */
        @Override
        public String toString() {
            return brand;
        }
    }

    /** Whose service is used. */
    enum Service {
        FANFARE,
        OWN
    }

    private RealHost(Product product, HostServer server, List<FanfareMember> members) {
        this.product = product;
        this.server = server;
        this.members = members;
    }

    /**
     * Returns once all of it serves; the command's end ends it.
     *
     * @param users have an account
     */
    static RealHost start(
            Product product,
            Installation installation,
            MemberSettings stores,
            Options.Started started,
            int users,
            Command life)
            throws IOException {
        HostSettings settings = HostSettings.of(FANFARE).withWeb(GUESTS, OWN, Users.PUBLISHER);
        HostServer server = product.in(installation.home(product.word()), settings);
        life.begin(server::close);
        server.start();
        server.register(Users.PUBLISHER, PASSWORD);
        for (int number = 0; number < users; number++) {
            server.register(Script.user(number), PASSWORD);
        }
        MemberSettings attached = stores.apart("behind_" + product.word())
                .attachedTo("127.0.0.1", settings.componentPort(), FANFARE, settings.secret(), product.linkMode);
        return new RealHost(product, server, installation.startMembers(attached, started.members(), started.jvm()));
    }

    Product product() {
        return product;
    }

    Server serving(Service service) {
        return new Server(
                server.webSocket(),
                HostServer.DOMAIN,
                PASSWORD,
                Optional.of(GUESTS),
                service == Service.FANFARE ? FANFARE : OWN);
    }

    List<URI> metrics() {
        return Metrics.of(members);
    }

    /** Makes room for another. */
    void stop() {
        members.forEach(FanfareMember::stop);
        server.close();
    }
}
