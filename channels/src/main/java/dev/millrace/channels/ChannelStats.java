package dev.millrace.channels;

import java.time.Duration;

/**
 * What a channel has done and what it is doing, read without stopping it: each number is right at some moment during the
 * reading, not all at the same one.
 *
 * @param name the channel's name
 * @param capacity how many items it can hold; zero for rendezvous, {@link Channel#UNBOUNDED} without a bound
 * @param depth how many items it holds
 * @param peakDepth the greatest depth seen; sampled, so that a short peak may be missed, but never that a sender found the
 *     channel full
 * @param sent how many items it has accepted
 * @param received how many of them have been taken out
 * @param waitingSenders how many threads stand in line to send now; on a channel with places, a thread that spins or yields
 *     does not stand in line
 * @param waitingReceivers how many threads stand in line to receive now
 * @param sendersWaited how long senders have stood in line, all waits that have ended added up; an estimate once virtual threads
 *     have waited some hundred times
 * @param receiversWaited how long receivers have stood in line, in the same way
 * @param closed whether the channel is closed for sending
 */
public record ChannelStats(
        String name,
        int capacity,
        long depth,
        long peakDepth,
        long sent,
        long received,
        int waitingSenders,
        int waitingReceivers,
        Duration sendersWaited,
        Duration receiversWaited,
        boolean closed) {}
