package im.fanfare.component.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A dashboard of Grafana's, drawn as SVG from what Prometheus says, for whoever has no Grafana at hand. */
final class DashboardPicture {
    private static final int WIDTH = 1440;
    private static final int COLUMN = WIDTH / 24;
    private static final int ROW = 28;
    private static final int MARGIN = 10;
    private static final int LEFT = 62;
    private static final int TOP = 34;
    private static final int BOTTOM = 46;
    private static final int LINES = 4;
    private static final int LEGEND_LETTER = 7;
    private static final int LONGEST_NAME = 30;
    private static final Pattern LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

    /** Apart from each other also for those who do not see red and green. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#999999");

    private record Series(String name, TreeMap<Double, Double> values) {
        private double most() {
            return values.values().stream().mapToDouble(value -> value).max().orElse(0);
        }
    }

    private final StringBuilder svg = new StringBuilder();
    private final Function<String, JsonNode> ask;
    private final double from;
    private final double to;

    private DashboardPicture(Function<String, JsonNode> ask, double from, double to) {
        this.ask = ask;
        this.from = from;
        this.to = to;
    }

    /**
     * @param ask what Prometheus says to a query over the time that is shown, as JSON of {@code query_range}
     * @param from seconds since 1970
     * @param to seconds since 1970
     */
    static String of(JsonNode dashboard, Function<String, JsonNode> ask, double from, double to) {
        DashboardPicture picture = new DashboardPicture(ask, from, to);
        int height = 0;
        for (JsonNode panel : dashboard.path("panels")) {
            JsonNode place = panel.path("gridPos");
            height = Math.max(
                    height, ROW * (place.path("y").asInt() + place.path("h").asInt()));
            picture.draw(
                    panel, place.path("x").asInt() * COLUMN, place.path("y").asInt() * ROW);
        }
        return "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='12'>\n"
                        .formatted(WIDTH, height)
                + "<rect width='100%' height='100%' fill='white'/>\n" + picture.svg + "</svg>\n";
    }

    private void draw(JsonNode panel, int x, int y) {
        String title = panel.path("title").asText();
        if (panel.path("type").asText().equals("row")) {
            text(x + MARGIN, y + ROW * 0.7, "start", "font-size='17' font-weight='bold'", title);
            return;
        }
        int width = panel.at("/gridPos/w").asInt() * COLUMN - MARGIN;
        int height = panel.at("/gridPos/h").asInt() * ROW - MARGIN;
        add("<rect x='%d' y='%d' width='%d' height='%d' fill='none' stroke='#ccc' rx='3'/>"
                .formatted(x, y, width, height));
        text(x + MARGIN, y + 20, "start", "font-size='13'", title);
        List<Series> all = series(panel);
        boolean stacked =
                panel.at("/fieldConfig/defaults/custom/stacking/mode").asText().equals("normal");
        if (stacked) {
            all = stacked(all);
        }
        double most = nice(all.stream().mapToDouble(Series::most).max().orElse(0));
        int right = x + width - MARGIN;
        int bottom = y + height - BOTTOM;
        String unit = panel.at("/fieldConfig/defaults/unit").asText();
        for (int line = 0; line <= LINES; line++) {
            double value = most * line / LINES;
            double at = bottom - (bottom - y - TOP) * line / (double) LINES;
            add(String.format(
                    Locale.ROOT,
                    "<line x1='%d' y1='%2$.1f' x2='%3$d' y2='%2$.1f' stroke='#e5e5e5'/>",
                    x + LEFT,
                    at,
                    right));
            text(x + LEFT - 6, at + 4, "end", "fill='#555'", written(value, unit));
        }
        for (int number = all.size() - 1; number >= 0; number--) { // the first of a stack lies in front
            line(all.get(number), COLOURS.get(number % COLOURS.size()), stacked, new double[] {
                x + LEFT, right, bottom, (bottom - y - TOP) / most
            });
        }
        legend(all, x + LEFT, right, bottom + 22);
    }

