package im.fanfare.gatling.report;

import java.util.List;
import java.util.Locale;

/** A picture for the terminal: a bar for each value, drawn with eighths of a column. */
public final class Bars {
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";
    private static final int WIDTH = 48;

    private Bars() {}

    /**
     * A chart of text, a line for each bar.
     *
     * @param unit behind each value
     */
    public static String of(String title, String unit, List<Bar> bars) {
        int labels = bars.stream().mapToInt(bar -> bar.label().length()).max().orElse(0);
        double most = bars.stream()
                .mapToDouble(Bar::value)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        StringBuilder picture = new StringBuilder("  ").append(title).append('\n');
        for (Bar bar : bars) {
            picture.append(String.format(
                    Locale.ROOT,
                    "  %" + Math.max(1, labels) + "s │%s %s%n",
                    bar.label(),
                    drawn(most > 0 && Double.isFinite(bar.value()) ? bar.value() / most : 0),
                    (number(bar.value()) + ' ' + unit).strip()));
        }
        return picture.toString().stripTrailing();
    }

    /** One line of the picture. */
    public record Bar(String label, double value) {}

    /** Three digits that mean something. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        boolean isWhole = value == Math.rint(value);
        String format = isWhole || Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    private static String drawn(double share) {
        int eighths = (int) Math.round(share * WIDTH * EIGHTHS.length());
        String full = "█".repeat(eighths / EIGHTHS.length());
        int rest = eighths % EIGHTHS.length();
        return rest == 0 ? full : full + EIGHTHS.charAt(rest);
    }
}
