package im.fanfare.component.administration;

import im.fanfare.component.administration.Refusal.Reason;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks nodes, and waits for what they say. */
record Asking(NodeService nodes) {
    /** Longer than a node's own: see NodeGateway. */
    private static final long PATIENCE_SECONDS = 30;

    /** Asks a node what has one answer, unless it is refused. */
    <T extends NodeReply> T ask(NodeCommand command, Class<T> wanted) throws Refusal {
        NodeReply reply = ask(command);
        if (wanted.isInstance(reply)) {
            return wanted.cast(reply);
        }
        throw refusal(command.node(), reply);
    }

    NodeReply ask(NodeCommand command) throws Refusal {
        return answer(nodes.ask(command), "the node " + command.node());
    }

    static Refusal refusal(NodeId node, NodeReply reply) {
        if (reply instanceof NodeReply.Moved moved) {
            return new Refusal(Reason.UNKNOWN, "there is no node " + node + " any more, but " + moved.uri());
        }
        if (reply instanceof NodeReply.Refused refused) {
            return switch (refused.error()) {
                case NODE_NOT_FOUND -> new Refusal(Reason.UNKNOWN, "there is no node " + node);
                case UNAVAILABLE, RESOURCE_CONSTRAINT ->
                    new Refusal(Reason.UNAVAILABLE, "the node " + node + " cannot be asked now");
                default ->
                    new Refusal(
                            Reason.NOT_ALLOWED,
                            "the node " + node + " refuses: " + refused.error().words());
            };
        }
        return new Refusal(Reason.NOT_ALLOWED, "the node " + node + " refuses");
    }

    /** @param who has to answer */
    static <T> T answer(CompletionStage<T> stage, String who) throws Refusal {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException fault) {
            throw new Refusal(Reason.UNAVAILABLE, who + " does not answer: " + fault.getCause());
        } catch (TimeoutException fault) {
            throw new Refusal(Reason.UNAVAILABLE, who + " does not answer within " + PATIENCE_SECONDS + " s");
        } catch (InterruptedException fault) {
            Thread.currentThread().interrupt();
            throw new Refusal(Reason.UNAVAILABLE, "this member is stopping");
        }
    }
}
