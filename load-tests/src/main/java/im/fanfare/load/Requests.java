package im.fanfare.load;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Requests under way, and what becomes of them; an answer may come on any stream. */
public final class Requests {
    private final AtomicLong last = new AtomicLong();
    private final Map<String, CompletableFuture<Answer>> underWay = new ConcurrentHashMap<>();

    /** The service's error, as it came. */
    public static final class Refused extends IOException {
        private Refused(String xml) {
            super("refused: " + xml);
        }

        /** Whether the same may be asked again: RFC 6120 §8.3.2. */
        public boolean isForNow() {
            return String.valueOf(getMessage()).contains("type='wait'");
        }
    }

    /**
     * What came back.
     *
     * @param moment of {@link System#nanoTime()}
     * @param xml the whole stanza
     */
    public record Answer(long moment, String xml) {}

    /** A request, by the id that it has to go under. */
    public record Request(String id, CompletableFuture<Answer> answered) {
        /** Completes with the moment of the answer. */
        public CompletableFuture<Long> moment() {
            // Not thenApply: that would hide a refusal in an exception of its own.
            CompletableFuture<Long> moment = new CompletableFuture<>();
            var unused = answered.whenComplete((answer, fault) -> {
                if (fault == null) {
                    moment.complete(answer.moment());
                } else {
                    moment.completeExceptionally(fault);
                }
            });
            return moment;
        }
    }

    /** Its future completes with the answer; a refusal is a fault. */
    public Request next() {
        String id = "r" + last.incrementAndGet();
        CompletableFuture<Answer> answered = new CompletableFuture<>();
        underWay.put(id, answered);
        return new Request(id, answered);
    }

    /** This has come for the request of this id; what nobody waits for is not missed. */
    public void answered(String id, String xml, boolean isResult, long now) {
        CompletableFuture<Answer> answered = underWay.remove(id);
        if (answered == null) {
            return;
        }
        if (isResult) {
            answered.complete(new Answer(now, xml));
        } else {
            answered.completeExceptionally(new Refused(xml));
        }
    }

    /** Gives this one up, if there is no answer yet. */
    public void giveUp(String id, IOException cause) {
        CompletableFuture<Answer> answered = underWay.remove(id);
        if (answered != null) {
            answered.completeExceptionally(cause);
        }
    }

    void failAll(IOException cause) {
        underWay.keySet().forEach(id -> giveUp(id, cause));
    }
}
