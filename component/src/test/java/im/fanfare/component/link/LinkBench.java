package im.fanfare.component.link;

import im.fanfare.fanout.Frames;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * How fast a link is on loopback, against a host server that only reads and sends barriers back.
 *
 * <p>Not a test: run {@code main} with the number of stanzas, the window and the number of bytes in a body.
 */
final class LinkBench {
    private static final byte[] BARRIER = "<iq type='get' id='b:".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PING_END = "</iq>".getBytes(StandardCharsets.UTF_8);

    public static void main(String[] arguments) throws Exception {
        int stanzas = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000_000;
        int window = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4_096;
        int body = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 200;
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread sink = new Thread(() -> sink(listening));
            sink.setDaemon(true);
            sink.start();
            LinkConfig config = LinkConfig.of("pubsub.denmark.lit", "127.0.0.1", listening.getLocalPort(), "secret")
                    .with(LinkConfig.Limits.DEFAULT.withWindow(window));
            Outbox outbox = new Outbox("bench", config.limits());
            try (Link link = new Link(
                    config, outbox, new Barriers("bench", id -> {}), (via, stanza) -> {}, (changed, state) -> {})) {
                link.start();
                for (int round = 0; round < 6; round++) {
                    measure(link, outbox, stanzas, body);
                }
            }
        }
        measureSocket(stanzas, body);
    }

    /** The same bytes without a link: what the socket and the sink can do. */
    private static void measureSocket(int stanzas, int body) throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread sink = new Thread(() -> sink(listening));
            sink.setDaemon(true);
            sink.start();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort())) {
                for (int turn = 0; turn < 2; turn++) {
                    send(socket, "<a/>");
                    socket.getInputStream().read(new byte[1 << 10]);
                }
                byte[] chunk = new byte[128 << 10];
                Notifications notifications = new Notifications(1, body);
                int length = 0;
                int inChunk = 0;
                for (int n = notifications.write(0, chunk, 0); n > 0; n = notifications.write(0, chunk, length)) {
                    length += n;
                    inChunk++;
                }
                for (int round = 0; round < 4; round++) {
                    long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                    long began = System.nanoTime();
                    for (int sent = 0; sent < stanzas; sent += inChunk) {
                        socket.getOutputStream().write(chunk, 0, length);
                    }
                    double seconds = (System.nanoTime() - began) / 1e9;
                    double cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore;
                    System.out.printf(
                            "socket alone: %.2f million stanzas/s, %.0f ns of CPU each%n",
                            stanzas / seconds / 1e6, cpu / stanzas);
                }
            }
        }
    }

    private static void measure(Link link, Outbox outbox, int stanzas, int body) {
        int page = 8_192;
        int sources = 4;
        long before = link.traffic().bytesOut();
        long cpuBefore = linkNanos();
        long began = System.nanoTime();
        CompletableFuture<?>[] pages = new CompletableFuture<?>[sources];
        for (int sent = 0; sent < stanzas; sent += page) {
            // One delivery under way per source, as the pages of the fan-out have it.
            int source = sent / page % sources;
            if (pages[source] != null) {
                pages[source].join();
            }
            pages[source] = outbox.offer(source, new Notifications(page, body)).toCompletableFuture();
        }
        CompletableFuture.allOf(pages).join();
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "%.2f million stanzas/s, %.0f ns of the link's CPU each, %.0f MB/s, last barrier %s%n",
                stanzas / seconds / 1e6,
                (double) (linkNanos() - cpuBefore) / stanzas,
                (link.traffic().bytesOut() - before) / seconds / 1e6,
                link.traffic().lastBarrier());
    }

    /** What both threads of the link have used: it says more than the rate where neighbours take the cores. */
    private static long linkNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("link ")) {
                nanos += threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        return nanos;
    }

    private static final class Notifications implements Frames {
        private final int size;
        private final byte[] before =
                "<message from='pubsub.denmark.lit' id='0123456789abcdef' to='".getBytes(StandardCharsets.UTF_8);
        private final byte[] after;

        Notifications(int size, int body) {
            this.size = size;
            this.after = ("'><event xmlns='http://jabber.org/protocol/pubsub#event'>" + "x".repeat(body)
                            + "</event></message>")
                    .getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public int write(int index, byte[] into, int at) {
            int length = before.length + 27 + after.length;
            if (into.length - at < length) {
                return -1;
            }
            System.arraycopy(before, 0, into, at, before.length);
            int to = at + before.length;
            int number = index;
            into[to] = 'u';
            for (int i = 8; i > 0; i--) {
                into[to + i] = (byte) ('0' + number % 10);
                number /= 10;
            }
            System.arraycopy(ADDRESS, 0, into, to + 9, ADDRESS.length);
            System.arraycopy(after, 0, into, to + 27, after.length);
            return length;
        }

        private static final byte[] ADDRESS = "@users.denmark.lit".getBytes(StandardCharsets.UTF_8);

        @Override
        public int recipient(int index) {
            return index;
        }
    }

    /** Looks for barriers at the ends of what it reads, byte by byte only where there may be one. */
    private static void sink(ServerSocket listening) {
        try (Socket socket = listening.accept()) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 20];
            in.read(buffer);
            send(
                    socket,
                    "<stream:stream xmlns:stream='http://etherx.jabber.org/streams'"
                            + " xmlns='jabber:component:accept' id='1'>");
            in.read(buffer);
            send(socket, "<handshake/>");
            int kept = 0;
            while (true) {
                int length = in.read(buffer, kept, buffer.length - kept);
                if (length < 0) {
                    return;
                }
                kept = answerBarriers(socket, buffer, kept + length);
            }
        } catch (IOException e) {
            // the bench is over
        }
    }

    private static int answerBarriers(Socket socket, byte[] buffer, int end) throws IOException {
        int from = 0;
        for (int at = find(BARRIER, buffer, 0, end); at >= 0; at = find(BARRIER, buffer, from, end)) {
            int stop = find(PING_END, buffer, at, end);
            if (stop < 0) {
                System.arraycopy(buffer, at, buffer, 0, end - at);
                return end - at;
            }
            from = stop + PING_END.length;
            socket.getOutputStream().write(buffer, at, from - at);
        }
        int tail = Math.min(BARRIER.length, end - from);
        System.arraycopy(buffer, end - tail, buffer, 0, tail);
        return tail;
    }

    private static int find(byte[] wanted, byte[] buffer, int from, int end) {
        for (int i = from; i <= end - wanted.length; i++) {
            if (buffer[i] == '<'
                    && buffer[i + 1] == wanted[1]
                    && Arrays.equals(buffer, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    private static void send(Socket socket, String xml) throws IOException {
        socket.getOutputStream().write(xml.getBytes(StandardCharsets.UTF_8));
    }

    private LinkBench() {}
}
