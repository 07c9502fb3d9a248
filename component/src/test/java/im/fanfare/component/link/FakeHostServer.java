package im.fanfare.component.link;

import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A host server with real sockets that speaks XEP-0114 and fails on demand. */
public final class FakeHostServer implements AutoCloseable {
    public static final String SERVICE = "pubsub.denmark.lit";
    public static final String SECRET = "something rotten";
    private static final long PATIENCE = 20;

    /** What becomes of a ping to the component's own domain. */
    public enum Barriers {
        ROUTED_BACK,
        RESULT,
        ERROR,
        WITHHELD,
        ROUTED_TO_ANOTHER
    }

    final ServerSocket listening;
    private final BlockingQueue<Connection> connected = new LinkedBlockingQueue<>();
    private final List<Connection> all = new CopyOnWriteArrayList<>();
    public volatile Barriers barriers = Barriers.ROUTED_BACK;
    /** What becomes of a stanza for many: XEP-0033. */
    enum Multicast {
        ABSENT,
        WORKS,
        /** Everybody is told but us. */
        KEEPS_OURS,
        REFUSES,
        /** As one that was there when it was tried. */
        REFUSES_OTHERS
    }

    static final String MULTICAST = "multicast.denmark.lit";

    volatile Multicast multicast = Multicast.ABSENT;
    volatile Optional<String> refusal = Optional.empty();

    /** Takes the stanzas of all connections, each as it comes and none after the end, where a test does not ask for them. */
    public volatile Optional<Consumer<String>> taker = Optional.empty();

    volatile boolean mute;

    public FakeHostServer() throws IOException {
        this(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
    }

    public FakeHostServer(ServerSocket listening) {
        this.listening = listening;
        run("accepts", this::accept);
    }

    /**
     * A port that is free, and stays so when nobody listens: outside of the range that connections leave from, where a
     * client that keeps trying would in the end reach itself.
     */
    public static ServerSocket listening() throws IOException {
        for (int port = 20_000; port < 30_000; port++) {
            try {
                return listening(port);
            } catch (BindException e) {
                // the next one may be free
            }
        }
        throw new BindException("no port is free");
    }

    public static ServerSocket listening(int port) throws IOException {
        return new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** The next connection that has shaken hands. */
    public Connection next() throws InterruptedException {
        Connection next = connected.poll(PATIENCE, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nobody connected");
        }
        return next;
    }

    void awaitAttempts(int count) {
        while (all.size() < count) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        all.forEach(Connection::drop);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Connection connection = new Connection(listening.accept());
                all.add(connection);
                run("reads", connection::read);
            } catch (IOException e) {
                // refused a certificate, or closed
            }
        }
    }

    private static void run(String name, Runnable work) {
        Thread thread = new Thread(work, "fake host server " + name);
        thread.setDaemon(true);
        thread.start();
    }

    public final class Connection implements StanzaFramer.Sink {
        private final Socket socket;
        private final BlockingQueue<String> stanzas = new LinkedBlockingQueue<>();
        private final Deque<Withheld> withheld = new ArrayDeque<>();
        private final List<List<String>> groups = new CopyOnWriteArrayList<>();
        private final Queue<String> kept = new ConcurrentLinkedQueue<>();
        private boolean up;
        private int unconfirmed;
        private int sinceBarrier;
        private boolean stalled;
        private boolean over;
        volatile int mostUnconfirmed;
        volatile int barriersSeen;

        private record Withheld(String ping, int covered) {}

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
        }

        /** The next stanza, barriers apart. */
        public String stanza() throws InterruptedException {
            String next = stanzas.poll(PATIENCE, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no stanza came");
            }
            return next;
        }

