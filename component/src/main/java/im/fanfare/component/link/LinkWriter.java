package im.fanfare.component.link;

import im.fanfare.stanza.XmlWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes one stream, on a thread of its own: chunks of the outbox, and barriers behind them.
 *
 * <p>Not every chunk has a barrier: a host server has to route each. One follows when fewer than two are under way, so
 * that a lone stanza is confirmed at once, or when a good part of the window has gone without.
 */
final class LinkWriter {
    private static final int BUFFER_BYTES = 128 << 10;
    private static final int FEW_BARRIERS = 2;
    private static final byte[] END = "</stream:stream>".getBytes(StandardCharsets.UTF_8);

    private final LinkConfig config;
    private final Outbox outbox;
    private final Traffic traffic;
    private final OutputStream out;
    private final byte[] beforeNumber;
    private final byte[] afterNumber;
    private final Optional<Groups> multicast;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    // The writer thread's.
    private long lastNumber;
    private int uncovered;
    private long lastWrite = System.nanoTime();

    /** Barriers under way, the oldest first. */
    private final Deque<Sent> barriers = new ArrayDeque<>();

    private volatile @Nullable Thread thread;
    /** Before, what is away is another stream's. */
    private volatile boolean multicastBegun;

    private volatile boolean stopped;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile @Nullable Exception fault;

    LinkWriter(
            LinkConfig config,
            Outbox outbox,
            Traffic traffic,
            String barrierPrefix,
            Optional<Groups> multicast,
            OutputStream out) {
        this.config = config;
        this.outbox = outbox;
        this.traffic = traffic;
        this.multicast = multicast;
        this.out = out;
        String service = XmlWriter.escape(config.service());
        beforeNumber = ("<iq type='get' id='" + barrierPrefix).getBytes(StandardCharsets.UTF_8);
        afterNumber = ("' from='" + service + "' to='" + service + "'><ping xmlns='urn:xmpp:ping'/></iq>")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Writes until the stream is at its end, whichever way. */
    void run() {
        thread = Thread.currentThread();
        outbox.attach(this::wake);
        try {
            if (multicast.isPresent()) {
                byte[] trial = multicast.get().begin();
                multicastBegun = true;
                write(trial, trial.length);
            }
            while (!stopped && !ended) {
                if (!writeSome()) {
                    LockSupport.parkNanos(this, untilKeepAlive());
                }
            }
        } catch (IOException | RuntimeException e) {
            fault = e;
        }
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    /** Writes nothing more. */
    void stop() {
        stopped = true;
        wake();
    }

    /** Ends the stream as soon as the outbox, which has been stopped, is settled. */
    void close() {
        closing = true;
        wake();
    }

    /** Whether its last word was the end tag, so that it is for the host server to close the connection. */
    boolean hasEndedStream() {
        return ended;
    }

    Optional<Exception> fault() {
        return Optional.ofNullable(fault);
    }

    /** A barrier of this link came back, though perhaps one of an earlier stream. */
    void cameBack(long number) {
        synchronized (barriers) {
            Sent first = barriers.peek();
            while (first != null && first.number <= number) {
                traffic.barrierTook(System.nanoTime() - first.at);
                barriers.remove();
                first = barriers.peek();
            }
        }
        wake();
    }

    /** Whether the host server has kept a barrier, or our copy of what went to many, longer than one that lives would. */
    boolean isOverdue() {
        if (multicastBegun && multicast.map(this::isOverdue).orElse(false)) {
            return true;
        }
        synchronized (barriers) {
            Sent first = barriers.peek();
            return first != null
                    && System.nanoTime() - first.at > config.times().barrier().toNanos();
        }
    }

    private boolean isOverdue(Groups groups) {
        return groups.isAnyAwayFor(config.times().barrier());
    }

    private boolean writeSome() throws IOException {
        Optional<Chunk> chunk = outbox.next(buffer, multicast.filter(Groups::isOpen));
        if (chunk.isPresent()) {
            write(chunk.get());
            return true;
        }
        if (uncovered > 0 && underWay() < FEW_BARRIERS || untilKeepAlive() <= 0) {
            write(buffer, withBarrier(buffer, 0));
            return true;
        }
        if (closing && outbox.isSettled()) {
            out.write(END);
            ended = true;
        }
        return false;
    }

    private void write(Chunk chunk) throws IOException {
        lastNumber = chunk.number();
        multicast.ifPresent(groups -> groups.leave(chunk.groups(), chunk.number()));
        uncovered += chunk.stanzas();
        int length = chunk.length();
        boolean due = underWay() < FEW_BARRIERS || uncovered >= config.limits().windowStanzas() / 8;
        if (due && chunk.bytes().length - length >= beforeNumber.length + 20 + afterNumber.length) {
            length = withBarrier(chunk.bytes(), length);
        }
        write(chunk.bytes(), length);
        if (due && uncovered > 0) {
            write(buffer, withBarrier(buffer, 0)); // the chunk left no room
        }
    }

    private void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        traffic.wrote(length);
        lastWrite = System.nanoTime();
    }

    /** Puts a barrier behind the bytes; it is under way from now on, since it may be back before the write returns. */
    private int withBarrier(byte[] bytes, int length) {
        byte[] number = Long.toString(lastNumber).getBytes(StandardCharsets.US_ASCII);
        int at = length;
        for (byte[] part : new byte[][] {beforeNumber, number, afterNumber}) {
            System.arraycopy(part, 0, bytes, at, part.length);
            at += part.length;
        }
        synchronized (barriers) {
            barriers.add(new Sent(lastNumber, System.nanoTime()));
        }
        uncovered = 0;
        return at;
    }

    private int underWay() {
        synchronized (barriers) {
            return barriers.size();
        }
    }

    private long untilKeepAlive() {
        if (underWay() > 0) {
            return config.times().keepAlive().toNanos();
        }
        return lastWrite + config.times().keepAlive().toNanos() - System.nanoTime();
    }

    private record Sent(long number, long at) {}
}
