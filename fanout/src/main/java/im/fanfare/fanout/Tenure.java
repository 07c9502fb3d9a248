package im.fanfare.fanout;

/**
 * How long this member serves a partition of the log. Once it is over, nothing more is written of what was offered
 * under it: whoever serves the partition next offers the same again, and two voices would break the order.
 */
final class Tenure {
    private volatile boolean over;

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }
}
