package im.fanfare.component.pubsub;

import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;

/** An owner's {@code <delete/>}: XEP-0060 §8.4. */
final class DeleteStanza {
    /** Characters of a URI. */
    private static final int MOST_URI = 2_048;

    static NodeCommand.Delete parse(PubSubRequest request) {
        return new NodeCommand.Delete(
                request.node(),
                request.requester(),
                request.verb().child("redirect", PubSubStanza.OWNER).map(DeleteStanza::uri));
    }

    private static String uri(XmlElement redirect) {
        return redirect.attribute("uri")
                .filter(uri -> !uri.isEmpty() && uri.length() <= MOST_URI)
                .orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST));
    }

    private DeleteStanza() {}
}
