package im.fanfare.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A table of Markdown whose columns line up, so that it can be read as it is. */
final class Table {
    private static final List<String> FIGURES = List.of("row", "what", "value", "ratio", "target", "verdict");
    private static final Set<String> NUMBERS = Set.of("value", "ratio", "target");

    private Table() {}

    static String of(List<Figure> figures) {
        return of(FIGURES, NUMBERS, figures.stream().map(Table::cells).toList());
    }

    /** @param right the columns that stand at the right, as numbers do */
    static String of(List<String> head, Set<String> right, List<List<String>> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(head);
        lines.addAll(rows);
        int[] widths = new int[head.size()];
        for (List<String> line : lines) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> line : lines) {
            table.append('|');
            for (int column = 0; column < widths.length; column++) {
                String sign = right.contains(head.get(column)) ? "" : "-";
                table.append(String.format(Locale.ROOT, " %" + sign + widths[column] + "s |", line.get(column)));
            }
            table.append('\n');
            if (line == head) {
                table.append('|');
                for (int column = 0; column < widths.length; column++) {
                    table.append("-".repeat(widths[column] + 1)).append(right.contains(head.get(column)) ? ":|" : "-|");
                }
                table.append('\n');
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
}
