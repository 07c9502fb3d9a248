package im.fanfare.load;

import im.fanfare.embedded.EmbeddedCassandra;
import im.fanfare.embedded.EmbeddedKafka;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.MemberSettings;
import im.fanfare.embedded.MemberSettings.Place;
import im.fanfare.embedded.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Kafka, Cassandra and Fanfare's members on this machine, for one command; what they keep is deleted at its end. */
public final class Installation {
    private final Command command;
    private final Path data;
    private final Path logs;
    private final EmbeddedKafka kafka;
    private final EmbeddedCassandra cassandra;

    /**
     * On loopback, with a Cassandra that is as each of three would be. Nothing is started yet; whatever an earlier run has
     * left there is deleted.
     *
     * @param logs which stay
     */
    public Installation(Path data, Path logs, Command command) throws IOException {
        this(data, logs, Ports.LOOPBACK, "", EmbeddedCassandra.AS_IT_COMES, command);
    }

    /**
     * As {@link #Installation(Path, Path, Command)}, elsewhere.
     *
     * @param host the address of Kafka and Cassandra
     * @param kafka lines of Kafka's configuration, which win over those that it has
     * @param cassandra likewise
     */
    Installation(Path data, Path logs, String host, String kafka, String cassandra, Command command)
            throws IOException {
        this.command = command;
        this.data = data;
        this.logs = logs;
        Home.delete(data);
        Home.delete(logs);
        Files.createDirectories(logs);
        this.kafka = new EmbeddedKafka(home("kafka"), Ports.freeAt(host), kafka);
        this.cassandra = new EmbeddedCassandra(home("cassandra"), Ports.freeAt(host), cassandra);
    }

    EmbeddedKafka kafka() {
        return kafka;
    }

    EmbeddedCassandra cassandra() {
        return cassandra;
    }

    /** Returns once both serve, with what tells members where that is. */
    public MemberSettings startStores() throws IOException {
        command.terminal().line("Starting Kafka and Cassandra …");
        command.begin(() -> Home.delete(data));
        command.begin(cassandra::kill);
        command.begin(kafka::kill);
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
        return MemberSettings.on(cassandra, kafka);
    }

    /**
     * Returns once all of them serve, so many on loopback.
     *
     * @param jvm options of each member's JVM
     */
    public List<FanfareMember> startMembers(MemberSettings settings, int count, List<String> jvm) throws IOException {
        return startMembers(settings, Collections.nCopies(count, Place.LOOPBACK), jvm);
    }

    /** As {@link #startMembers(MemberSettings, int, List)}, one in each place. */
    List<FanfareMember> startMembers(MemberSettings settings, List<Place> places, List<String> jvm) throws IOException {
        command.terminal().line("Starting Fanfare, %d × %s …".formatted(places.size(), String.join(" ", jvm)));
        List<FanfareMember> members =
                settings.members(places, FanfareMember.program(jvm), data.resolve("members"), logs);
        for (FanfareMember member : members) {
            command.begin(member::stop);
            member.start();
        }
        for (FanfareMember member : members) {
            member.awaitReady();
        }
        return members;
    }

    /** Durable, as its JVM would else not be compiled to its full speed, and as it has to outlive a kill. */
    public Home home(String server) {
        return Home.durable(data.resolve(server), logs.resolve(server + ".log"));
    }
}
