package im.fanfare.component.administration;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What a member answers in JSON, for people: a line for each thing of a list, a line for each property of a thing. */
final class Table {
    static String of(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        write(answer, text);
        return text.toString();
    }

    private static void write(JsonNode answer, StringBuilder text) {
        if (answer.isArray()) {
            list(answer, text);
        } else if (answer.isObject()) {
            properties(answer, text);
        } else {
            text.append(answer.asText()).append('\n');
        }
    }

    private static void list(JsonNode list, StringBuilder text) {
        if (list.isEmpty()) {
            text.append("none\n");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>();
        list.get(0).fieldNames().forEachRemaining(head::add);
        rows.add(head.stream().map(Table::title).toList());
        for (JsonNode thing : list) {
            rows.add(head.stream().map(name -> cell(thing.path(name))).toList());
        }
        align(rows, text);
    }

    private static void properties(JsonNode thing, StringBuilder text) {
        List<List<String>> rows = new ArrayList<>();
        thing.properties().forEach(property -> {
            if (!isSection(property.getValue())) {
                rows.add(List.of(title(property.getKey()), cell(property.getValue())));
            }
        });
        align(rows, text);
        thing.properties().forEach(property -> {
            if (isSection(property.getValue())) {
                text.append('\n').append(title(property.getKey())).append('\n');
                write(property.getValue(), text);
            }
        });
    }

    /** What has lines of its own. */
    private static boolean isSection(JsonNode value) {
        return value.isObject() || value.isArray() && value.path(0).isObject();
    }

    private static String cell(JsonNode value) {
        String text = value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(Table::cell)
                        .collect(Collectors.joining(", "))
                : word(value);
        return text.isEmpty() ? "-" : text;
    }

    private static String word(JsonNode value) {
        if (value.isBoolean()) {
            return value.asBoolean() ? "yes" : "no";
        }
        // Names are users' words: none of them is to move a cursor, or to look like another line.
        return value.asText().replaceAll("\\p{Cntrl}", "?");
    }

    /** A name in JSON as a word of a table; those of a configuration stay as they are. */
    private static String title(String name) {
        return name.contains("#") ? name : name.replaceAll("([A-Z])", " $1").toUpperCase(Locale.ROOT);
    }

    private static void align(List<List<String>> rows, StringBuilder text) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private Table() {}
}
