/** When: deadlines that do not drift, a wheel of timers, and a source of time that a test can drive by hand. */
package dev.millrace.core.time;
