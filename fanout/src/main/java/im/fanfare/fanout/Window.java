package im.fanfare.fanout;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a member has handed to the host server and not committed to the log yet, counted in stanzas: as many as a crash
 * may repeat, and no more than {@code size}.
 *
 * <p>Who asks for room waits for it in turn. Whoever needs little does not wait behind those who need much: an eighth is
 * kept for them. For any thread; a grant is told on the thread that gave the room back.
 */
final class Window {
    /** What needs more than this waits with the large ones. */
    private static final int LITTLE = 64;

    private final int size;
    private final int sizeForMuch;

    // Under this object's lock.
    private final Deque<Waiting> little = new ArrayDeque<>();
    private final Deque<Waiting> much = new ArrayDeque<>();
    private long taken;

    private record Waiting(Share share, int stanzas, Runnable granted) {}

    Window(int size) {
        this.size = size;
        this.sizeForMuch = size - size / 8;
    }

    /** What one tenure of a partition has of it. */
    Share share() {
        return new Share();
    }

    synchronized long taken() {
        return taken;
    }

    /** Used by one partition's actor, but for {@link #settled}. */
    final class Share {
        // Under the window's lock.
        private long held;
        private boolean ended;

        /**
         * Takes room, at once or later.
         *
         * @param granted told when there is room and it has been taken, unless that is at once
         * @return whether it was at once
         */
        boolean take(int stanzas, Runnable granted) {
            synchronized (Window.this) {
                if (ended) {
                    return false;
                }
                Deque<Waiting> line = stanzas <= LITTLE ? little : much;
                if (line.isEmpty() && fits(stanzas)) {
                    grant(this, stanzas);
                    return true;
                }
                line.add(new Waiting(this, stanzas, granted));
                return false;
            }
        }

        /** So many were committed, or were never handed over. */
        void settled(long stanzas) {
            give(() -> {
                if (!ended) {
                    held -= stanzas;
                    taken -= stanzas;
                }
            });
        }

        /** What is not settled is somebody else's to repeat. */
        void end() {
            give(() -> {
                taken -= held;
                held = 0;
                ended = true;
                little.removeIf(waiting -> waiting.share == this);
                much.removeIf(waiting -> waiting.share == this);
            });
        }
    }

    private void give(Runnable change) {
        Deque<Waiting> granted = new ArrayDeque<>();
        synchronized (this) {
            change.run();
            grantThose(little, granted);
            grantThose(much, granted);
        }
        granted.forEach(waiting -> waiting.granted.run());
    }

    private void grantThose(Deque<Waiting> line, Deque<Waiting> granted) {
        while (!line.isEmpty() && fits(line.element().stanzas)) {
            Waiting waiting = line.remove();
            grant(waiting.share, waiting.stanzas);
            granted.add(waiting);
        }
    }

    private void grant(Share share, int stanzas) {
        share.held += stanzas;
        taken += stanzas;
    }

    /** What is larger than the window goes alone. */
    private boolean fits(int stanzas) {
        return taken == 0 || taken + stanzas <= (stanzas <= LITTLE ? size : sizeForMuch);
    }
}
