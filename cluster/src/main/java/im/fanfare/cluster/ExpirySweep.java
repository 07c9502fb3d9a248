package im.fanfare.cluster;

import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.schema.Expiries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Wakes the nodes whose alarms go off, so that they end what is over: see decisions 12 and 18.
 *
 * <p>Every alarm goes off twice: at its time, and when its minute has been over for a while. The second time is for
 * alarms that were written late, by a member whose clock is behind or that took long, and for nodes that could not be
 * woken; it is also what makes it safe to forget the minute as a whole. A node that has nothing to do answers at once.
 */
final class ExpirySweep {
    /** Longer than a write may take and than clocks of members may differ. */
    static final Duration LATE = Duration.ofMinutes(2);

    /** Until a node is tried again that could not be woken. */
    static final Duration AGAIN = Duration.ofMinutes(1);

    /** Of minutes cleared in one sweep; after days without a member it takes some sweeps to come to the present. */
    private static final int MOST_CLEARED = 200;

    /** Where the first sweep of an installation begins: before it there was nobody to set alarms. */
    private static final long BEFORE_THE_FIRST = 60;

    /**
     * How far it has come.
     *
     * @param open the first minute that is not cleared
     * @param until the alarms before this have gone off
     */
    record Position(long open, Instant until) {}

    private final Expiries expiries;
    private final Function<NodeCommand, CompletionStage<NodeReply>> nodes;

    ExpirySweep(Expiries expiries, Function<NodeCommand, CompletionStage<NodeReply>> nodes) {
        this.expiries = expiries;
        this.nodes = nodes;
    }

    /** Where to go on, whoever swept before. */
    CompletionStage<Position> begin(Instant now) {
        return expiries.cleared().thenApply(cleared -> {
            long open = cleared.map(last -> last + 1).orElse(minute(now) - BEFORE_THE_FIRST);
            return new Position(open, start(Math.max(open, minute(now.minus(LATE)))));
        });
    }

    /** Once more. Where it fails, the position to go on from is the one before. */
    CompletionStage<Position> sweep(Position from, Instant now) {
        return goOff(minute(from.until()), from.until(), now)
                .thenCompose(done ->
                        clear(new Position(from.open(), later(from.until(), now)), from.open() + MOST_CLEARED, now));
    }

    private CompletionStage<Void> goOff(long minute, Instant from, Instant to) {
        if (!start(minute).isBefore(to)) {
            return CompletableFuture.completedFuture(null);
        }
        return expiries.each(minute, from, to, due -> wake(due).thenAccept(awake -> {}))
                .thenCompose(done -> goOff(minute + 1, from, to));
    }

    private CompletionStage<Position> clear(Position at, long end, Instant now) {
        long minute = at.open();
        if (minute == end || start(minute + 1).plus(LATE).isAfter(now)) {
            return CompletableFuture.completedFuture(at);
        }
        Instant again = now.plus(AGAIN);
        return expiries.each(
                        minute,
                        start(minute),
                        start(minute + 1),
                        due -> wake(due)
                                .thenCompose(asleep -> Commit.all(asleep.stream()
                                        .map(alarm -> expiries.put(alarm, again))
                                        .toList())))
                .thenCompose(done -> expiries.clear(minute))
                .thenCompose(done -> clear(new Position(minute + 1, at.until()), end, now));
    }

    /** Those that could not be woken. */
    private CompletionStage<List<Expiries.Alarm>> wake(List<Expiries.Alarm> due) {
        List<CompletableFuture<Boolean>> answers = due.stream()
                .map(alarm -> nodes.apply(new NodeCommand.Expire(alarm.node(), alarm.subscriber()))
                        .handle((reply, fault) -> fault == null && isAnswer(reply))
                        .toCompletableFuture())
                .toList();
        return Commit.all(answers).thenApply(done -> {
            List<Expiries.Alarm> asleep = new ArrayList<>();
            for (int i = 0; i < due.size(); i++) {
                if (!answers.get(i).join()) {
                    asleep.add(due.get(i));
                }
            }
            return asleep;
        });
    }

    /** That there is no such node any more is one, too. */
    private static boolean isAnswer(NodeReply reply) {
        return !(reply instanceof NodeReply.Refused refused
                && (refused.error() == PubSubError.UNAVAILABLE || refused.error() == PubSubError.RESOURCE_CONSTRAINT));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static long minute(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), 60L);
    }

    private static Instant start(long minute) {
        return Instant.ofEpochSecond(minute * 60);
    }
}
