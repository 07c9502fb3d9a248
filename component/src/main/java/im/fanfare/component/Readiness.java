package im.fanfare.component;

import im.fanfare.fanout.Fanout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether this member serves: a member of the cluster, with its links up and its share of the fan-out at work. The
 * ready file is there meanwhile.
 */
final class Readiness implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Readiness.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final ActorSystem<?> system;
    private final Optional<Path> file;
    private final Ways ways;
    private final Fanout fanout;
    private Optional<Cancellable> looking = Optional.empty();
    private boolean ready;

    Readiness(ActorSystem<?> system, Optional<Path> file, Ways ways, Fanout fanout) {
        this.system = system;
        this.file = file;
        this.ways = ways;
        this.fanout = fanout;
    }

    synchronized void start() {
        looking = Optional.of(system.scheduler()
                .scheduleWithFixedDelay(Duration.ZERO, BETWEEN_LOOKS, this::look, system.executionContext()));
    }

    /** Whether this member takes requests. */
    synchronized boolean isReady() {
        return ready;
    }

    private synchronized void look() {
        boolean serves = looking.isPresent()
                && Cluster.get(system).selfMember().status().equals(MemberStatus.up())
                && ways.areUp()
                && fanout.isAlive();
        if (serves != ready) {
            ready = serves;
            logger.info(serves ? "ready: {} take requests" : "not ready: {} take no requests", ways.services());
            tell(serves);
        }
    }

    private void tell(boolean serves) {
        try {
            if (file.isPresent() && serves) {
                Files.writeString(file.get(), String.join("\n", ways.services()) + "\n");
            } else if (file.isPresent()) {
                Files.deleteIfExists(file.get());
            }
        } catch (IOException fault) {
            logger.warn("the ready file cannot be changed: {}", file.get(), fault);
        }
    }

    @Override
    public synchronized void close() {
        looking.ifPresent(Cancellable::cancel);
        looking = Optional.empty();
        look();
    }
}
