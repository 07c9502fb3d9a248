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

    /** The part of a list, or nothing where the entry that it is told by is not there: §2.4. */
    public <T> Optional<Excerpt<T>> of(List<T> list, Function<T, String> uid) {
        if (place instanceof After after) {
            return indexOf(after.uid(), list, uid).map(index -> from(index + 1, list));
        }
        if (place instanceof Before before) {
            return indexOf(before.uid(), list, uid).map(index -> upTo(index, list));
        }
        if (place instanceof At at) {
            return Optional.of(from(Math.min(at.index(), list.size()), list));
        }
        return Optional.of(isBackwards() ? upTo(list.size(), list) : from(0, list));
    }

    private <T> Excerpt<T> from(int index, List<T> list) {
        int size = Math.min(list.size() - index, max.orElse(Integer.MAX_VALUE));
        return new Excerpt<>(list.subList(index, index + size), index, list.size(), false);
    }

    private <T> Excerpt<T> upTo(int end, List<T> list) {
        int index = end - Math.min(end, max.orElse(Integer.MAX_VALUE));
        return new Excerpt<>(list.subList(index, end), index, list.size(), true);
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
