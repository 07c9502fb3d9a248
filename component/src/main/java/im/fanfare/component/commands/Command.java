package im.fanfare.component.commands;

import im.fanfare.component.forms.DataForm;
import im.fanfare.pubsub.Jid;
import im.fanfare.stanza.StanzaError;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Something that a person may have done by filling in forms.
 *
 * <p>A command keeps nothing between its stages: what stage it is, the form tells that comes with it. So any member can
 * go on with what another began.
 */
public interface Command {
    /** One stage's way to go on. */
    sealed interface Answer {}

    /** There is a form to fill in. */
    record Executing(DataForm form) implements Answer {}

    /** It is done; with results, or a sentence about it. */
    record Completed(Optional<DataForm> result, Optional<String> note) implements Answer {
        public static Completed silently() {
            return new Completed(Optional.empty(), Optional.empty());
        }

        public static Completed noting(String note) {
            return new Completed(Optional.empty(), Optional.of(note));
        }
    }

    /** It cannot be done. */
    record Refused(StanzaError error) implements Answer {
        static final StanzaError FORBIDDEN = StanzaError.of(StanzaError.Type.AUTH, "forbidden");

        public static CompletionStage<Answer> forbidden() {
            return CompletableFuture.completedFuture(new Refused(FORBIDDEN));
        }

        /** XEP-0050 §4.4: what was submitted is not what was asked for. */
        public static CompletionStage<Answer> badPayload() {
            return CompletableFuture.completedFuture(new Refused(CommandsHandler.badRequest("bad-payload")));
        }
    }

    /** By what name it is asked for. */
    String node();

    /** What a person sees of it. */
    String name();

    /** Whether it is shown to somebody, and carried out. */
    boolean isFor(Jid requester);

    /**
     * Carries out one stage.
     *
     * @param form what was submitted; nothing where it is begun
     */
    CompletionStage<Answer> execute(String service, Jid requester, Optional<DataForm> form);
}
