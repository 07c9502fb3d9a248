package im.fanfare.gatling;

import im.fanfare.embedded.EmbeddedCassandra;
import im.fanfare.embedded.EmbeddedKafka;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.MemberSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Kafka, Cassandra and Fanfare's members, started where the operator has named no installation of their own. */
final class Installation {
    private final Path data;
    private final Path logs;
    private final Closing closing;
    private final EmbeddedKafka kafka;
    private final EmbeddedCassandra cassandra;

    /** @param dir for data, which is deleted at the end, and logs, which are not */
    Installation(Path dir, Closing closing) throws IOException {
        this.data = dir.resolve("data");
        this.logs = dir.resolve("logs");
        this.closing = closing;
        Home.delete(data);
        Home.delete(logs);
        Files.createDirectories(logs);
        this.kafka = new EmbeddedKafka(home("kafka"));
        this.cassandra = new EmbeddedCassandra(home("cassandra"));
    }

    void startStores() throws IOException {
        closing.add(() -> Home.delete(data));
        closing.add(kafka::kill);
        closing.add(cassandra::kill);
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

    MemberSettings settings() {
        return MemberSettings.on(cassandra, kafka);
    }

    /** Returns once they serve; stopped at the end. */
    List<FanfareMember> startMembers(MemberSettings settings, Options.Started started) throws IOException {
        var members = settings.members(
                started.members(), FanfareMember.program(started.jvm()), data.resolve("members"), logs);
        for (FanfareMember member : members) {
            closing.add(member::stop);
            member.start();
        }
        for (FanfareMember member : members) {
            member.awaitReady();
        }
        return members;
    }

    static List<URI> metrics(List<FanfareMember> members) {
        return members.stream()
                .map(member -> member.management().resolve("/metrics"))
                .toList();
    }

    /** Durable, as its JVM would else not be compiled to its full speed; deleted at the end all the same. */
    Home home(String server) {
        return Home.durable(data.resolve(server), logs.resolve(server + ".log"));
    }
}
