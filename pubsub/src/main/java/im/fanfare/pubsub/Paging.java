package im.fanfare.pubsub;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which part of a list somebody asks for: XEP-0059 §2.
 *
 * @param max of entries, as far as the requester limits them
 */
public record Paging(Place place, Optional<Integer> max) {
    /**
     * Where the part is. An entry is named by its UID: for an item the ItemID, for a node the NodeID, for a subscriber
     * the JID.
     */
    public sealed interface Place {}

    /** §2.1: at the beginning. */
    public record First() implements Place {}

    /** §2.2: directly behind an entry. */
    public record After(String uid) implements Place {}

    /** §2.3: directly before an entry. */
    public record Before(String uid) implements Place {}

    /** §2.5: at the end. */
    public record Last() implements Place {}

    /** §2.6: from the entry that so many stand before. */
    public record At(int index) implements Place {}

    /** Whether it is wanted from its end, so that what does not fit is left out at its beginning. */
    public boolean isBackwards() {
        return place instanceof Before || place instanceof Last;
    }

    /**
     * A part of a list.
     *
     * @param from the index of its first entry
     * @param to the index behind its last
     */
    public record Part(int from, int to) {
        /** As much of it as may be had at once: its end, where it is wanted from there, else its beginning. */
        Part atMost(int most, boolean backwards) {
            int size = Math.min(most, to - from);
            return backwards ? new Part(to - size, to) : new Part(from, from + size);
        }
    }

    /** The UID by which the place is told, if it is. */
    Optional<String> uid() {
        if (place instanceof After after) {
            return Optional.of(after.uid());
        }
        return place instanceof Before before ? Optional.of(before.uid()) : Optional.empty();
    }

    /** The part of a list, or nothing where the entry that it is told by is not there: §2.4. */
    public <T> Optional<Excerpt<T>> of(List<T> list, Function<T, String> uid) {
        return in(list.size(), wanted -> indexOf(wanted, list, uid))
                .map(part ->
                        new Excerpt<>(list.subList(part.from(), part.to()), part.from(), list.size(), isBackwards()));
    }

    /**
     * The part of a list of that many entries, or nothing where the entry that it is told by is not there: §2.4.
     *
     * @param indexOf where an entry stands that is there
     */
    Optional<Part> in(int total, Function<String, Optional<Integer>> indexOf) {
        if (place instanceof After after) {
            return indexOf.apply(after.uid()).map(index -> from(index + 1, total));
        }
        if (place instanceof Before before) {
            return indexOf.apply(before.uid()).map(this::upTo);
        }
        if (place instanceof At at) {
            return Optional.of(from(Math.min(at.index(), total), total));
        }
        return Optional.of(isBackwards() ? upTo(total) : from(0, total));
    }

    private Part from(int index, int total) {
        return new Part(index, index + Math.min(total - index, max.orElse(Integer.MAX_VALUE)));
    }

    private Part upTo(int end) {
        return new Part(end - Math.min(end, max.orElse(Integer.MAX_VALUE)), end);
    }

    private static <T> Optional<Integer> indexOf(String wanted, List<T> list, Function<T, String> uid) {
        for (int i = 0; i < list.size(); i++) {
            if (uid.apply(list.get(i)).equals(wanted)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }
}
