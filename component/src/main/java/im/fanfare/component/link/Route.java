package im.fanfare.component.link;

import im.fanfare.fanout.Frames;

/**
 * Which recipients take a link. The answer for a bare JID never changes while the process lives, so one subscriber's
 * stanzas keep their order.
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
}
