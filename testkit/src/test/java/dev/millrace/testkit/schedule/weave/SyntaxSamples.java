package dev.millrace.testkit.schedule.weave;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

/** Code in every shape that a compiler makes. */
final class SyntaxSamples {

    private SyntaxSamples() {}

    sealed interface Shape {
        record Circle(double radius) implements Shape {}

        record Square(double side, Object label) implements Shape {
            public Square {
                count++;
                if (side < 0) {
                    throw new IllegalArgumentException("side");
                }
            }
        }

        private double scale() {
            return factor();
        }

        private static double factor() {
            return 2 + 0 * count;
        }

        default double area() {
            return switch (this) {
                case Circle(double radius) when radius > 100 -> -1;
                case Circle(var radius) -> scale() * radius;
                case Square square -> scale() * square.side() * square.side;
            };
        }
    }

    private static int count;

    enum Kind {
        SMALL {
            @Override
            int size() {
                return ++calls;
            }
        },
        LARGE;

        private static int calls;

        int size() {
            return 10 + calls;
        }
    }

    static final class Switches implements Callable<Object> {
        private int hits;

        private String name(Object value) {
            hits++;
            return switch (value) {
                case Integer i when i > 3 -> "big" + hits;
                case Integer i -> "small" + i;
                case String text -> switch (text) {
                    case "Aa", "BB" -> "collide";
                    default -> text + hits;
                };
                case Kind kind -> switch (kind) {
                    case SMALL -> "s" + kind.size();
                    case LARGE -> "l" + kind.size();
                };
                case int[] array -> "array" + array[0];
                default -> "other";
            };
        }

        @Override
        public Object call() {
            return name(5) + name(1) + name("BB") + name("z") + name(Kind.SMALL) + name(Kind.LARGE)
                    + name(new int[] {8}) + name('c') + new Shape.Circle(3).area() + new Shape.Square(2, "s").area()
                    + new Shape.Square(1, "t").equals(new Shape.Square(1, "t"));
        }
    }

    static final class Tries implements Callable<Object> {
        private final List<String> log = new ArrayList<>();
        private int depth;

        private final class Resource implements AutoCloseable {
            @Override
            public void close() throws IOException {
                log.add("close" + depth);
                if (depth > 1) {
                    throw new IOException("closing");
                }
            }
        }

        @SuppressWarnings("finally")
        private String run(int how) {
            while (true) {
                try (var first = new Resource(); var second = new Resource()) {
                    depth++;
                    log.add((first == second) + "");
                    if (how == 2) {
                        throw new IllegalStateException("body");
                    }
                    if (how == 1) {
                        continue;
                    }
                    return "r";
                } catch (IOException | IllegalStateException e) {
                    log.add(e.getMessage() + e.getSuppressed().length);
                } finally {
                    if (depth++ > 3) {
                        break;
                    }
                }
            }
            return "end";
        }

        @Override
        public Object call() {
            String results = run(0) + run(1);
            depth = 0;
            return results + run(2) + log;
        }
    }

    interface Chain<T extends Comparable<? super T>> extends Serializable {
        T next(T value);

        default Chain<T> twice() {
            return value -> next(next(value));
        }
    }

    static final class Lambdas implements Callable<Object> {
        private int state;

        private <T extends Comparable<T> & Serializable> Chain<T> chain(Function<T, T> step) {
            return value -> {
                state++;
                Supplier<Supplier<T>> nested = () -> () -> {
                    state++;
                    return step.apply(value);
                };
                return nested.get().get();
            };
        }

        @Override
        public Object call() {
            Supplier<StringBuilder> make = StringBuilder::new;
            Function<String, Integer> length = String::length;
            Comparator<String> order = Comparator.comparing(length).thenComparing(Comparator.reverseOrder());
            List<String> words = new ArrayList<>(List.of("bb", "a", "cc"));
            words.sort(order);
            return chain((Integer i) -> i + 1).twice().next(5) + make.get().append(state).toString() + words;
        }
    }

    /** Wide values stay on the stack while points are passed; jumps over much code. */
    static final class Stacks implements Callable<Object> {
        private long wide = 1;
        private double fraction = 0.5;
        private final long[] cells = new long[4];

        private static double mix(long a, double b, long c, double d, Object e) {
            return a + b + c + d + e.toString().length();
        }

        @Override
        public Object call() {
            long at = 0;
            for (int i = 0; i < 3; i++) {
                cells[i] = wide++ + (cells[i + 1] += i) * (fraction > 0 ? wide : -wide);
                at += cells[i] == 0 ? 1 : cells[i];
            }
            return mix(wide, fraction *= 2, cells[1], fraction, wide > 2 ? "many" : (Object) wide) + at;
        }
    }
}
