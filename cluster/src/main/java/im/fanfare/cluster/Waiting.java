package im.fanfare.cluster;

import im.fanfare.pubsub.NodeCommand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** The commands that wait for their turn at a node, in the order they came; there is room for so many and no more. */
final class Waiting {
    /** Of commands at one node; whoever comes then is told to wait. */
    private static final int MOST = 4_096;

    /** Of a turn: what commits together is one journal entry, and what fails together is answered together. */
    private static final int MOST_IN_TURN = 512;

    private static final int MOST_BYTES_IN_TURN = 1 << 20;

    /** So that no more than 32 go together, be there four buckets to read for each, or one for each id it names. */
    private static final int BYTES_OF_QUERY = 32 << 10;

    private final ArrayDeque<NodeEntity.Ask> asks = new ArrayDeque<>();
    private final LongAdder all;
    private final NodeTrail trail;

    /** @param all how many wait at all nodes of the member */
    Waiting(LongAdder all, NodeTrail trail) {
        this.all = all;
        this.trail = trail;
    }

    boolean isEmpty() {
        return asks.isEmpty();
    }

    /** False where there is no room. */
    boolean add(NodeEntity.Ask ask) {
        if (asks.size() >= MOST) {
            return false;
        }
        all.increment();
        return asks.add(trail.arrived(ask));
    }

    /** Takes the one that goes next, or nothing where nobody waits. */
    Optional<NodeEntity.Ask> next() {
        return asks.isEmpty() ? Optional.empty() : Optional.of(take());
    }

    /** Has this one, which was taken, go next. */
    void putBack(NodeEntity.Ask ask) {
        all.increment();
        asks.addFirst(ask);
    }

    /**
     * Takes those that go next: commands that only look, or commands that change something and may be committed
     * together. Never empty unless nobody waits.
     */
    List<NodeEntity.Ask> nextTurn() {
        List<NodeEntity.Ask> turn = new ArrayList<>();
        int bytes = 0;
        while (!asks.isEmpty() && turn.size() < MOST_IN_TURN) {
            NodeCommand next = asks.peek().command();
            bytes += bytes(next);
            if (!turn.isEmpty() && (!belongsTo(turn.get(0).command(), next) || bytes > MOST_BYTES_IN_TURN)) {
                break;
            }
            turn.add(take());
        }
        return turn;
    }

    private static boolean belongsTo(NodeCommand first, NodeCommand next) {
        return first.isRead() == next.isRead() && !first.isExclusive() && !next.isExclusive();
    }

    /** What a command holds; a query may have the node hold some buckets of items besides. */
    private static int bytes(NodeCommand command) {
        if (command instanceof NodeCommand.QueryArchive query) {
            return BYTES_OF_QUERY * (1 + query.filter().ids().size() / 4);
        }
        return command instanceof NodeCommand.Retrieve retrieve
                        && retrieve.order().isPresent()
                ? BYTES_OF_QUERY
                : command.payloadBytes();
    }

    void drain(Consumer<NodeEntity.Ask> each) {
        while (!asks.isEmpty()) {
            each.accept(take());
        }
    }

    private NodeEntity.Ask take() {
        all.decrement();
        return NodeTrail.taken(asks.remove());
    }
}
