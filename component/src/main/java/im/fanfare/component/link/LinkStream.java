package im.fanfare.component.link;

import im.fanfare.stanza.StanzaError;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import im.fanfare.stanza.XmlWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of a link, from the socket to its end: XEP-0114 §3.
 *
 * <p>{@code HEADER → HANDSHAKE → UP}, and from each of them to the end, which is final: a link that goes on opens another
 * stream. It runs on the link's reader thread; once it is up it writes on a second thread, so that neither waits for the
 * other.
 */
final class LinkStream implements StanzaFramer.Sink {
    static final String STREAMS = "http://etherx.jabber.org/streams";

    private static final Logger logger = LoggerFactory.getLogger(LinkStream.class);
    private static final String STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams";
    private static final Set<String> STANZAS = Set.of("iq", "message", "presence");

    /** What trying again at once does not change: RFC 6120 §4.9.3, XEP-0114 §3. */
    private static final Set<String> REFUSALS =
            Set.of("not-authorized", "conflict", "host-unknown", "host-gone", "invalid-namespace", "invalid-from");

    private static final int BUFFER_BYTES = 64 << 10;

    /** How often the reader looks at the clock. */
    private static final Duration TICK = Duration.ofMillis(250);

    private enum Phase {
        HEADER,
        HANDSHAKE,
        UP
    }

    private final LinkConfig config;
    private final Link link;
    private final Traffic traffic;
    private final StanzaFramer framer;
    private final long started = System.nanoTime();

    private Phase phase = Phase.HEADER;
    private StanzaParser parser = StanzaParser.usual();
    private @Nullable Ending ending;
    private @Nullable OutputStream out;
    private @Nullable Thread writing;
    private volatile Socket socket = new Socket();
    private volatile boolean aborted;
    private volatile @Nullable LinkWriter writer;
    private volatile long closeBy = Long.MAX_VALUE;

    /**
     * Why a stream is over.
     *
     * @param condition of the stream error, or empty
     */
    record Ending(String why, Optional<String> condition, boolean wasUp) {
        boolean isRefusal() {
            return condition.map(REFUSALS::contains).orElse(false);
        }
    }

    LinkStream(Link link) {
        this.config = link.config();
        this.link = link;
        this.traffic = link.counted();
        this.framer = new StanzaFramer(config.limits(), this);
    }

    /** Connects, and reads until the stream is over. */
    Ending run() {
        try {
            InputStream in = connect();
            byte[] buffer = new byte[BUFFER_BYTES];
            while (ending == null) {
                read(in, buffer);
                lookAtTheClock();
            }
        } catch (IOException e) {
            end(faultOf(e));
        } catch (RuntimeException e) {
            logger.error("service={}: a defect ended the stream", config.service(), e);
            end("a defect of ours");
        } finally {
            abort();
            joinWriter();
        }
        Ending over = ending;
        return over != null ? over : new Ending("it is over", Optional.empty(), phase == Phase.UP);
    }

    /** Ends the stream when everything is confirmed, or time is up. Any thread may call this. */
    void close() {
        LinkWriter current = writer;
        if (current == null) {
            abort();
        } else {
            closeBy = System.nanoTime() + config.times().closing().toNanos();
            current.close();
        }
    }

    /** Cuts the socket: whoever reads or writes it is woken. */
    void abort() {
        aborted = true;
        try {
            socket.close(); // the bare one, also under TLS: closing that would wait for a write that hangs
        } catch (IOException e) {
            logger.debug("service={}: closing the socket: {}", config.service(), e.getMessage());
        }
    }

    /** A barrier of this link came back. */
    void barrierCameBack(long number) {
        LinkWriter current = writer;
        if (current != null) {
            current.cameBack(number);
        }
    }

    private InputStream connect() throws IOException {
        int patience = Math.toIntExact(config.times().connect().toMillis());
        Socket dialled = dial(patience);
        dialled.setTcpNoDelay(true);
        dialled.setKeepAlive(true);
        dialled.setSoTimeout(patience);
        Socket secured = dialled;
        if (config.endpoint().tls().isPresent()) {
            secured = config.endpoint()
                    .tls()
                    .get()
                    .over(dialled, config.endpoint().host());
        }
        secured.setSoTimeout(Math.toIntExact(TICK.toMillis()));
        out = secured.getOutputStream();
        write("<?xml version='1.0'?><stream:stream xmlns='" + Stanzas.NS + "' xmlns:stream='" + STREAMS + "' to='"
                + XmlWriter.escape(config.service())
                + (config.endpoint().allowMultiple() ? "' allowMultiple='true" : "")
                + "'>");
        return secured.getInputStream();
    }

