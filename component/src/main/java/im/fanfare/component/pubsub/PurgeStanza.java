package im.fanfare.component.pubsub;

import im.fanfare.pubsub.NodeCommand;

/** An owner's {@code <purge/>}: XEP-0060 §8.5. */
final class PurgeStanza {
    static NodeCommand.Purge parse(PubSubRequest request) {
        return new NodeCommand.Purge(request.node(), request.requester());
    }

    private PurgeStanza() {}
}
