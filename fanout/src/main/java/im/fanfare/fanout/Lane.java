package im.fanfare.fanout;

import java.util.List;

/**
 * The fan-out to one host server, which waits for no other: it has its own place in the log, and its own window.
 *
 * @param name of the host server, the same at all members and from start to start: the lane finds its place in the log by
 *     it; letters, digits, dots, dashes and underscores
 * @param audience whom it tells; every subscriber has one lane
 */
public record Lane(String name, Audience audience, HostServer hostServer) {
    /** The lane of everybody whom none of the others tells. */
    public static Lane past(List<Lane> others, String name, HostServer hostServer) {
        return new Lane(
                name, new Audience.NoneOf(others.stream().map(Lane::audience).toList()), hostServer);
    }
}
