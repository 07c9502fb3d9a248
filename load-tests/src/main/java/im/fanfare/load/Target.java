package im.fanfare.load;

import java.util.Locale;

/** What a figure, or its ratio where it has one, shall reach. */
record Target(boolean atLeast, double bound) {
    static Target atLeast(double bound) {
        return new Target(true, bound);
    }

    static Target atMost(double bound) {
        return new Target(false, bound);
    }

    boolean isMetBy(double value) {
        return atLeast ? value >= bound : value <= bound;
    }

    @Override
    public String toString() {
        boolean isWhole = bound == Math.rint(bound);
        return (atLeast ? "≥ " : "≤ ") + String.format(Locale.ROOT, isWhole ? "%,.0f" : "%,.2f", bound);
    }
}
