package im.fanfare.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures as a table of Markdown whose columns line up, so that it can be read as it is. */
final class Table {
    private static final List<String> HEAD = List.of("row", "what", "value", "ratio", "target", "verdict");
    private static final int FIRST_RIGHT = 2;
    private static final int FIRST_LEFT_AGAIN = 5;

    private Table() {}

    static String of(List<Figure> figures) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        figures.forEach(figure -> lines.add(cells(figure)));
        int[] widths = new int[HEAD.size()];
        for (List<String> line : lines) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> line : lines) {
            table.append(line(line, widths)).append('\n');
            if (line == HEAD) {
                table.append(rule(widths)).append('\n');
            }
        }
        return table.toString().stripTrailing();
    }

    /** One figure by itself. */
    static String brief(Figure figure) {
        List<String> cells = cells(figure);
        String ratio = cells.get(3).isEmpty() ? "" : "  ratio " + cells.get(3);
        String target = cells.get(4).isEmpty() ? "" : "  (" + cells.get(4) + ": " + cells.get(5) + ")";
        return "%-48s %14s".formatted(cells.get(1), cells.get(2)) + ratio + target;
    }

    private static List<String> cells(Figure figure) {
        return List.of(
                figure.row(),
                figure.what(),
                (number(figure.value()) + ' ' + figure.unit()).strip(),
                figure.ratio().isPresent() ? number(figure.ratio().getAsDouble()) : "",
                figure.target().map(Target::toString).orElse(""),
                figure.isMet().map(met -> met ? "met" : "missed").orElse(""));
    }

    /** Three digits that mean something. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        boolean isWhole = value == Math.rint(value);
        String format = isWhole || Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int column = 0; column < widths.length; column++) {
            String sign = isRight(column) ? "" : "-";
            line.append(String.format(Locale.ROOT, " %" + sign + widths[column] + "s |", cells.get(column)));
        }
        return line.toString();
    }

    private static String rule(int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int column = 0; column < widths.length; column++) {
            line.append("-".repeat(widths[column] + 1)).append(isRight(column) ? ":|" : "-|");
        }
        return line.toString();
    }

    private static boolean isRight(int column) {
        return column >= FIRST_RIGHT && column < FIRST_LEFT_AGAIN;
    }
}
