package im.fanfare.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A program that starts servers, writes down their process ids, and waits to be killed. */
public final class Orphans {
    private Orphans() {}

    public static void main(String[] args) throws Exception {
        var dir = Path.of(args[0]);
        var kafka = new EmbeddedKafka(Home.durable(dir.resolve("kafka"))).start();
        var prosody = new Prosody(Home.durable(dir.resolve("prosody")), HostSettings.of("pubsub.localhost")).start();

        var written = dir.resolve("pids.part");
        Files.write(written, List.of(Long.toString(kafka.pid()), Long.toString(prosody.pid())));
        Files.move(written, dir.resolve("pids"), StandardCopyOption.ATOMIC_MOVE);
        new CountDownLatch(1).await();
    }
}
