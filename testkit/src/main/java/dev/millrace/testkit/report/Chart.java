package dev.millrace.testkit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * A line chart as inline SVG. The scales are given as functions to a share of the width and the height, so they may be
 * logarithmic.
 */
final class Chart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 280;
    private static final int LEFT = 64;
    private static final int RIGHT = 90;
    private static final int TOP = 14;
    private static final int BOTTOM = 40;
    private static final int COLOURS = 6;
    private static final int FEW = 20;
    private static final int LABEL_HEIGHT = 15;

    record Point(double x, double y, String title) {}

    private record Label(double y, String text, int colour) {}

    private final DoubleUnaryOperator xScale;
    private final DoubleUnaryOperator yScale;
    private final StringBuilder body = new StringBuilder();
    private final List<Label> labels = new ArrayList<>();
    private int series;

    Chart(DoubleUnaryOperator xScale, DoubleUnaryOperator yScale) {
        this.xScale = xScale;
        this.yScale = yScale;
    }

    /** The colour of a line, for a table. */
    static String swatch(int series) {
        return "<svg class=\"swatch\" width=\"12\" height=\"12\" aria-hidden=\"true\"><circle class=\"series-"
                + (series % COLOURS + 1) + "\" cx=\"6\" cy=\"6\" r=\"4\"/></svg> ";
    }

    Chart tickX(double value, String label) {
        String x = number(x(value));
        body.append("<path class=\"grid\" d=\"M").append(x).append(' ').append(TOP).append('V').append(HEIGHT - BOTTOM)
                .append("\"/>");
        return text(x(value), HEIGHT - BOTTOM + 18, "middle", label);
    }

    Chart tickY(double value, String label) {
        body.append("<path class=\"grid\" d=\"M").append(LEFT).append(' ').append(number(y(value))).append('H')
                .append(WIDTH - RIGHT).append("\"/>");
        return text(LEFT - 8, y(value) + 4, "end", label);
    }

    Chart nameX(String name) {
        return text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle", name);
    }

    /** A line, its name at its end; filled down to the axis if it is the only one. */
    Chart line(String name, List<Point> points, boolean filled) {
        int colour = series++ % COLOURS + 1;
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? "M" : "L").append(number(x(point.x()))).append(' ')
                    .append(number(y(point.y())));
        }
        if (filled && !points.isEmpty()) {
            body.append("<path class=\"area series-").append(colour).append("\" d=\"").append(path).append('V')
                    .append(HEIGHT - BOTTOM).append('H').append(number(x(points.getFirst().x()))).append("Z\"/>");
        }
        body.append("<path class=\"curve series-").append(colour).append("\" d=\"").append(path).append("\"/>");
        String dot = points.size() > FEW ? "dot hidden" : "dot";
        for (Point point : points) {
            body.append("<circle class=\"").append(dot).append(" series-").append(colour).append("\" cx=\"")
                    .append(number(x(point.x())))
                    .append("\" cy=\"").append(number(y(point.y()))).append("\" r=\"")
                    .append(points.size() > FEW ? 5 : 3)
                    .append("\"><title>").append(Text.html(point.title())).append("</title></circle>");
        }
        if (!points.isEmpty() && !name.isEmpty()) {
            labels.add(new Label(y(points.getLast().y()) + 4, name, colour));
        }
        return this;
    }

    String html(String description) {
        return "<div class=\"figure\"><svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" role=\"img\" aria-label=\""
                + Text.html(description) + "\" xmlns=\"http://www.w3.org/2000/svg\">" + body + names()
                + "</svg></div>\n";
    }

    /** The names at the ends of the lines, moved apart where they would lie on each other. */
    private String names() {
        StringBuilder out = new StringBuilder();
        labels.sort((a, b) -> Double.compare(a.y(), b.y()));
        double lowest = HEIGHT - BOTTOM - (labels.size() - 1) * LABEL_HEIGHT;
        double next = TOP;
        for (Label label : labels) {
            double y = Math.max(next, Math.min(label.y(), lowest));
            next = y + LABEL_HEIGHT;
            lowest += LABEL_HEIGHT;
            out.append("<circle class=\"series-").append(label.colour()).append("\" cx=\"").append(WIDTH - RIGHT + 10)
                    .append("\" cy=\"").append(number(y - 4)).append("\" r=\"4\"/><text class=\"series-")
                    .append(label.colour()).append("\" x=\"").append(WIDTH - RIGHT + 18).append("\" y=\"")
                    .append(number(y))
                    .append("\">").append(Text.html(label.text())).append("</text>");
        }
        return out.toString();
    }

    private Chart text(double x, double y, String anchor, String text) {
        body.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y)).append("\" text-anchor=\"")
                .append(anchor).append("\">").append(Text.html(text)).append("</text>");
        return this;
    }

    private double x(double value) {
        return LEFT + xScale.applyAsDouble(value) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - yScale.applyAsDouble(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
