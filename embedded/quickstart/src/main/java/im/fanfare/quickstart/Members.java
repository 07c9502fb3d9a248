package im.fanfare.quickstart;

import im.fanfare.embedded.Child;
import im.fanfare.embedded.EmbeddedCassandra;
import im.fanfare.embedded.EmbeddedKafka;
import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.MemberSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;

/** The Fanfare members, each a process on production's class path. */
final class Members implements AutoCloseable {
    private static final List<String> FLAGS = List.of("-Xmx512m");

    private final List<FanfareMember> all;

    private Members(List<FanfareMember> all) {
        this.all = all;
    }

    static Members of(
            int count, DataDirectory data, EmbeddedCassandra cassandra, EmbeddedKafka kafka, Attachment attachment)
            throws IOException {
        var settings = MemberSettings.on(cassandra, kafka)
                // Every host server allows one connection, and not every one more.
                .attachedTo(attachment.host(), attachment.port(), attachment.service(), attachment.secret(), "shared");
        return new Members(settings.members(count, FanfareMember.program(FLAGS), data.members(), data.logs()));
    }

    /** Starts them all, then waits until each says that publishes are accepted. */
    void start() throws IOException {
        for (var member : all) {
            Files.deleteIfExists(member.log()); // it begins with this run
            member.start();
        }
        for (var member : all) {
            member.awaitReady();
        }
    }

    /** Where their metrics are. */
    List<String> metrics() {
        return all.stream()
                .map(member -> member.management().resolve("/metrics").toString())
                .toList();
    }

    /** Where one of them is administered, and by it all. */
    URI administration() {
        return all.get(0).administration();
    }

    List<Child> processes() {
        return all.stream().map(FanfareMember::process).toList();
    }

    /** All at once: none of them waits for another. */
    @Override
    public void close() {
        all.stream().filter(FanfareMember::isStarted).forEach(FanfareMember::terminate);
        all.stream().filter(FanfareMember::isStarted).forEach(FanfareMember::stop);
    }
}
