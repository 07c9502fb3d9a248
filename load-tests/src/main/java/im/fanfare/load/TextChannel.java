package im.fanfare.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** A connection to a server on this machine, as text: enough to open a stream and to write to it. */
final class TextChannel implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 10;

    private final SocketChannel channel;

    TextChannel(int port) throws IOException {
        this.channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** For whoever reads it otherwise from now on. */
    SocketChannel channel() {
        return channel;
    }

    synchronized void write(String xml) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(xml.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * What has come since the last time, once it is what is wanted.
     *
     * @throws IOException with what has come, if it is refused or the server ends it
     */
    String await(Predicate<String> wanted, Predicate<String> refused) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        ByteBuffer some = ByteBuffer.allocate(BUFFER_BYTES);
        while (!wanted.test(read.toString(StandardCharsets.UTF_8))) {
            some.clear();
            if (channel.read(some) < 0 || refused.test(read.toString(StandardCharsets.UTF_8))) {
                throw new IOException("the server refuses: " + read.toString(StandardCharsets.UTF_8));
            }
            read.write(some.array(), 0, some.position());
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
