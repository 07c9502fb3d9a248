package im.fanfare.load;

import im.fanfare.embedded.FanfareMember;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Starts members again that have ended, as Kubernetes or systemd do; those that it was told to leave it leaves. */
final class Supervisor {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final List<FanfareMember> members;
    private final Set<FanfareMember> left = new HashSet<>();
    private final Thread thread = new Thread(this::run, "supervisor");

    Supervisor(List<FanfareMember> members) {
        this.members = members;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void leave(FanfareMember member) {
        synchronized (left) {
            left.add(member);
        }
    }

    void take(FanfareMember member) {
        synchronized (left) {
            left.remove(member);
        }
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PAUSE.toMillis());
                members.forEach(this::startAgain);
            }
        } catch (InterruptedException e) {
            // that was the end
        }
    }

    private void startAgain(FanfareMember member) {
        synchronized (left) {
            if (!left.contains(member) && !member.process().isAlive()) {
                try {
                    member.start();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
