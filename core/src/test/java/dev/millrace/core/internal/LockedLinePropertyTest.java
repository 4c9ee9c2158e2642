package dev.millrace.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LockedLinePropertyTest {

    /** Whatever joins, is called first or steps out of the middle, the line is what a plain list would be. */
    @Property
    void line_anySteps_isInOrderOfArrival(@ForAll @Size(max = 60) List<@IntRange(max = 9) Integer> steps) {
        LockedLine<Guest> guests = new LockedLine<>();
        List<Guest> model = new ArrayList<>();
        guests.lock();
        for (int step : steps) {
            if (step < 5) {
                Guest guest = new Guest();
                guests.addLast(guest);
                model.add(guest);
            } else if (step < 7) {
                assertThat(guests.removeFirst()).isSameAs(model.isEmpty() ? null : model.removeFirst());
            } else if (!model.isEmpty()) {
                Guest guest = model.remove(step % model.size());
                assertThat(guests.remove(guest)).isTrue();
                assertThat(guests.remove(guest)).as("a second time").isFalse();
            }
            assertThat(guests.size()).isEqualTo(model.size());
            assertThat(inOrder(guests)).isEqualTo(model);
        }
        guests.unlock();

        assertThat(guests.size()).isEqualTo(model.size());
    }

    private static List<Guest> inOrder(LockedLine<Guest> line) {
        List<Guest> guests = new ArrayList<>();
        for (Guest guest = line.first(); guest != null; guest = line.after(guest)) {
            guests.add(guest);
        }
        return guests;
    }

    private static final class Guest extends LockedLine.Place<Guest> {}
}
