package im.fanfare.embedded;

import java.io.IOException;

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
