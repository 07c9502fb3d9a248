package im.fanfare.cluster;

import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.schema.Journal;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.Revision;
import im.fanfare.schema.Span;
import im.fanfare.schema.Tracing;
import im.fanfare.schema.Trail;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What nodes tell of requests that are followed: lines at level debug, and spans where they are sampled. */
final class NodeTrail {
    private static final Logger logger = LoggerFactory.getLogger(NodeTrail.class);

    private final Tracing tracing;

    NodeTrail(Tracing tracing) {
        this.tracing = tracing;
    }

    /** It has come to its node, whose turn with it has begun. */
    NodeEntity.Ask arrived(NodeEntity.Ask ask) {
        if (ask.trail().span().isNone()) {
            return ask;
        }
        NodeId node = ask.command().node();
        Span turn = tracing.within(ask.trail().span(), "node turn")
                .set("fanfare.command", ask.command().getClass().getSimpleName())
                .set("fanfare.service", node.service())
                .set("fanfare.node", node.name());
        return ask.under(turn);
    }

    /** It goes on, after it has waited for those before. */
    static NodeEntity.Ask taken(NodeEntity.Ask ask) {
        ask.trail().span().waited();
        return ask;
    }

    static void answered(NodeEntity.Ask ask, NodeReply reply) {
        Span turn = ask.trail().span();
        if (!turn.isNone()) {
            turn.set("fanfare.reply", reply.getClass().getSimpleName());
            if (reply instanceof NodeReply.Refused refused) {
                refused(turn, refused.error());
            }
            turn.end();
        }
        if (logger.isDebugEnabled() && !ask.trail().isNone()) {
            Trail.debug(
                    logger,
                    ask.trail()
                            .beside(Map.of(
                                    Trail.REQUESTER,
                                    ask.command().requester().toString(),
                                    Trail.NODE,
                                    ask.command().node().toString())),
                    "{} is answered with {}",
                    ask.command().getClass().getSimpleName(),
                    reply.getClass().getSimpleName());
        }
    }

    private static void refused(Span turn, PubSubError error) {
        if (error == PubSubError.UNAVAILABLE) {
            turn.failed(error.condition());
        } else {
            turn.refused(error.condition());
        }
    }

    /**
     * Begins the commit of an entry, as a part of the turn of the first command in it that is sampled. Those of the others
     * are committed by it too, and say so.
     */
    static Span committing(Journal.Entry entry) {
        Span commit = Span.NONE;
        Span last = Span.NONE;
        for (Revision revision : entry.revisions()) {
            Span turn = revision.trail().span();
            if (turn.isNone() || turn.equals(last)) {
                continue; // or another revision of the same command
            }
            if (commit.isNone()) {
                commit = turn.child("commit")
                        .set("fanfare.revisions", entry.revisions().size());
            } else {
                turn.child("commit", commit).end();
            }
            last = turn;
        }
        return commit;
    }

    /** All of it is stored and logged. */
    static void committed(Journal.Entry entry) {
        if (!logger.isDebugEnabled()) {
            return;
        }
        NodeKey node = entry.key();
        for (Revision revision : entry.revisions()) {
            if (!revision.trail().isNone()) {
                Trail.debug(
                        logger,
                        revision.trail()
                                .beside(Map.of(
                                        Trail.NODE,
                                        node.id().toString(),
                                        Trail.MESSAGE,
                                        node.messageId(revision.number()))),
                        "{} is stored and logged",
                        revision.event().getClass().getSimpleName());
            }
        }
    }
}
