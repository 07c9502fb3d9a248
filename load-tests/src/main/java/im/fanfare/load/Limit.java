package im.fanfare.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** A sender that has its notifications ready in memory, and the reader and checker that Fanfare's get. */
final class Limit {
    private static final int WRITE_BYTES = 64 << 10;
    private static final int ITEM_DIGITS = 8;
    private static final CompletableFuture<Long> NOBODY_ANSWERS = new CompletableFuture<>();
    private static final double NANOS_PER_SECOND = 1e9;

    private final Checker checker = new Checker(Checker.Order.SENT);
    private final Audience audience;
    private final byte[] stanzas;
    private final int[] itemAt;
    private final Script script;

    /** @param ratePerCore of the reading thread alone */
    record Measured(double rate, double bytesEach, double ratePerCore) {}

    Limit(Script script, int subscribers) {
        this.script = script;
        this.audience = Audience.of("load-limit-0", 0, subscribers);
        this.itemAt = new int[subscribers];
        String blank = "i" + "0".repeat(ITEM_DIGITS);
        StringBuilder all = new StringBuilder();
        for (int number = 0; number < subscribers; number++) {
            String stanza = script.notification(script.subscriber(number), audience.node(), blank, 100);
            itemAt[number] = all.length() + stanza.indexOf(blank) + 1;
            all.append(stanza);
        }
        this.stanzas = all.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends everything again and again for so many seconds. */
    Measured measure(int seconds) throws IOException, InterruptedException {
        try (ServerSocketChannel listening =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            SocketChannel out = SocketChannel.open(listening.getLocalAddress());
            Reading reading = new Reading(listening.accept());
            Thread reader = new Thread(reading, "limit reads");
            reader.start();
            long begun = System.nanoTime();
            try (out) {
                send(out, begun + Duration.ofSeconds(seconds).toNanos());
            }
            reader.join();
            return measured(reading, System.nanoTime() - begun);
        }
    }

    private void send(SocketChannel out, long until) throws IOException {
        out.setOption(StandardSocketOptions.TCP_NODELAY, true);
        out.write(ByteBuffer.wrap(script.streamHeader("limit").getBytes(StandardCharsets.US_ASCII)));
        do {
            Publication publication = checker.publish(audience, NOBODY_ANSWERS);
            String digits = String.format(Locale.ROOT, "%0" + ITEM_DIGITS + "d", publication.item());
            byte[] item = digits.getBytes(StandardCharsets.US_ASCII);
            for (int at : itemAt) {
                System.arraycopy(item, 0, stanzas, at, ITEM_DIGITS);
            }
            for (int at = 0; at < stanzas.length; at += WRITE_BYTES) {
                ByteBuffer buffer = ByteBuffer.wrap(stanzas, at, Math.min(WRITE_BYTES, stanzas.length - at));
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
        } while (System.nanoTime() < until);
    }

    private Measured measured(Reading reading, long nanos) throws IOException {
        Findings findings = checker.findings();
        if (!findings.isClean()) {
            throw new IOException("the harness itself went wrong: " + findings);
        }
        double all = findings.notifications();
        return new Measured(
                all / (nanos / NANOS_PER_SECOND),
                (double) stanzas.length / audience.size(),
                all / (reading.cpuNanos / NANOS_PER_SECOND));
    }

    /** The receiving end. */
    private final class Reading implements Runnable, StanzaReader.Sink {
        private final SocketChannel in;
        private final StanzaReader reader = new StanzaReader(script, this);
        private long now;
        private volatile long cpuNanos;

        private Reading(SocketChannel in) {
            this.in = in;
        }

        @Override
        public void run() {
            try (in) {
                while (reader.readFrom(in)) {
                    now = System.nanoTime();
                    reader.handOver();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            cpuNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }

        @Override
        public void notification(int subscriber, int item, int revision, boolean whole) {
            checker.notification(subscriber, item, item, whole, now); // nobody numbers revisions here
        }

        @Override
        public void stanza(String xml) {
            checker.stray();
        }

        @Override
        public void opened(String header) {}

        @Override
        public void ended() {}
    }
}
