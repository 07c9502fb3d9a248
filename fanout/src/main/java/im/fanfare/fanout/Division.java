package im.fanfare.fanout;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * How the subscribers are divided among lanes.
 *
 * <p>A lane has a key that outlives a change of the configuration. That of the first, which tells whoever no other tells,
 * is {@link #FIRST} whatever its host server is called; that of another is its name.
 */
final class Division {
    static final String FIRST = "";

    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final Map<String, String> audiences = new TreeMap<>();
    private final String id;

    Division(List<Lane> all) {
        for (Lane lane : all) {
            String key = lanes.isEmpty() ? FIRST : lane.name();
            if (lanes.put(key, lane) != null) {
                throw new IllegalArgumentException("two lanes are called " + lane.name());
            }
            audiences.put(key, all.size() == 1 ? "" : digest(lane.audience().words()));
        }
        id = all.size() == 1 ? "" : digest(audiences.toString());
    }

    /** 64 bits in 13 letters: it goes into every commit. */
    private static String digest(String text) {
        long bits =
                UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
        return Long.toUnsignedString(bits, Character.MAX_RADIX);
    }

    /** Tells it from others; empty where there is one lane for everybody. */
    String id() {
        return id;
    }

    /** Tells the audience of a lane from others; absent where there is no such lane. */
    Optional<String> audience(String key) {
        return Optional.ofNullable(audiences.get(key));
    }

    /** By their keys, in the order of the configuration. */
    Map<String, Lane> lanes() {
        return Collections.unmodifiableMap(lanes);
    }

    Lane lane(String key) {
        return Optional.ofNullable(lanes.get(key)).orElseThrow();
    }

    /** The keys of all but the first. */
    Set<String> others() {
        Set<String> others = new TreeSet<>(lanes.keySet());
        others.remove(FIRST);
        return others;
    }
}
