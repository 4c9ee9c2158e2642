package dev.millrace.testkit.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A lambda that is null is refused where it is given, in each preset. */
class NullLambdasTest {

    private static final Object[] SAMPLES = {"name", Gen.ints(0, 1), (Supplier<Object>) Object::new,
            UnaryOperator.identity(), (Spec.Body0<Object>) _ -> null, (Spec.Body1<Object, Object>) (_, _) -> null,
            (Spec.Body2<Object, Object, Object>) (_, _, _) -> null};

    /** One place in one method where null may be given. */
    record Place(Method method, int parameter) {
        Class<?> spec() {
            return method.getDeclaringClass();
        }

        @Override
        public String toString() {
            return spec().getSimpleName() + "." + method.getName() + " " + parameter;
        }
    }

    static Stream<Place> places() {
        return Stream.of(QueueSpec.class, LockSpec.class, ReadWriteLockSpec.class, ConditionSpec.class, PipeSpec.class,
                MailboxSpec.class, EventSpec.class, BarrierSpec.class, SemaphoreSpec.class, Spec.class,
                OperationSpec.class)
                .flatMap(spec -> Arrays.stream(spec.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .flatMap(method -> Stream.iterate(0, i -> i + 1).limit(method.getParameterCount())
                        .map(i -> new Place(method, i)))
                .filter(place -> isLambda(place.method.getParameterTypes()[place.parameter]));
    }

    private static boolean isLambda(Class<?> type) {
        return type.isInterface() || type == Gen.class;
    }

    private static @Nullable Object sample(Class<?> type) {
        return Arrays.stream(SAMPLES).filter(type::isInstance).findFirst().orElse(null);
    }

    @ParameterizedTest
    @MethodSource("places")
    void call_null_isRefusedAtOnceByName(Place place) throws ReflectiveOperationException {
        Class<?>[] types = place.method.getParameterTypes();
        Function<Integer, @Nullable Object> argument = i -> i == place.parameter ? null : sample(types[i]);
        Object[] arguments = Stream.iterate(0, i -> i + 1).limit(types.length).map(argument).toArray();
        Object spec = place.spec() == OperationSpec.class
                ? new OperationSpec<Object, Object>("name")
                : place.spec().getConstructor().newInstance();
        Throwable thrown = catchThrowable(() -> place.method.invoke(spec, arguments));
        assertThat(thrown).isInstanceOf(InvocationTargetException.class);
        assertThat(thrown.getCause()).isInstanceOf(NullPointerException.class)
                .hasMessageMatching("[a-z -]+: \\w+=null \\(expected: not null\\)");
    }

    @Test
    void places_areMany() {
        assertThat(places()).hasSizeGreaterThan(50);
    }
}
