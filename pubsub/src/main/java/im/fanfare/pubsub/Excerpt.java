package im.fanfare.pubsub;

import java.util.List;

/**
 * A part of a list.
 *
 * @param index of its first entry in the list, or where that would stand
 * @param total how long the list is
 * @param backwards whether the last of its entries are wanted first, should there be no room for all
 */
public record Excerpt<T>(List<T> entries, int index, int total, boolean backwards) {
    public Excerpt {
        entries = List.copyOf(entries);
    }

    /** A list of which nobody asks for a part. */
    static <T> Excerpt<T> whole(List<T> list) {
        return new Excerpt<>(list, 0, list.size(), true);
    }
}
