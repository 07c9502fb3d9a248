package im.fanfare.component.system;

import im.fanfare.embedded.Ejabberd;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.HostServer;
import im.fanfare.embedded.HostSettings;
import im.fanfare.embedded.Prosody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;

/**
 * A Fanfare behind a host server, with the XEP's people logged in: one for all tests of a JVM, started when first asked
 * for. It is shared, so a test takes nodes under names of its own.
 */
final class Elsinore {
    /** What Fanfare is attached to. */
    enum Behind {
        PROSODY("shared"),
        EJABBERD("each");

        private final String linkMode;

        Behind(String linkMode) {
            this.linkMode = linkMode;
        }

        private HostServer server() {
            var settings = HostSettings.of(XmppClient.SERVICE).withWeb();
            return this == PROSODY ? new Prosody(Home.ephemeral(), settings) : new Ejabberd(Home.ephemeral(), settings);
        }
    }

    private static final List<String> CAST = List.of("hamlet", "francisco", "bernardo", "polonius");
    private static final Map<Behind, Elsinore> ALL = new EnumMap<>(Behind.class);

    private final HostServer server;
    private final FanfareMember member;
    private final XmppClient hamlet;
    private final XmppClient francisco;
    private final XmppClient bernardo;
    private final XmppClient polonius;

    private Elsinore(HostServer server, FanfareMember member) throws IOException, XMLStreamException {
        this.server = server;
        this.member = member;
        hamlet = XmppClient.login(server, "hamlet", "elsinore");
        francisco = XmppClient.login(server, "francisco", "barracks");
        bernardo = XmppClient.login(server, "bernardo", "platform");
        polonius = XmppClient.login(server, "polonius", "arras");
    }

    static synchronized Elsinore behind(Behind host) {
        return ALL.computeIfAbsent(host, Elsinore::start);
    }

    private static Elsinore start(Behind host) {
        var server = host.server();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close"));
        try {
            server.start();
            for (var user : CAST) {
                server.register(user, user);
            }
            var member = Installation.of("elsinore")
                    .attachedTo(server, XmppClient.SERVICE, host.linkMode)
                    .with("FANFARE_ADMIN_JIDS", "slixmpp-user@localhost, stanza-user@localhost, horatio@localhost")
                    .with("FANFARE_LOG_FORMAT", "json")
                    .with("FANFARE_LOG_LEVEL", "debug")
                    .member();
            Runtime.getRuntime().addShutdownHook(new Thread(member::close, "close"));
            member.start().awaitReady();
            return new Elsinore(server, member);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    HostServer server() {
        return server;
    }

    FanfareMember member() {
        return member;
    }

    /** Owns the nodes. */
    XmppClient hamlet() {
        return hamlet;
    }

    /** Is subscribed. */
    XmppClient francisco() {
        return francisco;
    }

    /** Is subscribed as well, where it takes two. */
    XmppClient bernardo() {
        return bernardo;
    }

    /** Is not let in. */
    XmppClient polonius() {
        return polonius;
    }
}
