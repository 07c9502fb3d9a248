package im.fanfare.component;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** In which order the parts of a member end: see decision 13. */
record Leaving(ActorSystem<?> system) {
    private static final Logger logger = LoggerFactory.getLogger(Leaving.class);

    /** Before anything else is touched. */
    void firstOfAll(String what, AutoCloseable... parts) {
        at(CoordinatedShutdown.PhaseBeforeServiceUnbind(), what, parts);
    }

    /** While this member still has its links and is in the cluster. */
    void beforeHandingOver(String what, AutoCloseable... parts) {
        at(CoordinatedShutdown.PhaseServiceStop(), what, parts);
    }

    /** While nodes still answer here, and what comes back by others' links still finds its way. */
    void asLongAsOthersHelp(String what, AutoCloseable... parts) {
        at(CoordinatedShutdown.PhaseBeforeClusterShutdown(), what, parts);
    }

    /** When nodes and shared links are with others. */
    void atTheEnd(String what, AutoCloseable... parts) {
        at(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), what, parts);
    }

    private void at(String phase, String what, AutoCloseable... parts) {
        CoordinatedShutdown.get(system).addTask(phase, what, () -> closed(what, parts));
    }

    private static CompletionStage<Done> closed(String what, AutoCloseable... parts) {
        return CompletableFuture.supplyAsync(() -> {
            for (AutoCloseable part : parts) {
                try {
                    part.close();
                } catch (Exception fault) {
                    logger.warn("{} did not end in good order", what, fault);
                }
            }
            return Done.getInstance();
        });
    }
}
