/** What threads wait at: locks, semaphores, events, conditions and barriers, for platform and virtual threads alike. */
package dev.millrace.sync;