    /** The first address of the host that answers. */
    private Socket dial(int patience) throws IOException {
        LinkConfig.Endpoint endpoint = config.endpoint();
        IOException refused = new UnknownHostException(endpoint.host());
        for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
            Socket candidate = new Socket();
            socket = candidate;
            if (aborted) {
                abort();
            }
            try {
                candidate.connect(new InetSocketAddress(address, endpoint.port()), patience);
                return candidate;
            } catch (IOException e) {
                candidate.close();
                refused = e;
            }
        }
        throw refused;
    }

    private void read(InputStream in, byte[] buffer) throws IOException {
        int length;
        try {
            length = in.read(buffer);
        } catch (SocketTimeoutException tick) {
            return;
        }
        if (length < 0) {
            end("the host server closed the connection");
            return;
        }
        traffic.read(length);
        framer.feed(buffer, 0, length);
    }

    private void lookAtTheClock() {
        long now = System.nanoTime();
        LinkWriter current = writer;
        if (phase != Phase.UP && now - started > config.times().connect().toNanos()) {
            end("no handshake within " + config.times().connect());
        } else if (current != null && current.isOverdue()) {
            end("a barrier did not come back within " + config.times().barrier());
        } else if (closeBy != Long.MAX_VALUE && now - closeBy > 0) {
            end("the host server did not end the stream in time");
        }
    }

    private void write(String xml) throws IOException {
        OutputStream current = out;
        if (current != null) {
            byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
            current.write(bytes);
            traffic.wrote(bytes.length);
        }
    }

    private void end(String why) {
        end(why, Optional.empty());
    }

    private void end(String why, Optional<String> condition) {
        if (ending == null) {
            ending = new Ending(why, condition, phase == Phase.UP);
        }
    }

    private String faultOf(IOException e) {
        LinkWriter current = writer;
        Exception first = current == null ? e : current.fault().orElse(e);
        return first instanceof UnknownHostException ? "no such host" : first.toString();
    }

    @Override
    public void opened(byte[] bytes, int from, int to) {
        parser = StanzaParser.inside(Arrays.copyOfRange(bytes, from, to));
        try {
            XmlElement stream = parser.stream();
            XmlElement inherited = parser.parse("<handshake/>");
            if (!stream.is("stream", STREAMS) || !inherited.is("handshake", Stanzas.NS)) {
                end("no host server for components: it opens " + stream.name() + " of " + inherited.namespace());
                return;
            }
            phase = Phase.HANDSHAKE;
            Optional<String> id = stream.attribute("id");
            if (id.isPresent()) {
                write("<handshake>" + proof(id.get()) + "</handshake>");
            }
        } catch (XMLStreamException | IOException e) {
            end("the stream header: " + e.getMessage());
        }
    }

    /** XEP-0114 §3: SHA-1 is what it asks for. */
    private String proof(String streamId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((streamId + config.secret()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }

    @Override
    public void stanza(byte[] bytes, int from, int to) {
        if (ending != null) {
            return;
        }
        try {
            XmlElement stanza = parser.parse(bytes, from, to);
            if (stanza.is("error", STREAMS)) {
                streamError(stanza);
            } else if (phase == Phase.UP) {
                take(stanza);
            } else if (stanza.is("handshake", Stanzas.NS)) {
                up();
            }
        } catch (XMLStreamException e) {
            traffic.malformed();
            logger.debug("service={}: a stanza that is no XML: {}", config.service(), e.getMessage());
            refuse(bytes, from, to, StanzaError.of(StanzaError.Type.MODIFY, "bad-request"));
        }
    }

    @Override
    public void oversize(byte[] head, int from, int to) {
        traffic.oversize();
        refuse(head, from, to, StanzaError.of(StanzaError.Type.MODIFY, "policy-violation"));
    }

    @Override
    public void closed() {
        end("the host server closed the stream");
    }

    private void streamError(XmlElement error) {
        String condition = error.children().stream()
                .filter(child -> child.namespace().equals(STREAM_ERRORS))
                .map(XmlElement::name)
                .filter(name -> !name.equals("text"))
                .findFirst()
                .orElse("undefined-condition");
        String text = error.child("text", STREAM_ERRORS).map(XmlElement::text).orElse("");
        end("stream error " + condition + (text.isBlank() ? "" : " (" + text + ")"), Optional.of(condition));
    }

    private void up() {
        OutputStream current = out;
        if (current == null) {
            return;
        }
        phase = Phase.UP;
        LinkWriter starting =
                new LinkWriter(config, link.outbox(), traffic, link.barrierPrefix(), link.multicast(), current);
        writer = starting;
        Thread thread = link.thread("writes", () -> writeUntilOver(starting));
        writing = thread;
        traffic.connected();
        link.up();
        thread.start();
    }

    private void writeUntilOver(LinkWriter writer) {
        try {
            writer.run();
        } finally {
            if (!writer.hasEndedStream()) {
                abort(); // wakes the reader, which ends the stream
            }
        }
    }

    private void take(XmlElement stanza) {
        if (!STANZAS.contains(stanza.name()) || !stanza.namespace().equals(Stanzas.NS)) {
            traffic.dropped();
            return;
        }
        Optional<String> barrier = barrier(stanza);
        if (barrier.isPresent()) {
            link.barriers().cameBack(barrier.get());
            return;
        }
        if (isRefusedByMulticast(stanza)) {
            refusedByMulticast(stanza);
            return;
        }
        traffic.stanza();
        try {
            link.handler().handle(link, stanza);
        } catch (RuntimeException e) {
            logger.error("service={}: nobody could handle a stanza", config.service(), e);
            new StanzaHead(stanza.name(), stanza.attributes())
                    .refusal(config.service(), StanzaError.of(StanzaError.Type.CANCEL, "internal-server-error"))
                    .ifPresent(link::reply);
        }
    }

    /**
     * The id of a barrier that is back: as the request that we sent to ourselves, or as its answer, or as our copy of what
     * went to many. Only our own domain can have sent any of them, and the host server vouches for it.
     */
    private Optional<String> barrier(XmlElement stanza) {
        String to = stanza.attribute("to").orElse("");
        if (!stanza.attribute("from").equals(Optional.of(config.service()))) {
            return Optional.empty();
        }
        if (stanza.name().equals("message")) {
            return stanza.attribute("type").equals(Optional.of("error"))
                    ? Optional.empty()
                    : Groups.copy(config.service(), to);
        }
        return stanza.name().equals("iq") && to.equals(config.service())
                ? stanza.attribute("id").filter(id -> Barriers.memberOf(id).isPresent())
                : Optional.empty();
    }

    private boolean isRefusedByMulticast(XmlElement stanza) {
        return stanza.name().equals("message")
                && stanza.attribute("type").equals(Optional.of("error"))
                && config.multicast()
                        .flatMap(service -> stanza.attribute("from").filter(service.address()::equals))
                        .isPresent();
    }

    /** XEP-0033 §8: nobody in that group has been told. On the next stream each of them has a stanza. */
    private void refusedByMulticast(XmlElement refusal) {
        String condition = refusal.child("error", Stanzas.NS)
                .flatMap(error -> error.children().stream().findFirst())
                .map(XmlElement::name)
                .orElse("no reason");
        logger.warn(
                "service={} host server={}: its multicast service refuses a stanza for many recipients: {}",
                config.service(),
                config.endpoint(),
                condition);
        if (link.multicast().map(Groups::isAnyUnderWay).orElse(false)) {
            end("its multicast service refused what was to go through it: " + condition);
        }
    }

    private void refuse(byte[] bytes, int from, int to, StanzaError error) {
        Optional<XmlElement> refusal = phase == Phase.UP
                ? StanzaHead.read(bytes, from, to).refusal(config.service(), error)
                : Optional.empty();
        if (refusal.isEmpty()) {
            traffic.dropped();
        }
        refusal.ifPresent(link::reply);
    }

    /** Only one thread at a time may drain an outbox. */
    private void joinWriter() {
        LinkWriter current = writer;
        Thread thread = writing;
        if (current == null || thread == null) {
            return;
        }
        current.stop();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
