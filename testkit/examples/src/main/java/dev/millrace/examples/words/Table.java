package dev.millrace.examples.words;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lines of cells, printed in columns as wide as they must be: the first to the left, all others to the right. */
final class Table {

    private final List<List<String>> lines = new ArrayList<>();

    Table(String... headings) {
        lines.add(List.of(headings));
    }

    void add(Object... cells) {
        lines.add(Stream.of(cells).map(Object::toString).toList());
    }

    void print(PrintWriter out) {
        int columns = lines.getFirst().size();
        StringBuilder format = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            format.append(column == 0 ? "%-" : "  %").append(width(column)).append('s');
        }
        lines.forEach(line -> out.println(String.format(format.toString(), line.toArray())));
    }

    private int width(int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(1);
    }
}
