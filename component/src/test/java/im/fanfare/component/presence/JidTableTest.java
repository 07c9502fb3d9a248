package im.fanfare.component.presence;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Jid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JidTableTest {
    /** Three resources and the account itself, of some people whose names have one another as beginnings. */
    private static Jid jid(Random random, int people) {
        String bare = "francisco" + random.nextInt(people) + "@denmark.lit";
        int resource = random.nextInt(4);
        return Jid.parse(resource == 0 ? bare : bare + "/barracks" + resource);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void doesWhatAMapWouldDo(int seed) {
        Random random = new Random(seed);
        Map<Jid, Integer> model = new HashMap<>();
        JidTable table = new JidTable();
        int people = 1 + random.nextInt(300);

        for (int i = 1; i <= 20_000; i++) {
            Jid jid = jid(random, people);
            boolean growing = i / 2_000 % 2 == 0;
            if (random.nextInt(10) < (growing ? 7 : 2)) {
                int value = random.nextInt(128);
                Integer before = model.put(jid, value);
                assertThat(table.put(jid, value)).isEqualTo(before == null ? JidTable.ABSENT : before);
            } else {
                assertThat(table.remove(jid)).isEqualTo(model.remove(jid) != null);
            }
            assertThat(table.size()).isEqualTo(model.size());
            assertThat(table.get(jid)).isEqualTo(model.getOrDefault(jid, JidTable.ABSENT));
            if (i % 20 == 0) {
                assertThat(table.of(jid.bare()))
                        .containsExactlyInAnyOrderElementsOf(model.keySet().stream()
                                .filter(other -> other.bare().equals(jid.bare()))
                                .collect(Collectors.toSet()));
            }
            if (i % 3_000 == 0) {
                int taken = table.replaceAll(value -> value % 2 == 0 ? JidTable.ABSENT : value - 1);
                int before = model.size();
                model.values().removeIf(value -> value % 2 == 0);
                model.replaceAll((same, value) -> value - 1);
                assertThat(taken).isEqualTo(before - model.size());
            }
        }
    }

    @Test
    void aCursorMeetsAllThatThereWereWhateverHappensMeanwhile() {
        JidTable table = new JidTable();
        Set<Jid> there = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            Jid jid = Jid.parse("user" + i + "@denmark.lit");
            table.put(jid, 0);
            there.add(jid);
        }

        JidTable.Cursor cursor = table.cursor();
        Set<Jid> met = new HashSet<>();
        int turn = 0;
        for (Optional<Jid> jid = cursor.next(); jid.isPresent(); jid = cursor.next()) {
            met.add(jid.get());
            table.remove(Jid.parse("user" + turn + "@denmark.lit"));
            table.put(Jid.parse("newcomer" + turn++ + "@denmark.lit"), 0);
        }

        assertThat(met).isEqualTo(there);
    }

    /**
     * A million people who share their presence and are there once, in 256 shares. What is measured is all that is held for
     * them, the room in arrays that may yet be filled included.
     */
    @Test
    void aMillionPresencesFitIntoMemory() {
        int people = 1_000_000;
        int shares = 256;
        long before = used();
        JidTable[] presences = new JidTable[shares];
        JidTable[] sharers = new JidTable[shares];
        for (int i = 0; i < shares; i++) {
            presences[i] = new JidTable();
            sharers[i] = new JidTable();
        }
        for (int i = 0; i < people; i++) {
            Jid full = Jid.parse("user" + i + "@shakespeare.example/phone." + Integer.toHexString(i * 31));
            presences[i % shares].put(full, 0);
            sharers[i % shares].put(full.bare(), 1);
        }

        long bytes = (used() - before) / people;

        System.out.println("bytes of heap a presence, with who shares it: " + bytes);
        assertThat(bytes).isLessThan(128);
        assertThat(presences[7].size() + sharers[7].size()).isEqualTo(2 * (people / shares) + 2);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
