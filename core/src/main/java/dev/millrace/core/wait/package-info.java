/** How a thread waits for another: wait lists, their wake-ups, and what a waiter does with its processor meanwhile. */
package dev.millrace.core.wait;
