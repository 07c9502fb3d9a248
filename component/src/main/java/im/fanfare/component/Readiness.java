package im.fanfare.component;

import im.fanfare.component.management.Health;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether this member serves, and what it lacks if not: whatever it was told that serving takes. The ready file is
 * there meanwhile.
 */
final class Readiness implements Health, AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Readiness.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    /** Something that serving takes. */
    private record Need(String otherwise, BooleanSupplier isMet) {}

    private final Optional<Path> file;
    private final List<String> services;
    private final List<Need> needs = new ArrayList<>();
    private List<String> lacking = List.of("it is still starting");
    private BooleanSupplier alive = () -> true;
    private Optional<Cancellable> looking = Optional.empty();
    private boolean started;
    private boolean ready;

    Readiness(Optional<Path> file, List<String> services) {
        this.file = file;
        this.services = services;
    }

    /** What the member waits for while it starts, before anything can be looked at. */
    synchronized void waitsFor(String what) {
        lacking = List.of("it waits for " + what);
    }

    /**
     * Adds something that serving takes.
     *
     * @param otherwise what to say while that is not so
     * @param isMet answers at once, from what is known
     */
    synchronized Readiness needs(String otherwise, BooleanSupplier isMet) {
        needs.add(new Need(otherwise, isMet));
        return this;
    }

    synchronized Readiness livesWhile(BooleanSupplier alive) {
        this.alive = alive;
        return this;
    }

    synchronized void start(ActorSystem<?> system) {
        looking = Optional.of(system.scheduler()
                .scheduleWithFixedDelay(Duration.ZERO, BETWEEN_LOOKS, this::look, system.executionContext()));
    }

    @Override
    public synchronized boolean hasStarted() {
        return started;
    }

    @Override
    public synchronized List<String> lacks() {
        return lacking;
    }

    @Override
    public synchronized boolean isAlive() {
        return alive.getAsBoolean();
    }

    private synchronized void look() {
        lacking = looking.isEmpty()
                ? List.of("it is stopping")
                : needs.stream()
                        .filter(need -> !need.isMet().getAsBoolean())
                        .map(Need::otherwise)
                        .toList();
        boolean serves = lacking.isEmpty();
        if (serves != ready) {
            ready = serves;
            started |= serves;
            if (serves) {
                logger.info("ready: {} take requests", services);
            } else {
                logger.info("not ready: {} take no requests, {}", services, String.join("; ", lacking));
            }
            tell(serves);
        }
    }

    private void tell(boolean serves) {
        try {
            if (file.isPresent() && serves) {
                Files.writeString(file.get(), String.join("\n", services) + "\n");
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
