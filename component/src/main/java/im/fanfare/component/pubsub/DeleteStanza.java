package im.fanfare.component.pubsub;

import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.PubSubError;

/** An owner's {@code <delete/>}: XEP-0060 §8.4. */
final class DeleteStanza {
    static NodeCommand.Delete parse(PubSubRequest request) {
        if (request.verb().child("redirect").isPresent()) {
            // Redirection is optional (§8.4.1), but subscribers who were to be led on could not be found again.
            throw new BadRequest(PubSubError.UNSUPPORTED_REQUEST);
        }
        return new NodeCommand.Delete(request.node(), request.requester());
    }

    private DeleteStanza() {}
}
