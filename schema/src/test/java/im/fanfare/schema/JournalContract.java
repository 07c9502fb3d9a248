package im.fanfare.schema;

import static im.fanfare.schema.Denmark.ODD;
import static im.fanfare.schema.Denmark.musings;
import static im.fanfare.schema.Denmark.now;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link Journal} means. */
interface JournalContract {
    Journal journal();

    @Test
    default void isEmptyForANodeThatNeverWrote() {
        assertThat(now(journal().read(musings()))).isEmpty();
    }

    @Test
    default void readsWhatWasWritten() {
        NodeId id = new NodeId(Denmark.service(), ODD);
        Journal.Entry entry = new Journal.Entry(
                new NodeKey(id, 3),
                new Progress(1, 1_000, 1, 2, 3, 4, Map.of(0, 5)),
                List.of(new Revision(
                        1, new NodeEvent.ItemPublished(Optional.of(Denmark.item(ODD)), List.of(Denmark.ref("a", 1))))));
        now(journal().write(1, entry));

        assertThat(now(journal().read(id))).contains(new Journal.Latest(1, entry, false));
    }

    @Test
    default void replacesTheEntryOfAnEpoch() {
        NodeId id = musings();
        now(journal().write(1, entry(id, 1)));
        now(journal().write(1, entry(id, 2)));

        assertThat(now(journal().read(id))).contains(new Journal.Latest(1, entry(id, 2), false));
    }

    @Test
    default void keepsTheLaterEntryOfAnEpochWhateverComesLast() {
        NodeId id = musings();
        now(journal().write(1, entry(id, 2)));
        now(journal().write(1, entry(id, 1)));

        assertThat(now(journal().read(id))).contains(new Journal.Latest(1, entry(id, 2), false));
    }

    @Test
    default void countsTheHighestEpochWhateverComesLast() {
        NodeId id = musings();
        now(journal().write(9, entry(id, 2)));
        now(journal().write(10, entry(id, 1)));
        now(journal().write(9, entry(id, 3)));

        assertThat(now(journal().read(id))).contains(new Journal.Latest(10, entry(id, 1), false));
    }

    @Test
    default void isDoneOnceItsLastRevisionIs() {
        NodeId id = musings();
        now(journal().write(1, entry(id, 2)));

        now(journal().done(id, 1, entry(id, 1).progress()));
        assertThat(now(journal().read(id)).orElseThrow().done()).isFalse();

        now(journal().done(id, 1, entry(id, 2).progress()));
        assertThat(now(journal().read(id)).orElseThrow().done()).isTrue();
    }

    @Test
    default void isNotDoneAnyMoreOnceThereIsMoreToDo() {
        NodeId id = musings();
        now(journal().write(1, entry(id, 1)));
        now(journal().done(id, 1, entry(id, 1).progress()));
        now(journal().write(1, entry(id, 2)));

        assertThat(now(journal().read(id))).contains(new Journal.Latest(1, entry(id, 2), false));
    }

    @Test
    default void staysDoneWhenAnEarlierNoteComesLate() {
        NodeId id = musings();
        now(journal().write(1, entry(id, 2)));
        now(journal().done(id, 1, entry(id, 2).progress()));
        now(journal().done(id, 1, entry(id, 1).progress()));

        assertThat(now(journal().read(id)).orElseThrow().done()).isTrue();
    }

    @Test
    default void clearsTheEpochsBelowAndKeepsTheOthers() {
        NodeId id = musings();
        now(journal().write(1, entry(id, 1)));
        now(journal().write(2, entry(id, 2)));
        now(journal().clear(id, 2, 2));
        assertThat(now(journal().read(id))).contains(new Journal.Latest(2, entry(id, 2), false));

        now(journal().clear(id, 3, 2));
        assertThat(now(journal().read(id))).isEmpty();
    }

    @Test
    default void aLateWriterDoesNotBringBackWhatWasCleared() {
        NodeId id = musings();
        now(journal().write(1, entry(id, 1)));
        now(journal().clear(id, 2, 2));
        now(journal().write(1, entry(id, 1)));
        now(journal().done(id, 1, entry(id, 1).progress()));

        assertThat(now(journal().read(id))).isEmpty();
    }

    /** Who notes no moved items says nothing of them either, also where it only finishes what another has begun. */
    @Test
    default void knowsOfMovedItemsWhereWhoeverFinishedKnewOfThem() {
        NodeId id = musings();
        Journal.Entry first = moved(id, 1);
        Journal.Entry second = moved(id, 2);

        now(journal().write(1, first));
        assertThat(now(journal().read(id))).contains(new Journal.Latest(1, first, false));
        now(journal().done(id, 1, first.progress()));
        assertThat(now(journal().read(id))).contains(new Journal.Latest(1, first, true));
        now(journal().write(1, second));
        now(journal().done(id, 1, second.progress().withMoved(false)));
        assertThat(now(journal().read(id))).contains(new Journal.Latest(1, second.withoutMoved(), true));
    }

    private static Journal.Entry moved(NodeId id, long revision) {
        Journal.Entry entry = entry(id, revision);
        return new Journal.Entry(entry.key(), entry.progress().withMoved(true), entry.revisions());
    }

    /** Its timestamp is its revision. */
    private static Journal.Entry entry(NodeId id, long revision) {
        return new Journal.Entry(
                new NodeKey(id, 1),
                new Progress(revision, revision, 1, 0, 0, 0, Map.of()),
                List.of(new Revision(revision, new NodeEvent.NodeCreated())));
    }
}
