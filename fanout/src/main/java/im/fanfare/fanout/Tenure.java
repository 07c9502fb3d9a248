package im.fanfare.fanout;

/**
 * How long this member serves a partition of the log. Once it is over, nothing more is written of what was offered
 * under it: whoever serves the partition next offers the same again, and two voices would break the order.
 */
final class Tenure {
    private final Window.Share room;
    private volatile boolean over;

    Tenure(Window window) {
        this.room = window.share();
    }

    /** What this tenure has of the window. */
    Window.Share room() {
        return room;
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
        room.end();
    }
}
