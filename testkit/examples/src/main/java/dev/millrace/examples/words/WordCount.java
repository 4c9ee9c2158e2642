package dev.millrace.examples.words;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each word occurs. Its size is that of the distinct words, which nothing bounds.
 *
 * <p><b>Threads.</b> For one thread at a time; a channel hands it over.
 */
final class WordCount {

    private final Map<String, Long> counts = new HashMap<>();
    private long words;

    /** Counts a word. */
    void add(String word) {
        counts.merge(word, 1L, Long::sum);
        words++;
    }

    /** Counts all that another has counted. */
    void addAll(WordCount other) {
        other.counts.forEach((word, count) -> counts.merge(word, count, Long::sum));
        words += other.words;
    }

    /** How many words there are. */
    long words() {
        return words;
    }

    /** How many different words there are. */
    int distinct() {
        return counts.size();
    }

    /** A view of the words and how often each occurs. */
    Map<String, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** The most frequent words, the most frequent first, words of the same frequency by the alphabet. */
    List<Map.Entry<String, Long>> top(int limit) {
        Comparator<Map.Entry<String, Long>> byCount = Map.Entry.comparingByValue(Comparator.reverseOrder());
        return counts.entrySet().stream()
                .sorted(byCount.thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .toList();
    }
}
