package im.fanfare.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A table in memory that weighs its writes as Cassandra does: by the timestamps they name, not by the order in which
 * they come; a deletion wins over a write of the same timestamp. For one thread at a time.
 */
final class Cells<K, V> {
    private record Cell<V>(Optional<V> value, long timestamp) {}

    private record Erased<K>(Predicate<K> keys, long timestamp) {}

    private final Map<K, Cell<V>> cells = new HashMap<>();
    private final List<Erased<K>> erased = new ArrayList<>();

    void put(K key, V value, long timestamp) {
        Cell<V> present = cells.get(key);
        boolean late = present != null
                && (present.timestamp() > timestamp
                        || present.timestamp() == timestamp && present.value().isEmpty());
        if (!late
                && erased.stream()
                        .noneMatch(e -> e.timestamp() >= timestamp && e.keys().test(key))) {
            cells.put(key, new Cell<>(Optional.of(value), timestamp));
        }
    }

    void delete(K key, long timestamp) {
        Cell<V> present = cells.get(key);
        if (present == null || present.timestamp() <= timestamp) {
            cells.put(key, new Cell<>(Optional.empty(), timestamp));
        }
    }

    /** Deletes these keys, also of writes still to come, up to this timestamp. */
    void deleteAll(Predicate<K> keys, long timestamp) {
        erased.add(new Erased<>(keys, timestamp));
        cells.entrySet()
                .removeIf(cell -> keys.test(cell.getKey()) && cell.getValue().timestamp() <= timestamp);
    }

    Optional<V> get(K key) {
        Cell<V> cell = cells.get(key);
        return cell == null ? Optional.empty() : cell.value();
    }

    /** When the value was written that is there. */
    long written(K key) {
        Cell<V> cell = cells.get(key);
        return cell == null ? Long.MIN_VALUE : cell.timestamp();
    }

    Map<K, V> all() {
        Map<K, V> all = new LinkedHashMap<>();
        cells.forEach((key, cell) -> cell.value().ifPresent(value -> all.put(key, value)));
        return all;
    }
}
