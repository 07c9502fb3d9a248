package im.fanfare.load;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Nodes with subscribers, made when first asked for: one of each size. */
final class Audiences {
    private static final int SUBSCRIBES_UNDER_WAY = 512;
    private static final int MOST_REPEATS = 5;
    private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    private static final int TENTHS = 10;
    private static final int SAID_FROM = 20_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Stage stage;
    /** Apart from what earlier runs have left in the same service. */
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

    private final AtomicInteger askedAgain = new AtomicInteger();
    private final Map<Integer, Subscribed> bySize = new TreeMap<>();
    private int nodes;

    /**
     * How an audience came together.
     *
     * @param rate subscribes acknowledged a second, over all and in the first and last tenth
     * @param cost of each
     * @param heapBefore of the member, in bytes, when nobody had subscribed
     */
    record Subscribed(
            Audience audience,
            double rate,
            double firstTenth,
            double lastTenth,
            Costs.Spent cost,
            Optional<Long> heapBefore) {}

    Audiences(Stage stage) {
        this.stage = stage;
    }

    /** Subscribers number 0 to {@code size} of a node of their own. */
    Audience of(int size) throws IOException, InterruptedException {
        return subscribed(size).audience();
    }

    Subscribed subscribed(int size) throws IOException, InterruptedException {
        Subscribed known = bySize.get(size);
        if (known == null) {
            known = subscribe(create(0, size));
            bySize.put(size, known);
        }
        return known;
    }

    /** A node with subscribers number 0 to {@code size}, however many there are of this size. */
    Audience another(int size) throws IOException, InterruptedException {
        return subscribe(create(0, size)).audience();
    }

    /** A node without subscribers as yet, for those that the caller will subscribe. */
    Audience create(int first, int size) throws IOException, InterruptedException {
        Script script = stage.host().script();
        Audience audience = Audience.of("load-" + run + '-' + nodes++, first, size);
        stage.await(stage.ask(0, script.publisher(), script.create(audience.node())));
        return audience;
    }

    /** A node that nobody is subscribed to, and which subscribers number 0 to {@code size} are told of by its parent. */
    Audience following(int size) throws IOException, InterruptedException {
        Script script = stage.host().script();
        Audience parent = create(0, size);
        Audience child = Audience.of(parent.node() + "-child", 0, size);
        stage.await(stage.ask(0, script.publisher(), script.createBelow(parent.node(), child.node())));
        subscribe(parent, jid -> script.follow(parent.node(), jid));
        return child;
    }

    /** One subscriber's request; who is told to wait asks again, as that is no reason to spoil an hour's run. */
    CompletableFuture<Long> subscribe(Audience audience, int number) {
        Script script = stage.host().script();
        return subscribe(number, jid -> script.subscribe(audience.node(), jid), MOST_REPEATS);
    }

    /** How many subscribers were told to wait, over all nodes. */
    int askedAgain() {
        return askedAgain.get();
    }

    private CompletableFuture<Long> subscribe(int number, UnaryOperator<String> request, int repeats) {
        String jid = stage.host().script().subscriber(number);
        try {
            return stage.ask(number, jid, request.apply(jid))
                    .exceptionallyComposeAsync(
                            fault -> repeats > 0 && fault instanceof Requests.Refused refused && refused.isForNow()
                                    ? again(number, request, repeats)
                                    : CompletableFuture.failedFuture(fault),
                            LATER);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Long> again(int number, UnaryOperator<String> request, int repeats) {
        askedAgain.incrementAndGet();
        CompletableFuture<Long> answered = subscribe(number, request, repeats - 1);
        try {
            stage.host().flush();
            return answered;
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Subscribed subscribe(Audience audience) throws IOException, InterruptedException {
        Script script = stage.host().script();
        return subscribe(audience, jid -> script.subscribe(audience.node(), jid));
    }

    /** @param request of each, by the address */
    private Subscribed subscribe(Audience audience, UnaryOperator<String> request)
            throws IOException, InterruptedException {
        int size = audience.size();
        Optional<Long> heapBefore = stage.member().map(MemberProcess::liveHeapBytes);
        long[] marks = new long[TENTHS + 1];
        AtomicInteger answered = new AtomicInteger();
        Pipeline pipeline = new Pipeline(SUBSCRIBES_UNDER_WAY, stage.host());
        Costs.Spent before = stage.costs().spent();
        marks[0] = System.nanoTime();
        for (int number = 0; number < size; number++) {
            pipeline.awaitTurn();
            CompletableFuture<Long> answer = subscribe(number, request, MOST_REPEATS);
            // Marked before the turn is over: drain() then sees every mark.
            pipeline.endsWith(answer.thenAccept(moment -> mark(marks, answered.incrementAndGet(), size, moment)));
            if (size >= SAID_FROM && (number + 1) % (size / TENTHS) == 0) {
                stage.terminal().line("    %,d of %,d have subscribed".formatted(number + 1, size));
            }
        }
        pipeline.drain();
        double tenth = (double) size / TENTHS;
        return new Subscribed(
                audience,
                size / seconds(marks[0], marks[TENTHS]),
                tenth / seconds(marks[0], marks[1]),
                tenth / seconds(marks[TENTHS - 1], marks[TENTHS]),
                stage.costs().forEach(size, before),
                heapBefore);
    }

    private static void mark(long[] marks, int answered, int size, long moment) {
        for (int tenth = 1; tenth <= TENTHS; tenth++) {
            if (answered == (int) ((long) size * tenth / TENTHS)) {
                marks[tenth] = moment;
            }
        }
    }

    private static double seconds(long from, long to) {
        return (to - from) / NANOS_PER_SECOND;
    }
}
