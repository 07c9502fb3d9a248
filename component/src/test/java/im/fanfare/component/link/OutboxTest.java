package im.fanfare.component.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.fanfare.fanout.Frames;
import im.fanfare.fanout.Passage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final LinkConfig.Limits LIMITS = LinkConfig.Limits.DEFAULT;
    private static final Pattern ID = Pattern.compile("id='([^']*)'");

    private final byte[] buffer = new byte[64 << 10];

    @Test
    void isDoneOnlyWhenTheHostServerHasTakenIt() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        CompletableFuture<Void> done = offer(outbox, 0, new Numbered("a", 3));

        Chunk chunk = outbox.next(buffer).orElseThrow();

        assertThat(ids(chunk)).containsExactly("a-0", "a-1", "a-2");
        assertThat(outbox.next(buffer)).isEmpty();
        assertThat(done).isNotDone();
        outbox.confirm(chunk.number() - 1);
        assertThat(done).isNotDone();
        outbox.confirm(chunk.number());
        assertThat(done).isCompleted();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void tellsWhoeverFollowsThemWhenTheLastOfSomeFramesLeavesAndWhenTheHostServerHasThem() {
        Outbox outbox = new Outbox("denmark", LIMITS.withWindow(80));
        List<String> passage = new ArrayList<>();
        offer(outbox, 0, new Followed(new Numbered("a", 100), passage));
        assertThat(passage).containsExactly("denmark");

        Chunk first = outbox.next(buffer).orElseThrow();
        assertThat(passage).as("there are more").hasSize(1);
        outbox.confirm(first.number());
        Chunk last = outbox.next(buffer).orElseThrow();
        assertThat(passage).containsExactly("denmark", "leaves");
        outbox.rewind();
        Chunk again = outbox.next(buffer).orElseThrow();
        assertThat(again.stanzas()).isEqualTo(last.stanzas());
        outbox.confirm(again.number());

        assertThat(passage).containsExactly("denmark", "leaves", "leaves", "taken");
        offer(outbox, 0, new Followed(new Numbered("b", 1), passage));
        outbox.close();
        assertThat(passage).endsWith("denmark", "given up");
    }

    @Test
    void wakesWhoeverAttachesToWhatWaitsAlready() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        AtomicInteger woken = new AtomicInteger();

        outbox.attach(woken::incrementAndGet);
        assertThat(woken).hasValue(0);
        offer(outbox, 0, new Numbered("a", 1));
        assertThat(woken).hasValue(1);
        outbox.next(buffer).orElseThrow();

        AtomicInteger next = new AtomicInteger();
        outbox.attach(next::incrementAndGet);
        assertThat(next).hasValue(1);
        assertThat(woken).hasValue(1);
    }

    @Test
    void beginsNothingButRepliesAndRepeatsWhileItIsPaused() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        offer(outbox, 0, new Numbered("a", 1));
        outbox.next(buffer).orElseThrow();
        outbox.pause();
        offer(outbox, 0, new Numbered("b", 1));

        assertThat(outbox.next(buffer)).isEmpty();
        reply(outbox, "<iq id='r'/>");
        assertThat(ids(outbox.next(buffer).orElseThrow())).containsExactly("r");
        outbox.rewind();
        assertThat(ids(outbox.next(buffer).orElseThrow())).contains("a-0").doesNotContain("b-0");

        AtomicInteger woken = new AtomicInteger();
        outbox.attach(woken::incrementAndGet);
        int before = woken.get();
        outbox.goOn();
        assertThat(woken).hasValueGreaterThan(before);
        assertThat(ids(outbox.next(buffer).orElseThrow()))
                .as("behind the repeats of who attached")
                .endsWith("b-0");
    }

    @Test
    void writesNoMoreThanTheWindowUnconfirmed() {
        Outbox outbox = new Outbox("denmark", LIMITS.withWindow(80));
        CompletableFuture<Void> done = offer(outbox, 0, new Numbered("a", 100));

        Chunk first = outbox.next(buffer).orElseThrow();

        assertThat(first.stanzas()).isEqualTo(70); // an eighth is kept for replies
        assertThat(outbox.next(buffer)).isEmpty();
        outbox.confirm(first.number());
        assertThat(ids(outbox.next(buffer).orElseThrow())).hasSize(30).first().isEqualTo("a-70");
        assertThat(done).isNotDone();
        assertThat(outbox.figures().unconfirmed()).isEqualTo(30);
    }

    @Test
    void letsRepliesPassBulkAlsoWhereItHasFilledTheWindow() {
        Outbox outbox = new Outbox("denmark", LIMITS.withWindow(80));
        offer(outbox, 0, new Numbered("a", 1_000));
        outbox.next(buffer);

        CompletableFuture<Void> replied = reply(outbox, "<iq id='r'/>");

        Chunk chunk = outbox.next(buffer).orElseThrow();
        assertThat(ids(chunk)).containsExactly("r");
        outbox.confirm(chunk.number());
        assertThat(replied).isCompleted();
        reply(outbox, "<iq id='s'/>");
        assertThat(ids(outbox.next(buffer).orElseThrow())).startsWith("s", "a-70", "a-71");
    }

    @Test
    void repeatsAllThatIsUnconfirmedInOrderAndBeforeAnythingNew() {
        Outbox outbox = new Outbox("denmark", LIMITS.withWindow(16));
        offer(outbox, 0, new Numbered("a", 20));
        Chunk first = outbox.next(buffer).orElseThrow();
        outbox.confirm(first.number());
        reply(outbox, "<iq id='r'/>");
        List<String> lost = ids(outbox.next(buffer).orElseThrow());
        reply(outbox, "<iq id='s'/>");

        outbox.rewind();

        Chunk again = outbox.next(buffer).orElseThrow();
        assertThat(lost).containsExactly("r", "a-14", "a-15", "a-16", "a-17", "a-18", "a-19");
        assertThat(ids(again))
                .startsWith(lost.toArray(String[]::new))
                .endsWith("s")
                .hasSize(lost.size() + 1);
        assertThat(outbox.figures().repeated()).isEqualTo(7);
    }

    @Test
    void isNotFooledByABarrierOfAnEarlierStream() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        CompletableFuture<Void> done = offer(outbox, 0, new Numbered("a", 3));
        long late = outbox.next(buffer).orElseThrow().number();
        outbox.rewind();
        Chunk again = outbox.next(buffer).orElseThrow();

        outbox.confirm(late);

        assertThat(done).isNotDone();
        outbox.confirm(again.number());
        assertThat(done).isCompleted();
    }

    @Test
    void letsSourcesTakeTurns() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        offer(outbox, 0, new Numbered("storm", 100_000));
        offer(outbox, 0, new Numbered("storm-after", 10));
        CompletableFuture<Void> done = offer(outbox, 1, new Numbered("calm", 300));

        int written = 0;
        while (!done.isDone()) {
            Chunk chunk = outbox.next(buffer).orElseThrow();
            written += chunk.stanzas();
            outbox.confirm(chunk.number());
        }

        assertThat(written).isBetween(300, 2_000);
    }

    /** What is begun and not finished is repeated whole by a process that died in between. */
    @Test
    void finishesALongDeliveryBeforeItBeginsAnother() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        offer(outbox, 0, new Numbered("first", 1_000));
        offer(outbox, 1, new Numbered("second", 1_000));

        List<String> written = drained(outbox);

        assertThat(written).hasSize(2_000);
        assertThat(written.subList(0, 1_000)).allMatch(stanza -> stanza.startsWith("first-"));
    }

    @Test
    void keepsTheOrderWithinASource() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        List<String> offered = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Numbered frames = new Numbered("n" + i, i * 7);
            offer(outbox, 3, frames);
            IntStream.range(0, i * 7).mapToObj(n -> frames.name() + '-' + n).forEach(offered::add);
        }

        assertThat(drained(outbox)).isEqualTo(offered);
    }

    @Test
    void sharesRecipientsAmongLinks() {
        Frames frames = new Numbered("a", 100);
        List<Outbox> shares = IntStream.range(0, 3)
                .mapToObj(i -> new Outbox("share " + i, LIMITS, Route.share(i, 3)))
                .toList();

        List<List<String>> taken = shares.stream()
                .map(outbox -> {
                    offer(outbox, 0, frames);
                    return drained(outbox);
                })
                .toList();

        assertThat(taken.get(1)).startsWith("a-1", "a-4", "a-7").hasSize(33);
        assertThat(taken.stream().flatMap(List::stream)).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void repliesThroughEveryShareAlsoWhenRepeated() {
        Outbox outbox = new Outbox("share", LIMITS, (frames, index) -> false);
        CompletableFuture<Void> done = reply(outbox, "<iq id='r'/>");
        outbox.next(buffer);
        outbox.rewind();

        Chunk again = outbox.next(buffer).orElseThrow();

        assertThat(ids(again)).containsExactly("r");
        outbox.confirm(again.number());
        assertThat(done).isCompleted();
    }

    /** Also where the window admits some of them only, other answers wait, and a fault comes in between. */
    @Test
    void keepsTheStanzasOfOneReplyTogether() {
        Outbox outbox = new Outbox("denmark", LIMITS.withWindow(5));
        offer(outbox, 0, new Numbered("a", 10));
        CompletableFuture<Void> page = reply(outbox, "<m id='1'/>", "<m id='2'/>", "<m id='3'/>", "<iq id='end'/>");
        reply(outbox, "<m id='4'/>", "<iq id='next'/>");
        assertThat(outbox.figures().waiting()).isEqualTo(16);

        Chunk first = outbox.next(buffer).orElseThrow();

        assertThat(ids(first)).containsExactly("1", "2", "3", "end", "4");
        assertThat(outbox.figures().waiting()).isEqualTo(11);
        outbox.rewind();
        Chunk again = outbox.next(buffer).orElseThrow();
        assertThat(ids(again)).containsExactly("1", "2", "3", "end", "4");
        assertThat(page).isNotDone();
        outbox.confirm(again.number());
        assertThat(page).isCompleted();
        assertThat(ids(outbox.next(buffer).orElseThrow())).startsWith("next");
        assertThat(outbox.figures().replyBytes()).isZero();
    }

    @Test
    void takesNothingOfAReplyThatItCannotTakeWhole() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        byte[] large = ("<m>" + "x".repeat(400_000) + "</m>").getBytes(StandardCharsets.UTF_8);
        int replies = 0;
        while (!outbox.reply(List.of(large, large, large)).toCompletableFuture().isCompletedExceptionally()) {
            replies++;
        }

        assertThat(replies).isBetween(40, 100);
        assertThat(outbox.figures().waiting()).isEqualTo(3L * replies);
        assertThat(reply(outbox, "<m/>", "x".repeat(LIMITS.maxOutboundBytes() + 1)))
                .isCompletedExceptionally();
        assertThat(reply(outbox, "<iq id='too-much'/>")).isNotDone();
        outbox.stop();
        assertThat(outbox.figures().waiting()).isEqualTo(3L * replies + 1);
    }

    @Test
    void finishesFramesThatAreNobodysWhenThoseBeforeThemAreConfirmed() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        CompletableFuture<Void> nothing = offer(outbox, 0, new Numbered("none", 0));
        assertThat(outbox.next(buffer)).isEmpty();
        assertThat(nothing).isCompleted();

        offer(outbox, 0, new Numbered("a", 1));
        Chunk chunk = outbox.next(buffer).orElseThrow();
        CompletableFuture<Void> nobodys = offer(outbox, 0, new Skipping());
        assertThat(outbox.next(buffer)).isEmpty();
        assertThat(nobodys).isNotDone();

        outbox.confirm(chunk.number());

        assertThat(nobodys).isCompleted();
    }

    @Test
    void growsForOneLargeStanza() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        offer(outbox, 0, new Numbered("a", 2));
        Numbered large = new Numbered("large", 1, "x".repeat(300_000));
        offer(outbox, 0, large);
        offer(outbox, 0, new Numbered("b", 1));

        assertThat(ids(outbox.next(buffer).orElseThrow())).containsExactly("a-0", "a-1");
        Chunk chunk = outbox.next(buffer).orElseThrow();
        assertThat(new String(chunk.bytes(), 0, chunk.length(), StandardCharsets.UTF_8))
                .startsWith(large.stanza(0));
    }

    @Test
    void leavesOutWhatNoHostServerWouldTake() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        CompletableFuture<Void> done = offer(outbox, 0, new Numbered("a", 2, "x".repeat(LIMITS.maxOutboundBytes())));
        offer(outbox, 0, new Numbered("b", 1));

        assertThat(drained(outbox)).containsExactly("b-0");
        assertThat(done).isCompleted();
        assertThat(outbox.figures().undeliverable()).isEqualTo(2);
        assertThat(reply(outbox, "x".repeat(LIMITS.maxOutboundBytes() + 1))).isCompletedExceptionally();
    }

    @Test
    void failsOnlyTheDeliveryWhoseFramesFail() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        CompletableFuture<Void> failed = offer(outbox, 0, new Failing());
        CompletableFuture<Void> done = offer(outbox, 0, new Numbered("b", 1));

        assertThat(drained(outbox)).containsExactly("f-0", "f-1", "b-0");
        assertThatThrownBy(failed::join).hasMessageContaining("a defect");
        assertThat(done).isCompleted();
    }

    @Test
    void takesNothingMoreOnceStopped() {
        Outbox outbox = new Outbox("denmark", LIMITS.withWindow(8));
        CompletableFuture<Void> begun = offer(outbox, 0, new Numbered("a", 10));
        CompletableFuture<Void> replied = reply(outbox, "<iq id='r'/>");
        Chunk chunk = outbox.next(buffer).orElseThrow();

        outbox.stop();

        assertThat(begun).isCompletedExceptionally();
        assertThat(offer(outbox, 0, new Numbered("b", 1))).isCompletedExceptionally();
        outbox.confirm(chunk.number());
        assertThat(replied).isCompleted();
        assertThat(outbox.isEmpty()).isTrue();
    }

    /** Who has asked by this way has no other to be answered by; that others go on asking is no reason to stay. */
    @Test
    void isSettledWithWhatWasBeforeTheStopConfirmedAndEveryReplyWritten() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        CompletableFuture<Void> before = offer(outbox, 0, new Numbered("a", 1));
        Chunk chunk = outbox.next(buffer).orElseThrow();

        outbox.stop();

        CompletableFuture<Void> replied = reply(outbox, "<iq id='late'/>");
        assertThat(outbox.isSettled()).isFalse();
        outbox.next(buffer).orElseThrow();
        assertThat(outbox.isSettled()).isFalse();
        outbox.confirm(chunk.number());
        assertThat(outbox.isSettled()).isTrue();
        assertThat(before).isCompleted();
        assertThat(replied).isNotDone();
        reply(outbox, "<iq id='later'/>");
        assertThat(outbox.isSettled()).isFalse();

        outbox.close();

        assertThat(replied).isCompletedExceptionally();
        assertThat(reply(outbox, "<iq id='too-late'/>")).isCompletedExceptionally();
    }

    @Test
    void failsWhatIsLeftWhenClosed() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        CompletableFuture<Void> written = offer(outbox, 0, new Numbered("a", 1));
        outbox.next(buffer);
        CompletableFuture<Void> waiting = reply(outbox, "<iq/>");

        outbox.close();

        assertThat(written).isCompletedExceptionally();
        assertThat(waiting).isCompletedExceptionally();
        assertThat(outbox.next(buffer)).isEmpty();
    }

    @Test
    void boundsTheRepliesThatNobodyReads() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        String large = "x".repeat(LIMITS.maxOutboundBytes());
        for (int i = 0; i < 128; i++) {
            assertThat(reply(outbox, large)).isNotDone();
        }

        assertThat(reply(outbox, "<iq/>")).isCompletedExceptionally();
    }

    @Test
    void wakesItsTransport() {
        Outbox outbox = new Outbox("denmark", LIMITS);
        AtomicInteger woken = new AtomicInteger();
        outbox.attach(woken::incrementAndGet);

        offer(outbox, 0, new Numbered("a", 1));
        reply(outbox, "<iq/>");
        outbox.confirm(outbox.next(buffer).orElseThrow().number());

        assertThat(woken).hasValue(3);
    }

    /** Whatever happens to the transport: per source nothing is missing or out of order, and a fault repeats a window. */
    @Test
    void losesNothingHoweverOftenTheLinkFails() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int window = 1 + random.nextInt(200);
            Outbox outbox = new Outbox("denmark", LIMITS.withWindow(window));
            Map<Integer, List<String>> offered = new HashMap<>();
            List<CompletableFuture<Void>> done = new ArrayList<>();
            List<String> taken = new ArrayList<>();
            List<Long> outstanding = new ArrayList<>();
            int written = 0;
            int faults = 0;
            int deliveries = 0;
            while (deliveries < 60 || !outbox.isEmpty()) {
                int dice = random.nextInt(10);
                if (dice < 3 && deliveries < 60) {
                    int source = random.nextInt(4);
                    Numbered frames = new Numbered("s" + source + "d" + deliveries++, random.nextInt(120));
                    done.add(offer(outbox, source, frames));
                    IntStream.range(0, frames.size())
                            .mapToObj(n -> frames.name() + '-' + n)
                            .forEach(offered.computeIfAbsent(source, s -> new ArrayList<>())::add);
                } else if (dice < 8) {
                    Optional<Chunk> chunk = outbox.next(new byte[500 + random.nextInt(20_000)]);
                    if (chunk.isPresent()) {
                        taken.addAll(ids(chunk.get()));
                        outstanding.add(chunk.get().number());
                        written += chunk.get().stanzas();
                    }
                    assertThat(outbox.figures().unconfirmed()).isLessThanOrEqualTo(window);
                } else if (dice == 8 && !outstanding.isEmpty()) {
                    outbox.confirm(outstanding.get(Math.max(0, outstanding.size() - 1 - random.nextInt(5))));
                } else if (dice == 9 && random.nextInt(5) == 0) {
                    outbox.rewind();
                    faults++;
                }
            }

            assertThat(done).allSatisfy(delivery -> assertThat(delivery).isCompleted());
            assertThat(written - new LinkedHashSet<>(taken).size()).isLessThanOrEqualTo(faults * window);
            offered.forEach((source, expected) -> assertThat(
                            new LinkedHashSet<>(taken).stream().filter(id -> id.startsWith("s" + source)))
                    .as("source %s", source)
                    .containsExactlyElementsOf(expected));
        }
    }

    private List<String> drained(Outbox outbox) {
        List<String> all = new ArrayList<>();
        Optional<Chunk> chunk = outbox.next(buffer);
        while (chunk.isPresent()) {
            all.addAll(ids(chunk.get()));
            outbox.confirm(chunk.get().number());
            chunk = outbox.next(buffer);
        }
        return all;
    }

    private static CompletableFuture<Void> offer(Outbox outbox, int source, Frames frames) {
        return outbox.offer(source, frames).toCompletableFuture();
    }

    private static CompletableFuture<Void> reply(Outbox outbox, String... stanzas) {
        return outbox.reply(Stream.of(stanzas)
                        .map(stanza -> stanza.getBytes(StandardCharsets.UTF_8))
                        .toList())
                .toCompletableFuture();
    }

    private static List<String> ids(Chunk chunk) {
        Matcher id = ID.matcher(new String(chunk.bytes(), 0, chunk.length(), StandardCharsets.UTF_8));
        return Stream.iterate(id.find(), found -> found, found -> id.find())
                .map(found -> id.group(1))
                .toList();
    }

    private record Followed(Numbered frames, List<String> passage) implements Frames {
        @Override
        public int size() {
            return frames.size();
        }

        @Override
        public int write(int index, byte[] into, int at) {
            return frames.write(index, into, at);
        }

        @Override
        public int recipient(int index) {
            return index;
        }

        @Override
        public Passage passage(String link) {
            passage.add(link);
            return new Passage() {
                @Override
                public void leaves() {
                    passage.add("leaves");
                }

                @Override
                public void taken() {
                    passage.add("taken");
                }

                @Override
                public void givenUp() {
                    passage.add("given up");
                }
            };
        }
    }

    private record Skipping() implements Frames {
        @Override
        public int size() {
            return 20_000;
        }

        @Override
        public int write(int index, byte[] into, int at) {
            return 0;
        }

        @Override
        public int recipient(int index) {
            return index;
        }
    }

    private record Failing() implements Frames {
        @Override
        public int size() {
            return 3;
        }

        @Override
        public int write(int index, byte[] into, int at) {
            if (index == 2) {
                throw new IllegalStateException("a defect");
            }
            return new Numbered("f", 3).write(index, into, at);
        }

        @Override
        public int recipient(int index) {
            return index;
        }
    }
}
