package im.fanfare.cluster;

import im.fanfare.pubsub.NodeReply;
import im.fanfare.schema.Journal;
import im.fanfare.schema.MessageId;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Revision;
import im.fanfare.schema.Trail;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What nodes say, at level debug, of requests that are followed. */
final class NodeTrail {
    private static final Logger logger = LoggerFactory.getLogger(NodeTrail.class);

    /** All of it is stored and logged. */
    static void committed(Journal.Entry entry) {
        if (!logger.isDebugEnabled()) {
            return;
        }
        NodeKey node = entry.key();
        for (Revision revision : entry.revisions()) {
            if (!revision.request().isEmpty()) {
                Trail.debug(
                        logger,
                        Map.of(
                                Trail.REQUEST,
                                revision.request(),
                                Trail.NODE,
                                node.id().toString(),
                                Trail.MESSAGE,
                                MessageId.of(node, revision.number())),
                        "{} is stored and logged",
                        revision.event().getClass().getSimpleName());
            }
        }
    }

    static void answered(NodeEntity.Ask ask, NodeReply reply) {
        if (logger.isDebugEnabled() && !ask.request().isEmpty()) {
            Trail.debug(
                    logger,
                    Map.of(
                            Trail.REQUEST,
                            ask.request(),
                            Trail.REQUESTER,
                            ask.command().requester().toString(),
                            Trail.NODE,
                            ask.command().node().toString()),
                    "{} is answered with {}",
                    ask.command().getClass().getSimpleName(),
                    reply.getClass().getSimpleName());
        }
    }

    private NodeTrail() {}
}
