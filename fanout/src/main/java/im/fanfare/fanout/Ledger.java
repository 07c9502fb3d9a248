package im.fanfare.fanout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What was read of one partition of the log, and what of it is done: up to where it may be committed.
 *
 * <p>Records may be done in any order; committed is only what has nothing undone before it. Not for more than one
 * thread.
 */
final class Ledger<T> {
    /** A record that was read. */
    static final class Entry<T> {
        private final long offset;
        private final Optional<T> record;
        private final long bytes;

        /** Written before it is reported done, and read after. */
        private int stanzas;

        private boolean done;

        private Entry(long offset, Optional<T> record, long bytes) {
            this.offset = offset;
            this.record = record;
            this.bytes = bytes;
            this.done = record.isEmpty();
        }

        T record() {
            return record.orElseThrow();
        }

        /** Notes how many stanzas the host server was given for it. */
        void handOver(int stanzas) {
            this.stanzas = stanzas;
        }

        @Override
        public String toString() {
            return Long.toString(offset);
        }
    }

    private final Deque<Entry<T>> outstanding = new ArrayDeque<>();
    private OptionalLong next = OptionalLong.empty();
    private long bytes;
    private long stanzas;

    /** Everything before this is done. */
    void begin(long offset) {
        next = OptionalLong.of(offset);
    }

    /** Enters a record that there is something to do about. */
    Entry<T> enter(long offset, T record, int size) {
        return enter(new Entry<>(offset, Optional.of(record), size));
    }

    /** Enters a record that nothing is to be done about. */
    void skip(long offset) {
        enter(new Entry<>(offset, Optional.empty(), 0));
    }

    private Entry<T> enter(Entry<T> entry) {
        if (next.isEmpty()) {
            next = OptionalLong.of(entry.offset);
        }
        outstanding.add(entry);
        bytes += entry.bytes;
        return entry;
    }

    void done(Entry<T> entry) {
        entry.done = true;
    }

    /** Lets go of what is done and has nothing undone before it, and hands it over in the order it was read. */
    void settle(Consumer<? super T> settled) {
        while (!outstanding.isEmpty() && outstanding.peek().done) {
            Entry<T> entry = outstanding.remove();
            bytes -= entry.bytes;
            stanzas += entry.stanzas;
            next = OptionalLong.of(entry.offset + 1);
            entry.record.ifPresent(settled);
        }
    }

    /** The first offset that is not settled; nothing before the first record where nobody said where it begins. */
    OptionalLong next() {
        return next;
    }

    /** How many stanzas the host server was given for what is settled. */
    long stanzas() {
        return stanzas;
    }

    /** How many records are not settled. */
    int records() {
        return outstanding.size();
    }

    /** How large they are together. */
    long bytes() {
        return bytes;
    }
}