    private List<Series> series(JsonNode panel) {
        List<Series> all = new ArrayList<>();
        for (JsonNode target : panel.path("targets")) {
            for (JsonNode result : ask.apply(target.path("expr").asText()).at("/data/result")) {
                TreeMap<Double, Double> values = new TreeMap<>();
                for (JsonNode value : result.path("values")) {
                    double number = value.path(1).asDouble();
                    if (Double.isFinite(number)) {
                        values.put(value.path(0).asDouble(), number);
                    }
                }
                all.add(new Series(brief(name(target.path("legendFormat").asText(), result.path("metric"))), values));
            }
        }
        return all;
    }

    private static String name(String format, JsonNode labels) {
        return LABEL.matcher(format)
                .replaceAll(label ->
                        Matcher.quoteReplacement(labels.path(label.group(1)).asText()))
                .strip();
    }

    private static String brief(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + '…';
    }

    private static List<Series> stacked(List<Series> all) {
        TreeMap<Double, Double> sums = new TreeMap<>();
        List<Series> stacked = new ArrayList<>();
        for (Series series : all) {
            series.values().forEach((moment, value) -> sums.merge(moment, value, Double::sum));
            stacked.add(new Series(series.name(), new TreeMap<>(sums)));
        }
        return stacked;
    }

    /** @param frame left, right and bottom, and how many pixels one is high */
    private void line(Series series, String colour, boolean filled, double[] frame) {
        if (series.values().isEmpty()) {
            return;
        }
        StringBuilder points = new StringBuilder();
        series.values()
                .forEach((moment, value) -> points.append(String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        frame[0] + (moment - from) / (to - from) * (frame[1] - frame[0]),
                        frame[2] - value * frame[3])));
        add("<polyline points='%s' fill='none' stroke='%s' stroke-width='1.5'/>"
                .formatted(points.toString().strip(), colour));
        if (filled) {
            String last = points.substring(points.lastIndexOf(" ", points.length() - 2) + 1);
            add(String.format(
                    Locale.ROOT,
                    "<polygon points='%s,%.1f %s%s,%.1f' fill='%s' fill-opacity='0.25'/>",
                    points.substring(0, points.indexOf(",")),
                    frame[2],
                    points,
                    last.substring(0, last.indexOf(',')),
                    frame[2],
                    colour));
        }
    }

    private void legend(List<Series> all, int left, int right, int y) {
        double x = left;
        for (int number = 0; number < all.size(); number++) {
            String name = all.get(number).name();
            double width = 24 + LEGEND_LETTER * name.length();
            if (x + width > right) {
                text(x, y + 4, "start", "fill='#555'", "…");
                return;
            }
            add(String.format(
                    Locale.ROOT,
                    "<line x1='%.1f' y1='%2$d' x2='%3$.1f' y2='%2$d' stroke='%4$s' stroke-width='3'/>",
                    x,
                    y,
                    x + 12,
                    COLOURS.get(number % COLOURS.size())));
            text(x + 16, y + 4, "start", "", name);
            x += width;
        }
    }

    /** 1, 2 or 5 times a power of ten, not below. */
    private static double nice(double most) {
        if (most <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (int times : new int[] {1, 2, 5}) {
            if (times * power >= most) {
                return times * power;
            }
        }
        return 10 * power;
    }

    private static String written(double value, String unit) {
        return switch (unit) {
            case "s" -> value < 1 ? number(value * 1_000) + " ms" : number(value) + " s";
            case "percentunit" -> number(value * 100) + " %";
            case "Bps" -> shortened(value) + "B/s";
            case "reqps" -> shortened(value) + "/s";
            default -> shortened(value);
        };
    }

    private static String shortened(double value) {
        return value >= 1_000_000
                ? number(value / 1_000_000) + " M"
                : value >= 1_000 ? number(value / 1_000) + " k" : number(value) + " ";
    }

    private static String number(double value) {
        String digits = String.format(Locale.ROOT, "%.2f", value);
        return digits.replaceFirst("\\.?0+$", "");
    }

    private void text(double x, double y, String anchor, String more, String text) {
        add(String.format(
                Locale.ROOT,
                "<text x='%.1f' y='%.1f' text-anchor='%s' %s>%s</text>",
                x,
                y,
                anchor,
                more,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }

    private void add(String element) {
        svg.append(element).append('\n');
    }
}
