package im.fanfare.load;

import im.fanfare.embedded.EmbeddedCassandra;
import im.fanfare.embedded.EmbeddedKafka;
import im.fanfare.embedded.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The Kafka and the Cassandra of one run; what they keep is deleted when they are closed. */
record Stores(EmbeddedKafka kafka, EmbeddedCassandra cassandra, Path data) implements AutoCloseable {
    /** Not started yet; whatever an earlier run has left there is deleted. */
    static Stores in(Path data, Path logs) throws IOException {
        Home.delete(data);
        Home.delete(logs);
        Files.createDirectories(logs);
        return new Stores(
                new EmbeddedKafka(home("kafka", data, logs)),
                new EmbeddedCassandra(home("cassandra", data, logs)),
                data);
    }

    /** Returns once both serve. */
    void start() throws IOException {
        CompletableFuture<Void> inBackground = CompletableFuture.runAsync(() -> {
            try {
                kafka.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        cassandra.start();
        try {
            inBackground.join();
        } catch (CompletionException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        undo(kafka::kill);
        undo(cassandra::kill);
        undo(() -> Home.delete(data));
    }

    private static void undo(Runnable what) {
        try {
            what.run();
        } catch (IllegalStateException | UncheckedIOException e) {
            // It never got as far as to be started, or somebody still writes there.
        }
    }

    /** Durable, as its JVM would else not be compiled to its full speed, and as it has to outlive a kill. */
    private static Home home(String server, Path data, Path logs) {
        return Home.durable(data.resolve(server), logs.resolve(server + ".log"));
    }
}
