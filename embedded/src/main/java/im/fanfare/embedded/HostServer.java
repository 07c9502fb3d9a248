package im.fanfare.embedded;

import java.io.IOException;
import java.net.URI;

/**
 * An XMPP server that components attach to, serving the users of {@code localhost}, in a process of its own.
 *
 * <p>Users log in, and components connect, in plain text on loopback. After {@link #kill()} or {@link #close()}, {@link
 * #start()} brings it back on the same ports, with the accounts there were (an ephemeral one forgets at close).
 */
public sealed interface HostServer extends AutoCloseable permits Prosody, Ejabberd {
    String DOMAIN = "localhost";

    /** Returns once clients and components can connect. */
    HostServer start() throws IOException;

    HostSettings settings();

    /** Where it serves RFC 7395, if its settings say that it does. */
    default URI webSocket() {
        return URI.create("ws://127.0.0.1:" + settings().web().orElseThrow().port() + "/xmpp-websocket");
    }

    /** Adds an account while the server runs; one that exists keeps its password. */
    void register(String user, String password) throws IOException;

    Child process();

    default long pid() {
        return process().pid();
    }

    default void kill() {
        process().kill();
    }

    @Override
    void close();
}
