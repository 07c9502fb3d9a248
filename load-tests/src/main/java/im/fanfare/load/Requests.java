package im.fanfare.load;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Requests under way, and what becomes of them; an answer may come on any stream. */
final class Requests {
    private final AtomicLong last = new AtomicLong();
    private final Map<String, CompletableFuture<Long>> underWay = new ConcurrentHashMap<>();

    /** The service's error, as it came. */
    static final class Refused extends IOException {
        private Refused(String xml) {
            super("refused: " + xml);
        }

        /** Whether the same may be asked again: RFC 6120 §8.3.2. */
        boolean isForNow() {
            return String.valueOf(getMessage()).contains("type='wait'");
        }
    }

    /** A request, by the id that it has to go under. */
    record Request(String id, CompletableFuture<Long> answered) {}

    /** Its future completes with the moment of the answer; a refusal is a fault, as nothing here asks for one. */
    Request next() {
        String id = "r" + last.incrementAndGet();
        CompletableFuture<Long> answered = new CompletableFuture<>();
        underWay.put(id, answered);
        return new Request(id, answered);
    }

    void answered(String id, String xml, boolean isResult, long now) {
        CompletableFuture<Long> answered = underWay.remove(id);
        if (answered == null) {
            return;
        }
        if (isResult) {
            answered.complete(now);
        } else {
            answered.completeExceptionally(new Refused(xml));
        }
    }

    void failAll(IOException cause) {
        underWay.values().forEach(answered -> answered.completeExceptionally(cause));
    }
}
