package im.fanfare.component.archive;

import im.fanfare.component.forms.DataForm;
import im.fanfare.component.pubsub.BadRequest;
import im.fanfare.component.rsm.ResultSet;
import im.fanfare.fanout.ItemEvent;
import im.fanfare.pubsub.ArchiveFilter;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.Iq;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A query of a node's archive, and how it is answered: XEP-0313 §4.
 *
 * @param id tells the messages of this query from those of others, where the requester says one
 * @param flipped whether the newest are to come first: §4.3.4
 */
record ArchiveQuery(
        Iq iq, NodeId node, Optional<String> id, ArchiveFilter filter, Optional<Paging> paging, boolean flipped) {
    private static final String FORWARD = "urn:xmpp:forward:0";
    private static final String DELAY = "urn:xmpp:delay";

    /** A forwarded message says so: XEP-0297 §3.1. */
    private static final String CLIENT = "jabber:client";

    /** It is said again in every message of a page. */
    private static final int MOST_CHARACTERS_OF_ID = 1_023;

    static ArchiveQuery parse(Iq iq, NodeId node, XmlElement query) {
        Optional<String> id = query.attribute("queryid");
        if (id.filter(text -> text.length() > MOST_CHARACTERS_OF_ID).isPresent()) {
            throw new BadRequest(PubSubError.BAD_REQUEST);
        }
        return new ArchiveQuery(
                iq,
                node,
                id,
                query.child("x", DataForm.NS)
                        .map(x -> DataForm.parse(x).orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST)))
                        .map(QueryForm::parse)
                        .orElse(ArchiveFilter.ALL),
                query.child("set", ResultSet.NS)
                        .map(set -> ResultSet.parse(set).orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST))),
                query.child("flip-page").isPresent());
    }

    NodeCommand command() {
        return new NodeCommand.QueryArchive(node, iq.from(), filter, paging);
    }

    /** §4.2, in the order in which they are to go. */
    List<XmlElement> messages(NodeReply.ArchivePage page) {
        List<XmlElement> messages = new ArrayList<>();
        for (int i = 0; i < page.items().size(); i++) {
            messages.add(message(page, page.items().get(i), page.ids().get(i)));
        }
        if (flipped) {
            Collections.reverse(messages);
        }
        return messages;
    }

    private XmlElement message(NodeReply.ArchivePage page, Item item, String archiveId) {
        XmlElement forwarded = XmlElement.of(
                "forwarded",
                FORWARD,
                XmlElement.of("delay", DELAY).with("stamp", stamp(item.published())),
                notification(page, item, archiveId));
        return XmlElement.of("message", Stanzas.NS)
                .with("from", iq.to().toString())
                .with("to", iq.from().toString())
                .with(XmlElement.of("result", ArchiveHandler.NS, forwarded)
                        .with("queryid", id)
                        .with("id", archiveId));
    }

    /** As subscribers were told, but for whom: XEP-0442 §3. */
    private XmlElement notification(NodeReply.ArchivePage page, Item item, String archiveId) {
        return XmlElement.of("message", CLIENT, ItemEvent.of(node.name(), Optional.of(item), page.config()))
                .with("from", node.service())
                .with("id", archiveId)
                .with("type", ItemEvent.type(page.config()));
    }

    /** XEP-0082 §3.2, to the millisecond as {@link QueryForm} reads it. */
    static String stamp(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** §4.3.2. */
    XmlElement end(NodeReply.ArchivePage page) {
        boolean backwards = paging.filter(Paging::isBackwards).isPresent();
        boolean complete =
                backwards ? page.index() == 0 : page.index() + page.items().size() >= page.total();
        return XmlElement.of(
                        "fin",
                        ArchiveHandler.NS,
                        ResultSet.note(page.ids(), Optional.of(page.index()), Optional.of(page.total())))
                .with("complete", Optional.of("true").filter(all -> complete));
    }
}
