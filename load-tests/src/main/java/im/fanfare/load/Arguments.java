package im.fanfare.load;

import java.util.Queue;

/** What the command lines of this module have in common. Whoever is at fault is told so in a sentence. */
final class Arguments {
    private Arguments() {}

    /** The value of this option, which is the next argument. */
    static String value(String option, Queue<String> rest) {
        String value = rest.poll();
        if (value == null || value.isBlank() || value.startsWith("--")) {
            throw new IllegalArgumentException(option + " needs a value.");
        }
        return value;
    }

    /** From 1 to {@code most}. */
    static int number(String option, Queue<String> rest, int most) {
        String value = value(option, rest);
        try {
            int number = Integer.parseInt(value.replace("_", ""));
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw new IllegalArgumentException("%s needs a number from 1 to %,d, not %s.".formatted(option, most, value));
    }

    static IllegalArgumentException unknown(String option) {
        return new IllegalArgumentException("There is no option " + option + ".");
    }
}
