package im.fanfare.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A host server that has one component and no users, but answers for all of them; on loopback.
 *
 * <p>It takes as many connections of the component as come. One that ends is said so, and what was asked fails.
 */
final class HostServer implements AutoCloseable {
    private static final Duration GLANCE = Duration.ofMillis(20);

    private final Script script;
    private final Checker checker;
    private final Requests requests = new Requests();
    private final Consumer<String> said;
    private final ServerSocketChannel listening;
    private final List<ComponentStream> streams = new CopyOnWriteArrayList<>();
    private volatile boolean closing;

    /** @param said takes what an operator should know */
    HostServer(Script script, Checker checker, int port, Consumer<String> said) throws IOException {
        this.script = script;
        this.checker = checker;
        this.said = said;
        this.listening = ServerSocketChannel.open()
                .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        inBackground("accepts", this::accept);
    }

    Script script() {
        return script;
    }

    Checker checker() {
        return checker;
    }

    Requests requests() {
        return requests;
    }

    /** Where components connect. */
    int port() throws IOException {
        return ((InetSocketAddress) listening.getLocalAddress()).getPort();
    }

    /** Returns once so many connections are up. */
    void await(int connections, Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (streams.size() < connections) {
            if (System.nanoTime() > deadline) {
                throw new IOException("After %d s there are %d connections of the component, not %d."
                        .formatted(patience.toSeconds(), streams.size(), connections));
            }
            Thread.sleep(GLANCE.toMillis());
        }
    }

    /** The stream that the requests of this sender go by: always the same, so that they stay in order. */
    ComponentStream streamOf(int sender) throws IOException {
        ComponentStream[] up = streams.toArray(ComponentStream[]::new);
        if (up.length == 0) {
            throw new IOException("the component is not connected");
        }
        return up[sender % up.length];
    }

    void flush() throws IOException {
        for (ComponentStream stream : streams) {
            stream.flush();
        }
    }

    void up(ComponentStream stream) {
        streams.add(stream);
    }

    void ended(ComponentStream stream, String why) {
        if (streams.remove(stream) && !closing) {
            said.accept("A connection is over: " + why + ".");
            requests.failAll(new IOException("a connection ended: " + why));
        }
    }

    /** From here on the component may go. */
    void expectEnd() {
        closing = true;
    }

    @Override
    public void close() throws IOException {
        closing = true;
        listening.close();
    }

    private void accept() {
        while (listening.isOpen()) {
            try {
                SocketChannel channel = listening.accept();
                inBackground("reads", new ComponentStream(channel, this)::run);
            } catch (IOException e) {
                // closed, or the component has thought better of it
            }
        }
    }

    private static void inBackground(String name, Runnable work) {
        Thread thread = new Thread(work, "host server " + name);
        thread.setDaemon(true);
        thread.start();
    }
}
