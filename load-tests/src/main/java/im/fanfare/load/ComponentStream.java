package im.fanfare.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * One component's stream as a host server has it: XEP-0114 §3. It runs on the thread that reads.
 *
 * <p>What the component sends to its own domain goes back to it, as any host server routes it; that confirms its
 * notifications. Requests to anybody else find nobody.
 */
final class ComponentStream implements StanzaReader.Sink {
    private static final int BUFFER_BYTES = 64 << 10;

    private final SocketChannel channel;
    private final HostServer host;
    private final StanzaReader reader;
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);
    private final String id = UUID.randomUUID().toString();
    private long now;
    private boolean over;

    ComponentStream(SocketChannel channel, HostServer host) throws IOException {
        this.channel = channel;
        this.host = host;
        this.reader = new StanzaReader(host.script(), this);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Reads until the stream is over. */
    void run() {
        try (channel) {
            SlowChannel in = new SlowChannel(channel, host::bytesPerSecond);
            while (!over && reader.readFrom(in)) {
                now = System.nanoTime();
                reader.handOver();
                flush();
                host.awaitReading();
            }
            host.ended(this, over ? "the component ended the stream" : "the component closed the connection");
        } catch (IOException | UncheckedIOException e) {
            host.ended(this, e.toString());
        } catch (InterruptedException e) {
            host.ended(this, "interrupted");
        } finally {
            host.left(this);
        }
    }

    /** Says that there is no more to come; it reads on until the component has gone. */
    void end() {
        try {
            write("</stream:stream>");
            flush();
        } catch (IOException | UncheckedIOException e) {
            drop(); // it has gone before
        }
    }

    /** Closes the connection as it is. */
    void drop() {
        try {
            channel.close();
        } catch (IOException e) {
            // closed all the same
        }
    }

    /** Buffers; whoever is done with writing flushes. */
    void write(String xml) {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        try {
            synchronized (out) {
                if (out.remaining() < bytes.length) {
                    flush();
                }
                if (out.remaining() < bytes.length) {
                    writeAll(ByteBuffer.wrap(bytes));
                } else {
                    out.put(bytes);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void flush() throws IOException {
        synchronized (out) {
            out.flip();
            writeAll(out);
            out.clear();
        }
    }

    @Override
    public void opened(String header) {
        write(host.script().streamHeader(id));
        if (!Iq.of(header).to().equals(host.script().service())) {
            refuse("host-unknown");
        }
    }

    @Override
    public void notification(int subscriber, int item, int revision, boolean whole) {
        host.checker().notification(subscriber, item, revision, whole, now);
    }

    @Override
    public void stanza(String xml) {
        if (xml.startsWith("<iq")) {
            iq(xml, Iq.of(xml));
        } else if (xml.startsWith("<handshake")) {
            handshake(xml);
        } else if (xml.startsWith("<message")) {
            host.checker().stray();
        }
    }

    @Override
    public void ended() {
        write("</stream:stream>");
        over = true;
    }

    private void iq(String xml, Iq iq) {
        if (!iq.isRequest()) {
            host.requests().answered(iq.id(), xml, iq.type().equals("result"), now);
        } else if (iq.to().equals(host.script().service())) {
            write(xml);
        } else {
            write(iq.unavailable());
        }
    }

    private void handshake(String xml) {
        if (xml.contains(">" + host.script().digest(id) + "<")) {
            write("<handshake/>");
            host.up(this);
        } else {
            refuse("not-authorized");
        }
    }

    private void refuse(String condition) {
        write(Script.streamError(condition));
        over = true;
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
