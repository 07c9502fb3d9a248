package im.fanfare.fanout;

import im.fanfare.pubsub.NodeEvent;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One publication on its way into the pages of its node: one delivery for each, in their order; or one message to some
 * whom it names, which goes by the first page.
 *
 * <p>One thread takes the deliveries; any may say that Kafka has one.
 */
final class Expansion {
    private static final NotificationStanza NOBODY_IS_TOLD = new NotificationStanza(new byte[0], new byte[0]);

    private final Publication publication;
    private final PageRecord.Source source;
    private final NotificationStanza stanza;
    private final int records;
    private final AtomicInteger unacknowledged;
    private int nextPage;

    /** The expansion, or nothing where no page is concerned. */
    static Optional<Expansion> of(Publication publication, PageRecord.Source source) {
        if (publication.revision().event() instanceof NodeEvent.Told told) {
            return told.recipients().isEmpty()
                    ? Optional.empty()
                    : NotificationStanza.of(publication).map(stanza -> new Expansion(publication, source, stanza, 1));
        }
        if (publication.pages() == 0) {
            return Optional.empty();
        }
        Optional<NotificationStanza> stanza = NotificationStanza.of(publication);
        // A deleted node's pages end with it, whether anybody is told or not.
        if (stanza.isEmpty() && !isLast(publication)) {
            return Optional.empty();
        }
        return Optional.of(new Expansion(publication, source, stanza.orElse(NOBODY_IS_TOLD), publication.pages()));
    }

    private Expansion(Publication publication, PageRecord.Source source, NotificationStanza stanza, int records) {
        this.publication = publication;
        this.source = source;
        this.stanza = stanza;
        this.unacknowledged = new AtomicInteger(records);
        this.records = records;
    }

    private static boolean isLast(Publication publication) {
        return publication.revision().event() instanceof NodeEvent.NodeDeleted;
    }

    boolean hasNext() {
        return nextPage < records;
    }

    PageRecord.Outgoing next() {
        if (publication.revision().event() instanceof NodeEvent.Told told) {
            return new PageRecord.Tell(
                    publication.node(),
                    nextPage++,
                    publication.revision().number(),
                    source,
                    told.recipients(),
                    stanza.prefix(),
                    stanza.suffix());
        }
        return new PageRecord.Deliver(
                publication.node(),
                nextPage++,
                publication.revision().number(),
                source,
                stanza.prefix(),
                stanza.suffix(),
                isLast(publication));
    }

    /** Kafka has one more of the deliveries. */
    void acknowledged() {
        unacknowledged.decrementAndGet();
    }

    /** Whether Kafka has them all. */
    boolean isAcknowledged() {
        return unacknowledged.get() == 0;
    }
}
