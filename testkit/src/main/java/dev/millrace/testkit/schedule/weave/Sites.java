package dev.millrace.testkit.schedule.weave;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Numbers the sites of one loader, in the order in which its classes are woven.
 *
 * <p><b>Threads.</b> Any; one lock guards the list.
 */
public final class Sites {

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Site> all = new ArrayList<>(); // guarded by lock

    Sites() {}

    int add(Site site) {
        lock.lock();
        try {
            all.add(site);
            return all.size() - 1;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The place that a number names.
     *
     * @throws IllegalArgumentException if no woven code passes this number
     */
    public Site get(int number) {
        lock.lock();
        try {
            if (number < 0 || number >= all.size()) {
                throw new IllegalArgumentException(
                        "sites: number=" + number + " (expected: >= 0 and < " + all.size() + ")");
            }
            return all.get(number);
        } finally {
            lock.unlock();
        }
    }

    /** How many there are so far. */
    public int size() {
        lock.lock();
        try {
            return all.size();
        } finally {
            lock.unlock();
        }
    }
}
