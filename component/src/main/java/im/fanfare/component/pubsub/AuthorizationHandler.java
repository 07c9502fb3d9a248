package im.fanfare.component.pubsub;

import im.fanfare.component.forms.DataForm;
import im.fanfare.component.forms.SubscribeAuthorizationForm;
import im.fanfare.component.message.MessageHandler;
import im.fanfare.pubsub.AuthorizationField;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.Message;
import im.fanfare.stanza.StanzaError;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Owners' answers to requests to subscribe: XEP-0060 §8.6. An answer that cannot be followed comes back as an error. */
public final class AuthorizationHandler implements MessageHandler {
    private final NodeService nodes;

    public AuthorizationHandler(NodeService nodes) {
        this.nodes = nodes;
    }

    @Override
    public boolean understands(Message message) {
        return SubscribeAuthorizationForm.find(message.children())
                .filter(form -> form.type() == DataForm.Type.SUBMIT || form.type() == DataForm.Type.CANCEL)
                .isPresent();
    }

    @Override
    public CompletionStage<Optional<StanzaError>> take(Message message) {
        SubscribeAuthorizationForm form =
                SubscribeAuthorizationForm.find(message.children()).orElseThrow();
        if (form.type() == DataForm.Type.CANCEL) {
            return done(Optional.empty()); // the request waits on
        }
        Optional<NodeCommand> answer = answer(message, form);
        if (answer.isEmpty()) {
            return done(Optional.of(PubSubError.BAD_REQUEST));
        }
        return nodes.reply(answer.get())
                .thenCompose(reply -> done(
                        reply instanceof NodeReply.Refused refused ? Optional.of(refused.error()) : Optional.empty()));
    }

    private static Optional<NodeCommand> answer(Message message, SubscribeAuthorizationForm form) {
        return form.value(AuthorizationField.NODE)
                .flatMap(name -> NodeId.of(message.to().domain(), name))
                .flatMap(node -> form.value(AuthorizationField.SUBSCRIBER)
                        .flatMap(Jid::of)
                        .flatMap(subscriber -> form.allow()
                                .map(allow -> new NodeCommand.AnswerRequest(node, message.from(), subscriber, allow))));
    }

    private static CompletionStage<Optional<StanzaError>> done(Optional<PubSubError> refusal) {
        return CompletableFuture.completedFuture(refusal.map(PubSubStanza::stanzaError));
    }
}