        List<String> stanzas(int count) throws InterruptedException {
            List<String> taken = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                taken.add(stanza());
            }
            return taken;
        }

        /** What has come and was not asked for. */
        public List<String> rest() {
            List<String> taken = new ArrayList<>();
            stanzas.drainTo(taken);
            return taken;
        }

        public void send(String xml) throws IOException {
            send(xml.getBytes(StandardCharsets.UTF_8));
        }

        public void send(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            synchronized (out) {
                out.write(bytes);
            }
        }

        /** Stanzas that came and no barrier has confirmed. */
        public synchronized int unconfirmed() {
            return unconfirmed;
        }

        /** Lets the barriers go that were withheld. */
        public void release() throws IOException {
            while (releaseOne()) {
                // until none is left
            }
        }

        public boolean releaseOne() throws IOException {
            Withheld next;
            synchronized (this) {
                next = withheld.poll();
                if (next != null) {
                    unconfirmed -= next.covered;
                }
            }
            if (next != null) {
                send(next.ping);
            }
            return next != null;
        }

        public void endStream() throws IOException {
            takeNothingMore();
            send("</stream:stream>");
        }

        void streamError(String condition) throws IOException {
            send("<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
                    + "</stream:stream>");
        }

        private void takeNothingMore() {
            synchronized (stanzas) {
                over = true;
            }
        }

        public void drop() {
            takeNothingMore();
            try {
                socket.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        /** Reads nothing more, but for what it is reading, until it is to go on. */
        public synchronized void stall() {
            stalled = true;
        }

        public synchronized void goOn() {
            stalled = false;
            notifyAll();
        }

        private synchronized void awaitGoingOn() throws InterruptedException {
            while (stalled && !socket.isClosed() && !listening.isClosed()) {
                wait(100);
            }
        }

        public boolean isOpen() {
            return !socket.isClosed();
        }

        boolean isUp() {
            return up;
        }

        private void read() {
            StanzaFramer framer = new StanzaFramer(new LinkConfig.Limits(64 << 20, 512, 10_000_000, 1, 1 << 20), this);
            byte[] buffer = new byte[64 << 10];
            try (socket) {
                InputStream in = socket.getInputStream();
                int length = in.read(buffer);
                while (length >= 0) {
                    framer.feed(buffer, 0, length);
                    awaitGoingOn();
                    length = in.read(buffer);
                }
            } catch (IOException e) {
                // dropped
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void opened(byte[] bytes, int from, int to) {
            if (mute) {
                return;
            }
            answer("<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams'"
                    + " xmlns='jabber:component:accept' from='" + SERVICE + "' id='3&amp;BF96D32'>");
            refusal.ifPresent(condition -> refuse(condition));
        }

        private void refuse(String condition) {
            answer("<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
                    + "</stream:stream>");
            drop();
        }

        @Override
        public void stanza(byte[] bytes, int from, int to) {
            String stanza = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            if (!up) {
                shakeHands(stanza);
            } else if (stanza.startsWith("<iq type='get' id='b:")) {
                barrier(stanza);
            } else if (stanza.contains("<addresses ")) {
                multicast(parsed(stanza));
            } else {
                count();
                take(stanza);
            }
        }

        private synchronized void count() {
            unconfirmed++;
            sinceBarrier++;
            mostUnconfirmed = Math.max(mostUnconfirmed, unconfirmed);
        }

        private void multicast(XmlElement stanza) {
            XmlElement addresses = stanza.child("addresses", "http://jabber.org/protocol/address")
                    .orElseThrow();
            List<String> to = addresses.children().stream()
                    .map(address -> address.attribute("jid").orElseThrow())
                    .toList();
            boolean isTrial = to.stream().allMatch(FakeHostServer::isOurs);
            groups.add(to);
            if (multicast == Multicast.REFUSES || multicast == Multicast.REFUSES_OTHERS && !isTrial) {
                answer(stanza.with("type", "error")
                        .with("from", MULTICAST)
                        .with("to", SERVICE)
                        .with(XmlElement.of("error", Stanzas.NS)
                                .with(XmlElement.of("not-acceptable", "urn:ietf:params:xml:ns:xmpp-stanzas")))
                        .toXml(Stanzas.NS));
                return;
            }
            XmlElement copy = without(stanza, addresses);
            for (String jid : to) {
                String xml = copy.with("to", jid).toXml(Stanzas.NS);
                if (multicast == Multicast.ABSENT) {
                    break;
                } else if (!isOurs(jid)) {
                    count();
                    take(xml);
                } else if (multicast == Multicast.KEEPS_OURS && !isTrial) {
                    kept.add(xml);
                } else {
                    answer(xml);
                }
            }
        }

        /** Addresses of each stanza for many. */
        List<List<String>> groups() {
            return groups;
        }

        /** Lets the copies go that were kept. */
        void releaseCopies() throws IOException {
            for (String copy = kept.poll(); copy != null; copy = kept.poll()) {
                send(copy);
            }
        }

        private void take(String stanza) {
            synchronized (stanzas) {
                if (taker.isEmpty()) {
                    stanzas.add(stanza);
                } else if (!over) {
                    taker.get().accept(stanza);
                }
            }
        }

        private void shakeHands(String stanza) {
            if (!stanza.equals("<handshake>" + sha1("3&BF96D32" + SECRET) + "</handshake>")) {
                refuse("not-authorized");
                return;
            }
            up = true;
            answer("<handshake/>");
            connected.add(this);
        }

        private void barrier(String ping) {
            barriersSeen++;
            synchronized (this) {
                withheld.add(new Withheld(returned(ping), sinceBarrier));
                sinceBarrier = 0;
            }
            try {
                if (barriers == Barriers.ROUTED_TO_ANOTHER) {
                    for (Connection other : all) {
                        if (other != this && other.up && !other.socket.isClosed()) {
                            Withheld one;
                            synchronized (this) {
                                one = withheld.remove();
                                unconfirmed -= one.covered;
                            }
                            other.send(one.ping);
                            return;
                        }
                    }
                } else if (barriers != Barriers.WITHHELD) {
                    release();
                }
            } catch (IOException e) {
                // the other side has gone
            }
        }

        private String returned(String ping) {
            XmlElement iq = parsed(ping);
            return switch (barriers) {
                case RESULT -> iq.with("type", "result").toXml();
                case ERROR -> iq.with("type", "error").toXml();
                default -> ping;
            };
        }

        private void answer(String xml) {
            try {
                send(xml);
            } catch (IOException e) {
                // the other side has gone
            }
        }

        @Override
        public void oversize(byte[] head, int from, int to) {
            throw new AssertionError("an oversize stanza came out of the link");
        }

        @Override
        public void closed() {
            answer("</stream:stream>");
            drop();
        }
    }

    private static boolean isOurs(String jid) {
        return jid.startsWith(SERVICE + '/');
    }

    private static XmlElement without(XmlElement stanza, XmlElement child) {
        XmlElement copy = XmlElement.of(stanza.name(), stanza.namespace());
        for (var attribute : stanza.attributes().entrySet()) {
            copy = copy.with(attribute.getKey(), attribute.getValue());
        }
        return copy.with(
                stanza.children().stream().filter(kept -> !kept.equals(child)).toList());
    }

    public static XmlElement parsed(String stanza) {
        try {
            return StanzaParser.usual().parse(stanza);
        } catch (javax.xml.stream.XMLStreamException e) {
            throw new AssertionError(stanza, e);
        }
    }

    static String sha1(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
