package im.fanfare.schema;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A session as the stores use it: how statements are prepared, and what becomes of their results. */
final class Cql {
    private final CqlSession session;

    Cql(CqlSession session) {
        this.session = session;
    }

    /** A statement that may be sent again when its answer is lost: a read, or a write that names its timestamp. */
    PreparedStatement prepare(String statement) {
        return session.prepare(
                SimpleStatement.builder(statement).setIdempotence(true).build());
    }

    /** A statement with IF: sent again it would find its own traces, so a lost answer is a failure. */
    PreparedStatement prepareConditional(String statement) {
        return session.prepare(
                SimpleStatement.builder(statement).setIdempotence(false).build());
    }

    CompletionStage<Void> run(Statement<?> statement) {
        return session.executeAsync(statement).thenAccept(done -> {});
    }

    CompletionStage<AsyncResultSet> runConditional(Statement<?> statement) {
        return session.executeAsync(statement);
    }

    <T> CompletionStage<Optional<T>> first(Statement<?> statement, Function<Row, T> word) {
        return session.executeAsync(statement)
                .thenApply(rows -> Optional.ofNullable(rows.one()).map(word));
    }

    /** All rows, however many answers they come in. */
    <T> CompletionStage<List<T>> all(Statement<?> statement, Function<Row, T> word) {
        return session.executeAsync(statement).thenCompose(rows -> collect(rows, word, new ArrayList<>()));
    }

    private static <T> CompletionStage<List<T>> collect(AsyncResultSet rows, Function<Row, T> word, List<T> words) {
        rows.currentPage().forEach(row -> words.add(word.apply(row)));
        return rows.hasMorePages()
                ? rows.fetchNextPage().thenCompose(more -> collect(more, word, words))
                : CompletableFuture.completedFuture(words);
    }

    /** All rows, an answer at a time; the next is asked for once what was made of the last is done. */
    <T> CompletionStage<Void> each(
            Statement<?> statement, Function<Row, T> word, Function<List<T>, CompletionStage<Void>> use) {
        return session.executeAsync(statement).thenCompose(rows -> use(rows, word, use));
    }

    private static <T> CompletionStage<Void> use(
            AsyncResultSet rows, Function<Row, T> word, Function<List<T>, CompletionStage<Void>> use) {
        List<T> words = new ArrayList<>();
        rows.currentPage().forEach(row -> words.add(word.apply(row)));
        CompletionStage<Void> used = words.isEmpty() ? CompletableFuture.completedFuture(null) : use.apply(words);
        return rows.hasMorePages()
                ? used.thenCompose(done -> rows.fetchNextPage()).thenCompose(more -> use(more, word, use))
                : used;
    }

    /** Both, at the same time. */
    static CompletionStage<Void> both(CompletionStage<Void> one, CompletionStage<Void> other) {
        return one.thenCombine(other, (a, b) -> null);
    }
}
