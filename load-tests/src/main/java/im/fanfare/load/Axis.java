package im.fanfare.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A logarithmic axis: from one power of ten to another, over so many pixels.
 *
 * @param from the exponent of the first power
 * @param to the exponent of the last
 * @param begin the pixel of the first; the end may lie below it
 */
record Axis(int from, int to, double begin, double end) {
    private static final String[] UNITS = {"", "k", "M", "G"};
    private static final int EXPONENTS_PER_UNIT = 3;

    /** As far as these values reach. */
    static Axis around(double least, double most, double begin, double end) {
        int from = (int) Math.floor(Math.log10(least));
        int to = (int) Math.ceil(Math.log10(most));
        return new Axis(from, Math.max(to, from + 1), begin, end);
    }

    double at(double value) {
        return begin + (Math.log10(value) - from) / (to - from) * (end - begin);
    }

    List<Double> powers() {
        List<Double> powers = new ArrayList<>();
        for (int exponent = from; exponent <= to; exponent++) {
            powers.add(Math.pow(10, exponent));
        }
        return powers;
    }

    /** 0.01, 1, 10, 100, 1 k, 10 k, … */
    static String label(double power) {
        int exponent = (int) Math.round(Math.log10(power));
        if (exponent < 0) {
            return String.format(Locale.ROOT, "%." + -exponent + "f", power);
        }
        int unit = Math.min(exponent / EXPONENTS_PER_UNIT, UNITS.length - 1);
        double mantissa = Math.pow(10, exponent - unit * EXPONENTS_PER_UNIT);
        return String.format(Locale.ROOT, "%.0f %s", mantissa, UNITS[unit]).strip();
    }
}
