package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * Writes to one table, gathered into unlogged batches: one message instead of many, and one mutation for what goes into
 * one partition. See decision 7.
 *
 * <p>Each write names its timestamp and may be repeated, so it matters neither how they are put together nor in what
 * order they arrive. Where a batch fails its writes are sent once more one by one: each fails for reasons of its own.
 */
final class Writes {
    /** Cassandra warns of unlogged batches across more: {@code unlogged_batch_across_partitions_warn_threshold}. */
    static final int MOST_PARTITIONS = 10;

    /** Cassandra warns of larger batches across partitions than 5 KiB: {@code batch_size_warn_threshold}. */
    static final int MOST_BYTES_ACROSS = 4 * 1024;

    /** Of a batch that is one mutation. */
    static final int MOST_BYTES = 128 * 1024;

    static final int MOST_WRITES = 256;

    private static final int OVERHEAD_BYTES = 40;

    private record Write(BoundStatement statement, CompletableFuture<Void> done) {
        int bytes() {
            return statement.getValues().stream()
                    .mapToInt(value -> OVERHEAD_BYTES + size(value))
                    .sum();
        }

        private static int size(@Nullable ByteBuffer value) {
            return value == null ? 0 : value.remaining();
        }

        private void end(@Nullable Throwable fault) {
            if (fault == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(fault);
            }
        }
    }

    private final CqlSession session;
    private final Gathering<Write> gathering = new Gathering<>(ForkJoinPool.commonPool(), Writes::next, this::send);

    Writes(CqlSession session) {
        this.session = session;
    }

    CompletionStage<Void> run(BoundStatement statement) {
        Write write = new Write(statement, new CompletableFuture<>());
        gathering.add(write);
        return write.done();
    }

    private static List<Write> next(Deque<Write> waiting) {
        List<Write> batch = new ArrayList<>();
        Set<ByteBuffer> partitions = new HashSet<>();
        int bytes = 0;
        while (!waiting.isEmpty() && batch.size() < MOST_WRITES) {
            Write write = waiting.element();
            partitions.add(write.statement().getRoutingKey());
            bytes += write.bytes();
            int mostBytes = partitions.size() == 1 ? MOST_BYTES : MOST_BYTES_ACROSS;
            if (!batch.isEmpty() && (partitions.size() > MOST_PARTITIONS || bytes > mostBytes)) {
                break;
            }
            batch.add(waiting.remove());
        }
        return batch;
    }

    private CompletionStage<?> send(List<Write> writes) {
        if (writes.size() == 1) {
            return sendAlone(writes.get(0));
        }
        BatchStatement batch = BatchStatement.newInstance(
                        BatchType.UNLOGGED,
                        writes.stream().map(Write::statement).toArray(BoundStatement[]::new))
                .setIdempotent(true);
        return session.executeAsync(batch).whenComplete((done, fault) -> {
            if (fault == null) {
                writes.forEach(write -> write.end(null));
            } else {
                writes.forEach(this::sendAlone);
            }
        });
    }

    private CompletionStage<?> sendAlone(Write write) {
        return session.executeAsync(write.statement()).whenComplete((done, fault) -> write.end(fault));
    }
}
