package im.fanfare.component.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A component's stream without a link's virtues: it connects once, passes on each stanza as it is spelled, and knows no
 * barrier. For tests that play many users at once.
 */
public final class ComponentStream implements AutoCloseable, StanzaFramer.Sink {
    private static final int PATIENCE_SECONDS = 20;

    private final String domain;
    private final String secret;
    private final Consumer<String> stanzas;
    private final Socket socket;
    private final CompletableFuture<Void> up = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /**
     * Returns once the host server has taken us.
     *
     * @param stanzas is called on the thread that reads
     */
    public static ComponentStream open(String domain, int port, String secret, Consumer<String> stanzas)
            throws IOException {
        ComponentStream stream = new ComponentStream(domain, port, secret, stanzas);
        try {
            Thread reader = new Thread(stream::read, domain + " reads");
            reader.setDaemon(true);
            reader.start();
            stream.send("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
                    + " xmlns:stream='http://etherx.jabber.org/streams' to='" + domain + "'>");
            stream.up.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return stream;
        } catch (Exception e) {
            stream.close();
            throw new IOException(domain + " cannot attach", e);
        }
    }

    private ComponentStream(String domain, int port, String secret, Consumer<String> stanzas) throws IOException {
        this.domain = domain;
        this.secret = secret;
        this.stanzas = stanzas;
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
    }

    public void send(String xml) throws IOException {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        synchronized (socket) {
            socket.getOutputStream().write(bytes);
        }
    }

    /** Done when nothing more will come. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    private void read() {
        StanzaFramer framer = new StanzaFramer(LinkConfig.Limits.DEFAULT, this);
        byte[] buffer = new byte[256 << 10];
        try (socket) {
            InputStream in = socket.getInputStream();
            int length = in.read(buffer);
            while (length >= 0) {
                framer.feed(buffer, 0, length);
                length = in.read(buffer);
            }
        } catch (IOException e) {
            // as good as the end
        } finally {
            up.completeExceptionally(new IOException("the host server ended the stream of " + domain));
            ended.complete(null);
        }
    }

    @Override
    public void opened(byte[] bytes, int from, int to) {
        String id = StanzaHead.read(bytes, from, to).attributes().getOrDefault("id", "");
        try {
            send("<handshake>" + FakeHostServer.sha1(id + secret) + "</handshake>");
        } catch (IOException e) {
            up.completeExceptionally(e);
        }
    }

    @Override
    public void stanza(byte[] bytes, int from, int to) {
        String stanza = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (up.isDone()) {
            stanzas.accept(stanza);
        } else if (stanza.startsWith("<handshake")) {
            up.complete(null);
        } else {
            up.completeExceptionally(new IOException(stanza));
        }
    }

    @Override
    public void oversize(byte[] head, int from, int to) {
        throw new AssertionError("a stanza beyond all limits came to " + domain);
    }

    @Override
    public void closed() {
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed then
        }
    }
}
