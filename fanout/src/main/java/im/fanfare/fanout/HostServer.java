package im.fanfare.fanout;

import java.util.concurrent.CompletionStage;

/** The way to a host server, as the fan-out sees it; the edge has the links. */
public interface HostServer {
    /**
     * Hands stanzas over.
     *
     * <p>Done means that the host server has taken every one of them from its stream. Until then they are handed over
     * again after every fault, in order and before anything newer, so the stage fails only when this process stops
     * serving. What is offered under one source is taken in the order offered; sources take turns.
     *
     * @param service the domain of the service that sends
     * @param source whose order is to be kept: a partition of the log
     */
    CompletionStage<Void> deliver(String service, int source, Frames frames);
}
