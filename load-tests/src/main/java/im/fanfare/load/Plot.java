package im.fanfare.load;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The distribution of latencies, and the rate over the number of subscribers, side by side as SVG. */
final class Plot {
    private static final int WIDTH = 1480;
    private static final int HEIGHT = 560;
    private static final int TOP = 60;
    private static final int BOTTOM = 490;
    private static final int LATENCY_LEFT = 80;
    private static final int LATENCY_RIGHT = 540;
    private static final int RATE_LEFT = 920;
    private static final int RATE_RIGHT = 1440;
    private static final int TICK_GAP = 8;
    private static final int LEGEND_STEP = 18;
    private static final int SHARES = 5;
    private static final double LEAST_MILLIS = 0.01;

    /** Apart from each other also for those who do not see red and green. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#999999");

    private final StringBuilder svg = new StringBuilder();

    private Plot() {}

    /** @param limit that no rate can exceed, or no number */
    static String of(Map<String, double[]> distributions, Map<Integer, Double> rates, double limit) {
        Plot plot = new Plot();
        plot.add(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='13'>"
                        .formatted(WIDTH, HEIGHT));
        plot.add("<rect width='100%' height='100%' fill='white'/>");
        if (!distributions.isEmpty()) {
            plot.latencies(distributions);
        }
        if (!rates.isEmpty()) {
            plot.rates(rates, limit);
        }
        plot.add("</svg>");
        return plot.svg.toString();
    }

    private void latencies(Map<String, double[]> distributions) {
        double most = distributions.values().stream()
                .flatMapToDouble(Arrays::stream)
                .max()
                .orElse(1);
        double least = distributions.values().stream()
                .flatMapToDouble(Arrays::stream)
                .min()
                .orElse(LEAST_MILLIS);
        Axis x = Axis.around(Math.max(LEAST_MILLIS, least), most, LATENCY_LEFT, LATENCY_RIGHT);
        title(LATENCY_LEFT, LATENCY_RIGHT, "From publish to …: share of publishes that took no longer");
        xAxis(x, "milliseconds (logarithmic)", LATENCY_LEFT, LATENCY_RIGHT);
        for (int share = 0; share <= SHARES; share++) {
            double y = BOTTOM - (double) share / SHARES * (BOTTOM - TOP);
            yTick(LATENCY_LEFT, LATENCY_RIGHT, y, 100 * share / SHARES + " %");
        }
        yLabel(LATENCY_LEFT, "share of publishes");
        int number = 0;
        for (var distribution : distributions.entrySet()) {
            String colour = COLOURS.get(number % COLOURS.size());
            double[] quantiles = distribution.getValue();
            StringBuilder points = new StringBuilder();
            for (int step = 0; step < quantiles.length; step++) {
                double y = BOTTOM - (double) step / (quantiles.length - 1) * (BOTTOM - TOP);
                points.append(point(x.at(Math.max(LEAST_MILLIS, quantiles[step])), y));
            }
            line(points.toString(), colour, "");
            legend(LATENCY_RIGHT, number++, colour, distribution.getKey());
        }
    }

    private void rates(Map<Integer, Double> rates, double limit) {
        double most = rates.values().stream().mapToDouble(rate -> rate).max().orElse(1);
        double least = rates.values().stream().mapToDouble(rate -> rate).min().orElse(1);
        double largest = rates.keySet().stream().mapToInt(size -> size).max().orElse(1);
        double smallest = rates.keySet().stream().mapToInt(size -> size).min().orElse(1);
        Axis x = Axis.around(smallest, largest, RATE_LEFT, RATE_RIGHT);
        Axis y = Axis.around(least, Double.isNaN(limit) ? most : Math.max(most, limit), BOTTOM, TOP);
        title(RATE_LEFT, RATE_RIGHT, "Notifications a second, one publish after the other");
        xAxis(x, "subscribers of the node (logarithmic)", RATE_LEFT, RATE_RIGHT);
        y.powers().forEach(power -> yTick(RATE_LEFT, RATE_RIGHT, y.at(power), Axis.label(power)));
        yLabel(RATE_LEFT, "notifications per second (logarithmic)");
        if (!Double.isNaN(limit)) {
            line(point(RATE_LEFT, y.at(limit)) + point(RATE_RIGHT, y.at(limit)), COLOURS.get(1), "6 4");
            text(RATE_LEFT + TICK_GAP, y.at(limit) + 2 * TICK_GAP, "start", "the harness's own limit");
        }
        line(
                rates.entrySet().stream()
                        .map(rate -> point(x.at(rate.getKey()), y.at(rate.getValue())))
                        .collect(Collectors.joining()),
                COLOURS.get(0),
                "");
        rates.forEach((size, rate) -> add(String.format(
                Locale.ROOT, "<circle cx='%.1f' cy='%.1f' r='4' fill='%s'/>", x.at(size), y.at(rate), COLOURS.get(0))));
    }

    private void title(int left, int right, String text) {
        add("<text x='%d' y='%d' text-anchor='middle' font-size='15'>%s</text>"
                .formatted((left + right) / 2, TOP - 24, text));
    }

    private void xAxis(Axis axis, String label, int left, int right) {
        for (double power : axis.powers()) {
            add(String.format(
                    Locale.ROOT,
                    "<line x1='%1$.1f' y1='%2$d' x2='%1$.1f' y2='%3$d' stroke='#ddd'/>",
                    axis.at(power),
                    TOP,
                    BOTTOM));
            text(axis.at(power), BOTTOM + 20, "middle", Axis.label(power));
        }
        add("<rect x='%d' y='%d' width='%d' height='%d' fill='none' stroke='#666'/>"
                .formatted(left, TOP, right - left, BOTTOM - TOP));
        text((left + right) / 2.0, BOTTOM + 48, "middle", label);
    }

    private void yTick(int left, int right, double y, String label) {
        add(String.format(
                Locale.ROOT, "<line x1='%1$d' y1='%3$.1f' x2='%2$d' y2='%3$.1f' stroke='#ddd'/>", left, right, y));
        text(left - TICK_GAP, y + 4, "end", label);
    }

    private void yLabel(int left, String label) {
        int x = left - 60;
        int y = (TOP + BOTTOM) / 2;
        add("<text transform='translate(%d %d) rotate(-90)' text-anchor='middle'>%s</text>".formatted(x, y, label));
    }

    private void legend(int left, int number, String colour, String name) {
        double y = TOP + LEGEND_STEP * (number + 1.0);
        line(point(left + 10, y) + point(left + 32, y), colour, "");
        text(left + 38, y + 4, "start", name);
    }

    private void text(double x, double y, String anchor, String text) {
        add(String.format(Locale.ROOT, "<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>", x, y, anchor, text));
    }

    private void line(String points, String colour, String dashes) {
        add("<polyline points='%s' fill='none' stroke='%s' stroke-width='2' stroke-dasharray='%s'/>"
                .formatted(points.strip(), colour, dashes.isEmpty() ? "none" : dashes));
    }

    private static String point(double x, double y) {
        return String.format(Locale.ROOT, "%.1f,%.1f ", x, y);
    }

    private void add(String element) {
        svg.append(element).append('\n');
    }
}
