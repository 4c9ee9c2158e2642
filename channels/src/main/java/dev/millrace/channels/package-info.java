/**
 * Channels: queues on which threads wait, that can be closed without losing what they hold.
 *
 * <p>{@link dev.millrace.channels.Channel} is the door.
 */
package dev.millrace.channels;
