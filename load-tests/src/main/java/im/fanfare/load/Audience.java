package im.fanfare.load;

/**
 * A node and its subscribers: those numbered from {@code first} on.
 *
 * @param newest the newest revision that each of them was told of
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record Audience(String node, int first, int size, int[] newest) {
    public static Audience of(String node, int first, int size) {
        return new Audience(node, first, size, new int[size]);
    }
}
