package dev.millrace.core;

import dev.millrace.testkit.Engine;
import dev.millrace.testkit.junit.ConcurrencyTest;
import dev.millrace.testkit.schedule.Fault;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A check on both engines, within the time that suits a build. Under control a thread may be interrupted, and may go on
 * although nobody woke it.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ConcurrencyTest(engines = {Engine.STRESS, Engine.CONTROLLED}, weave = "dev.millrace.core", faults = {Fault.INTERRUPT,
        Fault.SPURIOUS_WAKEUP}, budget = "600ms", seed = 20_261_123)
public @interface Checked {}
