package dev.millrace.testkit.junit;

import dev.millrace.testkit.Engine;
import dev.millrace.testkit.ThreadKind;
import dev.millrace.testkit.schedule.Fault;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test method that describes a concurrent test: it fills in the spec that it is given, and the check is run when it
 * returns. It is reported as one ordinary test; a failure's message is the whole report.
 *
 * <pre>{@code
 * @ConcurrencyTest(engines = {Engine.STRESS, Engine.CONTROLLED}, weave = "com.acme", budget = "5s")
 * void queue(QueueSpec<MyQueue<Item>> spec) {
 *     spec.create(() -> new MyQueue<>(8)).capacity(8).offer(MyQueue::offer).poll(MyQueue::poll);
 * }
 * }</pre>
 *
 * <p>The method has one parameter, a spec of {@link dev.millrace.testkit.spec}. It is called several times, and for a
 * controlled run on an object of the woven test class, made by its constructor without parameters, in a {@code @Nested} class
 * within an object of the class around it, made likewise; so it uses nothing
 * that {@code @BeforeEach} or another extension has prepared, nor what {@code @BeforeAll} has put into static fields,
 * since the woven class has static fields of its own, nor the state of an instance that {@code PER_CLASS} keeps. With
 * {@code @RepeatedTest} each repetition is a check, beside the one that there is anyway, and JUnit warns of a method that is a
 * test in two ways; a longer budget does the same. A class that inherits the method runs it as its own: its overrides
 * count, its name stands in reports, and it is woven with what it extends, up to the class that declares the method. A
 * class that inherits a {@code @Nested} one cannot run what is in that.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Test
@ExtendWith(ConcurrencyExtension.class)
public @interface ConcurrencyTest {

    /** How long to look for a failure, as in {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}. */
    String budget() default "5s";

    /** Which engines run it, in this order. */
    Engine[] engines() default Engine.STRESS;

    /** Which threads a stress test uses. */
    ThreadKind[] threads() default {ThreadKind.PLATFORM, ThreadKind.VIRTUAL};

    /** Which packages a controlled run weaves, besides the test class. */
    String[] weave() default {};

    /** Whether a controlled run weaves the locks and queues of {@code java.util.concurrent}, too. */
    boolean weaveJdk() default false;

    /** Whether a controlled run may test an object whose class is not woven. */
    boolean allowUnwoven() default false;

    /** As {@link dev.millrace.testkit.Check#allowUnordered()}. */
    boolean allowUnordered() default false;

    /** What may happen to threads in a controlled run. */
    Fault[] faults() default {};

    /** The seed; {@value #RANDOM} for another one in each run. */
    long seed() default RANDOM;

    /** Stands for another seed in each run. */
    long RANDOM = Long.MIN_VALUE;
}
