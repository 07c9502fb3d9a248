package im.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Jid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeginningTest {
    private static final String FIRST = Division.FIRST;
    private static final Division ONE = division(Map.of());
    private static final Division TWO = division(Map.of("verona.lit", "x"));
    private static final Division THREE = division(Map.of("verona.lit", "x", "capulet.lit", "y"));

    private final Map<String, Checkpoint> commits = new HashMap<>();

    @Test
    void aLoneLaneBeginsWhereItEndedAndCommitsWhatItAlwaysDid() {
        commit(FIRST, 12, Beginning.of(FIRST, ONE, commits));

        Beginning again = Beginning.of(FIRST, ONE, commits);

        assertThat(again.from()).hasValue(12);
        assertThat(again.isNew()).isFalse();
        assertThat(commits.get(FIRST).write().metadata()).isEqualTo("1;0:c:0,");
    }

    @Test
    void aLaneWithoutAPastBeginsWithTheLog() {
        assertThat(Beginning.of(FIRST, TWO, commits).from()).isEmpty();
        commit(FIRST, 12, Beginning.of(FIRST, TWO, commits));
        assertThat(Beginning.of("x", TWO, commits).from()).isEmpty();
    }

    /** Whichever of them is assigned first. */
    @Test
    void aNewLaneBeginsWhereTheOneEndedThatItTakesSomebodyFrom() {
        commit(FIRST, 12, Beginning.of(FIRST, ONE, commits));
        Beginning early = Beginning.of("x", TWO, commits);

        Beginning first = Beginning.of(FIRST, TWO, commits);
        commit(FIRST, 40, first);
        Beginning late = Beginning.of("x", TWO, commits);

        assertThat(early.from()).hasValue(12);
        assertThat(early.positions()).hasToString(seen(12).toString());
        assertThat(first.from()).as("whoever only gives, goes on").hasValue(12);
        assertThat(late.from()).hasValue(12);
    }

    @Test
    void aStalledLaneHoldsUpNoChangeThatIsNotOneOfItsOwn() {
        begin(FIRST, TWO, 1_000);
        begin("x", TWO, 3);

        begin(FIRST, THREE, 2_000);

        assertThat(commits.get(FIRST).standing().leftAt()).hasValue(1_000);
        assertThat(Beginning.of("x", THREE, commits).from()).hasValue(3);
        assertThat(Beginning.of("y", THREE, commits).from()).hasValue(1_000);
    }

    @Test
    void whoeverIsGivenBackMissesNothing() {
        begin(FIRST, THREE, 1_000);
        begin("x", THREE, 3);
        begin("y", THREE, 900);

        Beginning first = Beginning.of(FIRST, TWO, commits);

        assertThat(first.from()).as("y is no more, and x no concern of this").hasValue(900);
        assertThat(first.standing().gone()).containsExactly("y");
        assertThat(Beginning.gone(commits.get(FIRST), TWO)).containsExactly("y");
        commit(FIRST, 950, first);
        assertThat(Beginning.of(FIRST, ONE, commits).from()).as("now x is").hasValue(3);
    }

    @Test
    void whoeverHasBeenTakenOverIsLeftForGood() {
        begin(FIRST, ONE, 10);
        begin(FIRST, TWO, 10);
        begin("x", TWO, 10);
        begin(FIRST, TWO, 1_000);
        begin("x", TWO, 1_000);

        begin(FIRST, THREE, 1_000);

        assertThat(commits.get(FIRST).standing().leftAt()).hasValue(1_000);
    }

    @Test
    void whatWasCommittedIsReadAgain() {
        begin(FIRST, THREE, 10);
        begin("y", THREE, 15);
        begin(FIRST, TWO, 20);
        assertThat(commits.get(FIRST).standing().gone()).containsExactly("y");

        Checkpoint read = Checkpoint.parse(commits.get(FIRST).write()).orElseThrow();

        assertThat(read.offset()).isEqualTo(20);
        assertThat(read.standing()).isEqualTo(commits.get(FIRST).standing());
        assertThat(read.standing().leftAt()).isEqualTo(OptionalLong.of(10));
        assertThat(read.standing().others()).containsExactly("x");
        assertThat(read.positions()).hasToString(commits.get(FIRST).positions().toString());
    }

    private void begin(String lane, Division division, long thenAt) {
        commit(lane, thenAt, Beginning.of(lane, division, commits));
    }

    private void commit(String lane, long offset, Beginning beginning) {
        commits.put(lane, new Checkpoint(offset, beginning.standing(), seen(offset)));
    }

    /** Of one source, each record of which is one of the log. */
    private static SourcePositions seen(long offset) {
        SourcePositions seen = new SourcePositions();
        seen.advance(Denmark.deliver(Denmark.MUSINGS, 0, offset));
        return seen;
    }

    /** @param lanes by domain; the rest is the first one's */
    private static Division division(Map<String, String> lanes) {
        Map<String, Set<String>> domains = new TreeMap<>();
        lanes.forEach((domain, lane) ->
                domains.computeIfAbsent(lane, same -> new HashSet<>()).add(domain));
        List<Lane> others = new ArrayList<>();
        domains.forEach((name, at) ->
                others.add(new Lane(name, new Audience.At(Denmark.SERVICE, at), RecordingHostServer.taking())));
        List<Lane> all = new ArrayList<>(List.of(Lane.past(others, "elsinore", RecordingHostServer.taking())));
        all.addAll(others);
        return new Division(all);
    }

    // ------------------------------------------------------------------------------------------- anything may happen

    /**
     * Host servers come and go, domains move between them, members change their configuration one after the other, lanes
     * stall, die and move between members that have the old and the new: nobody misses anything, and nobody is told of
     * anything for the first time after something later.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nobodyMissesAnythingWhateverTheConfigurationBecomes(long seed) {
        for (int life = 0; life < 500; life++) {
            new Life(new Random(seed * 1_000 + life)).run();
        }
    }

    /** One partition of the log, and everything that becomes of it. */
    private static final class Life {
        private static final List<String> DOMAINS = List.of("denmark.lit", "verona.lit", "capulet.lit");
        private static final List<String> LANES = List.of(FIRST, "x", "y", "z");

        private final Random random;
        private final List<String> story = new ArrayList<>();
        private final Map<String, Checkpoint> commits = new HashMap<>();
        private final Map<String, Serving> serving = new HashMap<>();
        private final Map<String, Set<Long>> told = new HashMap<>();
        private long end;

        private static final class Serving {
            private final Division division;
            private final Standing standing;
            private long next;

            private Serving(Division division, Beginning beginning) {
                this.division = division;
                this.standing = beginning.standing();
                this.next = beginning.from().orElse(0);
            }
        }

        private Life(Random random) {
            this.random = random;
            DOMAINS.forEach(domain -> told.put(domain, new LinkedHashSet<>()));
        }

        private void run() {
            Division division = ONE;
            assign(FIRST, division);
            for (int change = 0; change < 5; change++) {
                Division next = random.nextInt(5) == 0 ? division : anyDivision();
                story.add("from " + named(division) + " to " + named(next));
                Set<String> stalled = Set.of(LANES.get(random.nextInt(LANES.size())));
                for (int step = random.nextInt(60); step > 0; step--) {
                    doAnything(division, next, stalled);
                }
                arriveAt(next);
                division = next;
            }
            division.lanes().keySet().forEach(this::catchUp);
            for (String domain : DOMAINS) {
                List<Long> firsts = List.copyOf(told.get(domain));
                assertThat(firsts)
                        .as("%s%n%s", domain, String.join("\n", story))
                        .hasSize((int) end)
                        .isSorted();
            }
        }

        private static String named(Division division) {
            return division.id()
                    + division.lanes().values().stream()
                            .map(lane -> lane.name() + ' ' + lane.audience().words())
                            .toList();
        }

        private Division anyDivision() {
            Map<String, String> lanes = new HashMap<>();
            for (String domain : DOMAINS) {
                String lane = LANES.get(random.nextInt(LANES.size()));
                if (!lane.equals(FIRST)) {
                    lanes.put(domain, lane);
                }
            }
            return division(lanes);
        }

        private void doAnything(Division old, Division next, Set<String> stalled) {
            Division of = random.nextBoolean() ? old : next;
            List<String> lanes = List.copyOf(of.lanes().keySet());
            String lane = lanes.get(random.nextInt(lanes.size()));
            switch (random.nextInt(8)) {
                case 0, 1 -> end++;
                case 2 -> commit(lane);
                case 3 -> assign(lane, of);
                case 4 -> {
                    commit(lane);
                    assign(lane, of);
                }
                default -> {
                    if (!stalled.contains(lane)) {
                        tell(lane);
                    }
                }
            }
        }

        /** The last member has the new configuration, and every lane has begun. */
        private void arriveAt(Division division) {
            for (String lane : List.copyOf(serving.keySet())) {
                if (random.nextBoolean()) {
                    commit(lane);
                }
            }
            serving.keySet().retainAll(division.lanes().keySet());
            for (String lane : division.lanes().keySet()) {
                if (!serving.containsKey(lane) || serving.get(lane).division != division) {
                    assign(lane, division);
                }
                commit(lane);
            }
        }

        private void assign(String lane, Division division) {
            Map<String, Checkpoint> known = new HashMap<>(commits);
            Set<String> asked = new HashSet<>(division.lanes().keySet());
            known.keySet().retainAll(asked);
            known.values().forEach(last -> asked.addAll(Beginning.gone(last, division)));
            known.putAll(commits);
            known.keySet().retainAll(asked);
            Beginning beginning = Beginning.of(lane, division, known);
            if (beginning.from().isEmpty() && division != ONE) {
                beginning = beginning.withTheLog(0);
            }
            serving.put(lane, new Serving(division, beginning));
            story.add("'" + lane + "' of " + named(division) + " begins at " + beginning + " of " + known);
        }

        private void commit(String lane) {
            Serving it = serving.get(lane);
            if (it != null) {
                commits.put(lane, new Checkpoint(it.next, it.standing, new SourcePositions()));
                story.add("'" + lane + "' commits " + it.next);
            }
        }

        private void tell(String lane) {
            Serving it = serving.get(lane);
            if (it == null || it.next == end) {
                return;
            }
            for (String domain : DOMAINS) {
                Jid subscriber = Jid.parse("somebody@" + domain);
                if (it.division.lane(lane).audience().includes(Denmark.SERVICE, subscriber)) {
                    told.get(domain).add(it.next);
                }
            }
            story.add("'" + lane + "' tells " + it.next);
            it.next++;
        }

        private void catchUp(String lane) {
            while (serving.get(lane).next < end) {
                tell(lane);
            }
        }
    }
}
