/** What threads wait at: locks, semaphores, events, conditions and barriers, for platform and virtual threads alike; timers and threads. */
package dev.millrace.sync;
