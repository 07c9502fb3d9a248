package im.fanfare.gatling.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Users' latency and Fanfare's own figures over the same time, one above the other, as a page of HTML. */
public final class Page {
    private static final int WIDTH = 520;
    private static final int HEIGHT = 110;
    private static final int LEFT = 70;

    private Page() {}

    public static String of(String title, String answer, String picture, List<Timeline.Moment> moments) {
        StringBuilder page = new StringBuilder("""
                <!doctype html><html lang='en'><meta charset='utf-8'><title>%1$s</title>
                <style>body{font-family:sans-serif;margin:2em;max-width:1160px}
                figure{display:inline-block;margin:0 1em 1em 0}figcaption{font-size:13px}pre{line-height:1.1}</style>
                <h1>%1$s</h1><p><b>%2$s</b></p><pre>%3$s</pre>
                <p>All charts share one time axis, in seconds; <a href='index.html'>Gatling's own report</a>.</p>
                """.formatted(escaped(title), escaped(answer), escaped(picture)));
        page.append("<h2>What users felt</h2>\n");
        charts(page, moments, Timeline.Moment::users);
        page.append("<h2>What Fanfare said of itself</h2>\n");
        charts(page, moments, Timeline.Moment::fanfare);
        return page.append("</html>\n").toString();
    }

    private static void charts(
            StringBuilder page, List<Timeline.Moment> moments, Function<Timeline.Moment, Map<String, Double>> values) {
        double end = moments.isEmpty() ? 1 : moments.get(moments.size() - 1).seconds();
        Map<String, StringBuilder> lines = new LinkedHashMap<>();
        Map<String, Double> most = new LinkedHashMap<>();
        for (Timeline.Moment moment : moments) {
            values.apply(moment).forEach((name, value) -> most.merge(name, value, Math::max));
        }
        if (most.isEmpty()) {
            page.append("<p>Nothing: name its /metrics with --metrics.</p>\n");
        }
        for (Timeline.Moment moment : moments) {
            values.apply(moment)
                    .forEach((name, value) -> lines.computeIfAbsent(name, n -> new StringBuilder())
                            .append(String.format(
                                    Locale.ROOT,
                                    "%.1f,%.1f ",
                                    LEFT + moment.seconds() / end * (WIDTH - LEFT),
                                    HEIGHT
                                            - 20
                                            - value / Math.max(most.getOrDefault(name, 0.0), 1e-9) * (HEIGHT - 30))));
        }
        lines.forEach((name, points) -> page.append("""
                <figure><figcaption>%s</figcaption><svg width='%d' height='%d' font-size='11'>
                <rect x='%d' y='10' width='%d' height='%d' fill='none' stroke='#ccc'/>
                <text x='%d' y='18' text-anchor='end'>%s</text><text x='%d' y='%d' text-anchor='end'>0</text>
                <text x='%d' y='%d'>0</text><text x='%d' y='%d' text-anchor='end'>%s s</text>
                <polyline points='%s' fill='none' stroke='#0072b2' stroke-width='1.5'/></svg></figure>
                """.formatted(
                        escaped(name),
                        WIDTH + 4,
                        HEIGHT,
                        LEFT,
                        WIDTH - LEFT,
                        HEIGHT - 30,
                        LEFT - 4,
                        Bars.number(most.getOrDefault(name, 0.0)),
                        LEFT - 4,
                        HEIGHT - 20,
                        LEFT,
                        HEIGHT - 6,
                        WIDTH,
                        HEIGHT - 6,
                        Bars.number(Math.rint(end)),
                        points.toString().strip())));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
