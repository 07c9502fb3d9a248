package im.fanfare.component.link;

import im.fanfare.fanout.Frames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Which recipients take a way to a host server. The answer for a bare JID never changes while the process lives, so one
 * subscriber's stanzas keep their order.
 */
@FunctionalInterface
public interface Route {
    /** The way of everybody. */
    Route ALL = (frames, index) -> true;

    boolean takes(Frames frames, int index);

    /** The way of one recipient in {@code links}. */
    static Route share(int link, int links) {
        return links == 1 ? ALL : (frames, index) -> Math.floorMod(frames.recipient(index), links) == link;
    }

    /** The way of those at one of these domains. */
    static Route to(Set<String> domains) {
        List<byte[]> spelled = spelled(domains);
        return (frames, index) -> isAtOneOf(frames, index, spelled);
    }

    /** The way of those at none of these domains. */
    static Route pastAll(Set<String> domains) {
        List<byte[]> spelled = spelled(domains);
        return spelled.isEmpty() ? ALL : (frames, index) -> !isAtOneOf(frames, index, spelled);
    }

    default Route and(Route other) {
        if (this == ALL || other == ALL) {
            return this == ALL ? other : this;
        }
        return (frames, index) -> takes(frames, index) && other.takes(frames, index);
    }

    private static List<byte[]> spelled(Set<String> domains) {
        return domains.stream()
                .map(domain -> domain.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static boolean isAtOneOf(Frames frames, int index, List<byte[]> domains) {
        for (byte[] domain : domains) {
            if (frames.isAt(index, domain)) {
                return true;
            }
        }
        return false;
    }
}
