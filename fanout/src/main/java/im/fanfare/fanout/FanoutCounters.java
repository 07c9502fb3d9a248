package im.fanfare.fanout;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the fan-out of this member counts in one lane; for any thread. */
final class FanoutCounters {
    final LongAdder notifications = new LongAdder();
    final LongAdder repeatsSkipped = new LongAdder();
    final LongAdder unreadable = new LongAdder();
    final LongAdder restarts = new LongAdder();
    final AtomicLong publicationBacklog = new AtomicLong();
    final AtomicLong deliveryBacklog = new AtomicLong();
}
