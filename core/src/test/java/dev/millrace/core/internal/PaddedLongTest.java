package dev.millrace.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaddedLongTest {

    private static final int LINE_BYTES = 64;

    private final PaddedLong number = new PaddedLong();

    @Test
    void set_everyMode_isReadInEveryMode() {
        assertThat(number.getPlain()).isZero();
        number.setPlain(1);
        assertThat(number.getOpaque()).isEqualTo(1);
        number.setOpaque(2);
        assertThat(number.getAcquire()).isEqualTo(2);
        number.setRelease(3);
        assertThat(number.getVolatile()).isEqualTo(3);
        number.setVolatile(Long.MIN_VALUE);
        assertThat(number.getPlain()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void compareAndSet_expectedOrNot_setsOnlyThen() {
        assertThat(number.compareAndSet(1, 2)).isFalse();
        assertThat(number.getPlain()).isZero();
        assertThat(number.compareAndSet(0, 2)).isTrue();
        assertThat(number.getPlain()).isEqualTo(2);
    }

    @Test
    void getAnd_number_returnsTheOldOne() {
        assertThat(number.getAndAdd(5)).isZero();
        assertThat(number.getAndAdd(-1)).isEqualTo(5);
        assertThat(number.getAndBitwiseOr(6)).isEqualTo(4);
        assertThat(number.getPlain()).isEqualTo(6);
    }

    /** A superclass is laid out before its subclass: what each of the three declares is what lies on each side. */
    @Test
    void fields_onBothSidesOfTheValue_fillACacheLine() {
        Class<?> value = PaddedLong.class.getSuperclass();

        assertThat(fieldsOf(value)).extracting(Field::getName).containsExactly("value", "companion");
        assertThat(fieldsOf(value.getSuperclass()).size() * Long.BYTES).isGreaterThanOrEqualTo(LINE_BYTES);
        assertThat(fieldsOf(PaddedLong.class).size() * Long.BYTES).isGreaterThanOrEqualTo(LINE_BYTES - Long.BYTES);
        assertThat(value.getSuperclass().getSuperclass()).isEqualTo(Object.class);
    }

    private static List<Field> fieldsOf(Class<?> type) {
        List<Field> fields = Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .toList();
        assertThat(fields).allMatch(field -> field.getType() == long.class || field.getType() == int.class);
        return fields;
    }
}
