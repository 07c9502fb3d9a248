package im.fanfare.load;

import im.fanfare.embedded.MemberSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A host server that has one component and no users, but answers for all of them.
 *
 * <p>It takes as many connections of the component as come. One that ends is said so, and what was asked fails, unless
 * faults are what is looked for. It can go wrong in the ways that host servers do.
 */
public final class HostServer implements AutoCloseable {
    private static final Duration BACK = Duration.ofSeconds(10);
    private static final Duration GLANCE = Duration.ofMillis(20);

    private final Script script;
    private final Checker checker;
    private final Requests requests = new Requests();
    private final Consumer<String> said;
    private final InetSocketAddress address;
    private final Set<ComponentStream> connected = ConcurrentHashMap.newKeySet();
    private final List<ComponentStream> streams = new CopyOnWriteArrayList<>();
    private final Gate reading = new Gate();
    private volatile ServerSocketChannel listening;
    private volatile boolean closing;
    private volatile boolean forgiving;
    private volatile long bytesPerSecond;

    /**
     * @param at where components connect; port 0 stands for any
     * @param said takes what an operator should know
     */
    public HostServer(Script script, Checker checker, InetSocketAddress at, Consumer<String> said) throws IOException {
        this.script = script;
        this.checker = checker;
        this.said = said;
        this.listening = listen(at);
        this.address = (InetSocketAddress) listening.getLocalAddress();
        inBackground("accepts", this::accept);
    }

    public Script script() {
        return script;
    }

    Checker checker() {
        return checker;
    }

    public Requests requests() {
        return requests;
    }

    /** On loopback. */
    static InetSocketAddress atPort(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Where components connect. */
    public int port() {
        return address.getPort();
    }

    /** What members are told so that they attach to this, each by so many connections. */
    public MemberSettings invite(MemberSettings stores, int connections) {
        return stores.attachedTo(address.getHostString(), port(), script.service(), script.secret(), "each")
                .with("FANFARE_LINK_CONNECTIONS", Integer.toString(connections));
    }

    /** How many connections are up. */
    public int connections() {
        return streams.size();
    }

    /** Returns once so many connections are up. */
    public void await(int connections, Duration patience) throws IOException, InterruptedException {
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

    /** Under way at once. */
    public void send(int sender, String xml) throws IOException {
        ComponentStream stream = streamOf(sender);
        try {
            stream.write(xml);
            stream.flush();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
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
            if (!forgiving) {
                requests.failAll(new IOException("a connection ended: " + why));
            }
        }
    }

    void left(ComponentStream stream) {
        connected.remove(stream);
    }

    /** Returns when it reads. */
    void awaitReading() throws InterruptedException {
        reading.pass();
    }

    /** From here on connections may end: what was asked by one may be answered by the next, or never. */
    void expectFaults() {
        forgiving = true;
    }

    /** As it does before it goes, or where somebody at it says so; the component may connect again. */
    void endStreams() {
        streams.forEach(ComponentStream::end);
    }

    /** It is there and does nothing: what the component writes stays where the kernel keeps it. */
    void stall() {
        reading.shut();
    }

    void goOn() {
        reading.open();
    }

    /** As {@code kill -9}: what it had not read is lost. */
    void goDown() throws IOException {
        listening.close();
        connected.forEach(ComponentStream::drop);
    }

    /** Breaks all connections off, as if a cable were pulled; returns how many that were. */
    public int cut() {
        List<ComponentStream> up = List.copyOf(streams);
        for (ComponentStream stream : up) {
            ended(stream, "it was cut"); // before its own thread has another word for it
            stream.drop();
        }
        return up.size();
    }

    /** From now on reads no more than this from each connection; 0: whatever comes. */
    public void readAtMost(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    /** Back where it was, as soon as the kernel gives the address back. */
    void comeUp() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + BACK.toNanos();
        while (!listening.isOpen()) {
            try {
                listening = listen(address);
            } catch (BindException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(GLANCE.toMillis());
            }
        }
        inBackground("accepts", this::accept);
    }

    /** From here on the component may go. */
    public void expectEnd() {
        closing = true;
    }

    @Override
    public void close() throws IOException {
        closing = true;
        listening.close();
    }

    private static ServerSocketChannel listen(InetSocketAddress at) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            return channel.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(at);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void accept() {
        ServerSocketChannel listening = this.listening;
        while (listening.isOpen()) {
            try {
                SocketChannel channel = listening.accept();
                ComponentStream stream = new ComponentStream(channel, this);
                connected.add(stream);
                inBackground("reads", stream::run);
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
