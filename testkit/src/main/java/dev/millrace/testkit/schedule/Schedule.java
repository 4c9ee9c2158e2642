package dev.millrace.testkit.schedule;

import java.util.Arrays;

/**
 * Who ran, step by step: one choice a step. A value; {@link #toString()} gives one line, {@link #parse(String)} reads it.
 *
 * <p>The line lists the choices, separated by dots: a thread by its number, {@code T} where time passed, {@code I},
 * {@code W} or {@code D} and a number where that thread was interrupted, was woken by nobody, or died; {@code *n} after a
 * choice repeats it. Numbers are written to base 36: {@code 0*a.1*3.T.I0.0}.
 */
public final class Schedule {

    /** The choice to let time pass: the clock jumps to the earliest timer. */
    public static final int TIME = -1;

    private static final int RADIX = 36;
    private static final String SIGNS = "IWD";

    private final int[] choices;

    private Schedule(int[] choices) {
        this.choices = choices;
    }

    /** The choice to inflict a fault on a thread. */
    public static int fault(Fault fault, int thread) {
        return -2 - (thread * SIGNS.length() + SIGNS.indexOf(fault.sign));
    }

    /** Whether the choice is a {@link #fault}. */
    public static boolean isFault(int choice) {
        return choice < TIME;
    }

    static Fault faultOf(int choice) {
        return Fault.of(SIGNS.charAt((-2 - choice) % SIGNS.length()));
    }

    /** The thread that a fault is inflicted on. */
    public static int victimOf(int choice) {
        return (-2 - choice) / SIGNS.length();
    }

    /** The number of choices. */
    public int size() {
        return choices.length;
    }

    /** A choice: the number of a thread, {@link #TIME}, or a fault. */
    public int choice(int step) {
        return choices[step];
    }

    /** How often the turn went from one thread to another. */
    public int switches() {
        int switches = 0;
        int last = -1;
        for (int choice : choices) {
            if (choice >= 0) {
                if (last >= 0 && last != choice) {
                    switches++;
                }
                last = choice;
            }
        }
        return switches;
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Schedule parse(String line) {
        Recorder recorder = new Recorder();
        if (!line.isEmpty()) {
            for (String item : line.split("\\.", -1)) {
                parse(item, recorder);
            }
        }
        return recorder.schedule();
    }

    private static void parse(String item, Recorder to) {
        try {
            int star = item.indexOf('*');
            String choice = star < 0 ? item : item.substring(0, star);
            int times = star < 0 ? 1 : Integer.parseInt(item.substring(star + 1), RADIX);
            int code = code(choice);
            for (int i = 0; i < times; i++) {
                to.add(code);
            }
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "schedule: item=" + item + " (expected: T, or a number to base 36, or I, W, D and a number)", e);
        }
    }

    private static int code(String choice) {
        char first = choice.charAt(0);
        if (first == 'T') {
            return TIME;
        }
        return first >= 'A' && first <= 'Z'
                ? fault(Fault.of(first), Integer.parseInt(choice.substring(1), RADIX))
                : Integer.parseInt(choice, RADIX);
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < choices.length;) {
            int end = i + 1;
            while (end < choices.length && choices[end] == choices[i]) {
                end++;
            }
            line.append(i == 0 ? "" : ".").append(sign(choices[i]));
            if (end - i > 1) {
                line.append('*').append(Integer.toString(end - i, RADIX));
            }
            i = end;
        }
        return line.toString();
    }

    private static String sign(int choice) {
        if (choice >= 0) {
            return Integer.toString(choice, RADIX);
        }
        return choice == TIME ? "T" : faultOf(choice).sign + Integer.toString(victimOf(choice), RADIX);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schedule schedule && Arrays.equals(choices, schedule.choices);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(choices);
    }

    /** Collects choices. */
    static final class Recorder {
        private int[] choices = new int[64];
        private int size;

        void add(int choice) {
            if (size == choices.length) {
                choices = Arrays.copyOf(choices, size * 2);
            }
            choices[size++] = choice;
        }

        Schedule schedule() {
            return new Schedule(Arrays.copyOf(choices, size));
        }
    }
}
