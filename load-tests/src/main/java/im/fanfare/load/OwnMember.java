package im.fanfare.load;

import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.Home;
import im.fanfare.embedded.MemberSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A member of one row's own, because of how it has to be configured; it ends with the row. */
final class OwnMember implements AutoCloseable {
    private final Path logs;
    private final FanfareMember member;

    /**
     * Starts it, without waiting for it.
     *
     * @param jvm options of its JVM
     */
    OwnMember(MemberSettings settings, List<String> jvm) throws IOException {
        logs = Files.createTempDirectory("fanfare-load-");
        member = settings.members(1, FanfareMember.program(jvm), logs, logs).get(0);
        member.start();
    }

    void awaitReady() throws IOException {
        member.awaitReady();
    }

    @Override
    public void close() {
        member.stop();
        Home.delete(logs);
    }
}
