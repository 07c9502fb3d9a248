package im.fanfare.load;

/**
 * What came of all publications so far.
 *
 * @param notifications those that were right
 * @param missing subscribers not told of an item, over all items
 * @param repeated told again
 * @param reordered told of an item after a later one of the same node
 * @param damaged told without the payload, or with another
 * @param stray told of what is not theirs
 */
record Findings(
        long publications, long notifications, long missing, long repeated, long reordered, long damaged, long stray) {
    boolean isClean() {
        return missing == 0 && repeated == 0 && reordered == 0 && damaged == 0 && stray == 0;
    }

    @Override
    public String toString() {
        return "%,d publications, %,d notifications: %,d missing, %,d repeated, %,d reordered, %,d damaged, %,d stray"
                .formatted(publications, notifications, missing, repeated, reordered, damaged, stray);
    }
}
