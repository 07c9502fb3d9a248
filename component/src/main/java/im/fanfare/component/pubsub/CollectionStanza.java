package im.fanfare.component.pubsub;

import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.XmlElement;
import java.util.List;

/**
 * {@code <collection/>} with what is to come into it or to leave it: XEP-0248 §7.5 and §7.6.
 *
 * @param comes whether the node comes, or goes
 */
record CollectionStanza(NodeId collection, NodeId node, boolean comes) {
    static CollectionStanza parse(PubSubRequest request) {
        List<XmlElement> children = request.verb().children();
        if (children.size() != 1) {
            throw new BadRequest(PubSubError.BAD_REQUEST);
        }
        XmlElement change = children.get(0);
        boolean comes = change.is("associate", PubSubStanza.OWNER);
        if (!comes && !change.is("dissociate", PubSubStanza.OWNER)) {
            throw new BadRequest(PubSubError.BAD_REQUEST);
        }
        String node = change.attribute("node")
                .filter(name -> !name.isEmpty())
                .orElseThrow(() -> new BadRequest(PubSubError.NODEID_REQUIRED));
        return new CollectionStanza(request.node(), request.nodeId(node), comes);
    }
}
