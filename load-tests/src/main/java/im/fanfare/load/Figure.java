package im.fanfare.load;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One line of the table.
 *
 * @param row that measured it
 * @param ratio to another figure of the same run; the target is then for it
 */
record Figure(String row, String what, double value, String unit, OptionalDouble ratio, Optional<Target> target) {
    static Figure of(String row, String what, double value, String unit) {
        return new Figure(row, what, value, unit, OptionalDouble.empty(), Optional.empty());
    }

    Figure ratio(double other) {
        return new Figure(row, what, value, unit, OptionalDouble.of(other), target);
    }

    Figure target(Target wanted) {
        return new Figure(row, what, value, unit, ratio, Optional.of(wanted));
    }

    /** A figure that could not be measured has no target to miss. */
    Optional<Boolean> isMet() {
        double judged = ratio.orElse(value);
        return Double.isNaN(judged) ? Optional.empty() : target.map(wanted -> wanted.isMetBy(judged));
    }
}
