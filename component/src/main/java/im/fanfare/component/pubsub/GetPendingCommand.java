package im.fanfare.component.pubsub;

import im.fanfare.component.commands.Command;
import im.fanfare.component.forms.DataForm;
import im.fanfare.pubsub.AuthorizationField;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An owner looks for requests to subscribe, and has those of a node sent again: XEP-0060 §8.7. */
public final class GetPendingCommand implements Command {
    private static final Logger logger = LoggerFactory.getLogger(GetPendingCommand.class);

    /** Nodes offered at a time; whoever has answered those is offered the next. */
    private static final int MOST_NODES = 1_000;

    private final NodeService nodes;

    public GetPendingCommand(NodeService nodes) {
        this.nodes = nodes;
    }

    @Override
    public String node() {
        return PubSubStanza.NS + "#get-pending";
    }

    @Override
    public String name() {
        return "Get pending subscription requests";
    }

    /** Whether somebody owns a node is not known before it is looked up. */
    @Override
    public boolean isFor(Jid requester) {
        return true;
    }

    @Override
    public CompletionStage<Answer> execute(String service, Jid requester, Optional<DataForm> form) {
        return form.isEmpty() ? offer(service, requester) : askAgain(service, requester, form.get());
    }

    private CompletionStage<Answer> offer(String service, Jid requester) {
        return nodes.ownedBy(service, requester.bare()).handle((owned, fault) -> {
            if (fault != null) {
                logger.warn("no answer: service={} jid={}", service, requester, fault);
                return refused(PubSubError.UNAVAILABLE);
            }
            return owned.isEmpty() ? refused(PubSubError.FORBIDDEN) : offer(owned);
        });
    }

    private static Answer offer(Map<NodeId, Boolean> owned) {
        List<String> waiting = owned.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(node -> node.getKey().name())
                .limit(MOST_NODES)
                .toList();
        if (waiting.isEmpty()) {
            return Completed.noting("No subscription requests are pending.");
        }
        DataForm.Field node = new DataForm.Field(
                AuthorizationField.NODE,
                Optional.of("list-single"),
                Optional.empty(),
                Optional.empty(),
                waiting,
                List.of());
        return new Executing(DataForm.of(DataForm.Type.FORM, AuthorizationField.FORM_TYPE, List.of(node)));
    }

    private CompletionStage<Answer> askAgain(String service, Jid requester, DataForm form) {
        Optional<NodeId> node = form.value(AuthorizationField.NODE).flatMap(name -> NodeId.of(service, name));
        if (node.isEmpty()) {
            return Refused.badPayload();
        }
        return nodes.reply(new NodeCommand.AskAgain(node.get(), requester))
                .thenApply(reply ->
                        reply instanceof NodeReply.Refused refused ? refused(refused.error()) : Completed.silently());
    }

    private static Answer refused(PubSubError error) {
        return new Refused(PubSubStanza.stanzaError(error));
    }
}
