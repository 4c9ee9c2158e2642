/** Latencies in histograms of HdrHistogram; whoever uses this package needs that library. */
package dev.millrace.testkit.hdr;
