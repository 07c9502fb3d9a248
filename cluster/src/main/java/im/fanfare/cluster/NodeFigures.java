package im.fanfare.cluster;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the nodes of this member count. For any threads. */
public final class NodeFigures {
    /** What a commit waits for. Where only items change it waits for the last two at the same time. */
    public enum Stage {
        JOURNAL,
        FENCE,
        STORE,
        LOG
    }

    final LongAdder awake = new LongAdder();
    final LongAdder waiting = new LongAdder();
    private final Times sweeps = new Times();
    private final Map<Stage, Times> commits =
            Stream.of(Stage.values()).collect(Collectors.toUnmodifiableMap(stage -> stage, stage -> new Times()));

    /** Nodes that are in memory. */
    public long awake() {
        return awake.sum();
    }

    /** Commands that wait for their turn at them. */
    public long waiting() {
        return waiting.sum();
    }

    public Times commits(Stage stage) {
        return Objects.requireNonNull(commits.get(stage));
    }

    /** Of the alarms of items that expire, at the one member that does it for all. */
    public Times sweeps() {
        return sweeps;
    }
}
