package im.fanfare.component.link;

import im.fanfare.fanout.Frames;
import im.fanfare.fanout.Passage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Frames on their way through an outbox, and who waits for them. */
final class Delivery {
    final Frames frames;

    /** Asked once: what decides that all is confirmed must not change. */
    final int size;

    /** Which recipients are meant. */
    final Route route;

    /** For whoever follows them. */
    final Passage passage;

    final CompletableFuture<Void> done = new CompletableFuture<>();

    /** The first frame that was never written. Only whoever drains the outbox changes it. */
    int next;

    /** Why nothing more of this can be written. */
    volatile @Nullable RuntimeException fault;

    Delivery(Frames frames, Route route, Passage passage) {
        this.frames = frames;
        this.route = route;
        this.passage = passage;
        this.size = frames.size();
    }

    boolean isMine(int index) {
        return route.takes(frames, index);
    }

    boolean hasFailed() {
        return fault != null;
    }

    /** What was never written. */
    Segment rest() {
        return new Segment(this, next, size);
    }

    /** Fails, unless it is done already. */
    CompletionStage<Void> refused(String outbox) {
        passage.givenUp();
        done.completeExceptionally(new IllegalStateException(outbox + " takes nothing more"));
        return done;
    }

    void finish() {
        if (fault == null) {
            passage.taken();
            done.complete(null);
        } else {
            passage.givenUp();
            done.completeExceptionally(fault);
        }
    }

    /** A run of frames of one delivery; some may be nobody's. */
    record Segment(Delivery delivery, int from, int to) {
        boolean isLast() {
            return to == delivery.size;
        }
    }
}
