package im.fanfare.load;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of all publications so far.
 *
 * @param notifications those that were right
 * @param missing subscribers not told of an item, over all items
 * @param repeated told again
 * @param reordered told of an item after a later one of the same node
 * @param damaged told without the payload, or with another
 * @param ambiguous told of one item under several ids, or of several under one
 * @param stray told of what is not theirs
 */
public record Findings(
        long publications,
        long notifications,
        long missing,
        long repeated,
        long reordered,
        long damaged,
        long ambiguous,
        long stray) {
    public boolean isClean() {
        return repeated == 0 && isCleanButForRepeats();
    }

    /** As after a fault: what was under way may have been told twice. */
    boolean isCleanButForRepeats() {
        return missing == 0 && reordered == 0 && damaged == 0 && ambiguous == 0 && stray == 0;
    }

    /** What has come since; missing is always as of now. */
    Findings since(Findings earlier) {
        return new Findings(
                publications - earlier.publications,
                notifications - earlier.notifications,
                missing,
                repeated - earlier.repeated,
                reordered - earlier.reordered,
                damaged - earlier.damaged,
                ambiguous - earlier.ambiguous,
                stray - earlier.stray);
    }

    /** For programs. */
    Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("publications", publications);
        content.put("notifications", notifications);
        content.put("missing", missing);
        content.put("repeated", repeated);
        content.put("reordered", reordered);
        content.put("damaged", damaged);
        content.put("ambiguous", ambiguous);
        content.put("stray", stray);
        return content;
    }

    @Override
    public String toString() {
        return "%,d publications, %,d notifications: %,d missing, %,d repeated, %,d reordered, %,d damaged, %,d ambiguous, %,d stray"
                .formatted(publications, notifications, missing, repeated, reordered, damaged, ambiguous, stray);
    }
}
