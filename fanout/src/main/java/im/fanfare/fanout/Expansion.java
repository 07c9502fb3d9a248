package im.fanfare.fanout;

import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Matter;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.Relaying;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One publication on its way into the pages of its node: one delivery for each that is concerned, in their order; or one
 * message to some whom it names, which goes by the first page.
 *
 * <p>One thread takes the deliveries; any may say that Kafka has one.
 */
final class Expansion {
    /** Of the pages of one publication that is sampled: these tell the rest, evenly among them, and a million cost no more. */
    private static final int MOST_FOLLOWED = 32;

    private static final NotificationStanza NOBODY_IS_TOLD = new NotificationStanza(new byte[0], new byte[0]);

    private final Publication publication;
    private final PageRecord.Source source;
    private final NotificationStanza stanza;
    private final Map<Integer, List<Jid>> to;
    private final PrimitiveIterator.OfInt pages;
    private final int apart;
    private final AtomicInteger unacknowledged;

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
        this.to = to(publication);
        this.pages = to.isEmpty()
                ? IntStream.range(0, records).iterator()
                : to.keySet().stream().mapToInt(Integer::intValue).iterator();
        this.apart = (records + MOST_FOLLOWED - 1) / MOST_FOLLOWED;
        this.unacknowledged = new AtomicInteger(to.isEmpty() ? records : to.size());
    }

    /** Whom it is for by their pages, in the order of these; empty where it is for all. */
    private static Map<Integer, List<Jid>> to(Publication publication) {
        if (publication.revision().event() instanceof NodeEvent.DigestSent sent) {
            return Map.of(sent.to().page(), List.of(sent.to().subscriber()));
        }
        return publication.revision().event() instanceof NodeEvent.LastItemSent sent
                ? sent.to().stream()
                        .collect(Collectors.groupingBy(
                                Subscription::page,
                                TreeMap::new,
                                Collectors.mapping(Subscription::subscriber, Collectors.toList())))
                : Map.of();
    }

    private static boolean isLast(Publication publication) {
        return publication.revision().event() instanceof NodeEvent.NodeDeleted;
    }

    boolean hasNext() {
        return pages.hasNext();
    }

    PageRecord.Outgoing next() {
        int page = pages.nextInt();
        if (publication.revision().event() instanceof NodeEvent.Told told) {
            return new PageRecord.Tell(
                    publication.node(),
                    page,
                    publication.revision().number(),
                    source,
                    told.recipients(),
                    stanza.prefix(),
                    stanza.suffix(),
                    publication.trail().span());
        }
        return new PageRecord.Deliver(
                publication.node(),
                page,
                publication.revision().number(),
                source,
                stanza.prefix(),
                stanza.suffix(),
                isLast(publication),
                to.getOrDefault(page, List.of()),
                page % apart == 0 ? publication.trail().span() : Span.NONE,
                terms());
    }

    private PageRecord.Terms terms() {
        NodeEvent event = publication.revision().event();
        return new PageRecord.Terms(
                matter(event),
                event instanceof NodeEvent.Relayed relayed ? relayed.kinship() : Optional.empty(),
                !(event instanceof NodeEvent.NodeDeleted) && matter(event).isEmpty(),
                isByPresence(),
                isBySubId(event),
                event instanceof NodeEvent.ItemPublished && publication.config().persistItems(),
                event instanceof NodeEvent.DigestSent sent ? Optional.of(sent.subId()) : Optional.empty());
    }

    private static Optional<Matter> matter(NodeEvent event) {
        if (event instanceof NodeEvent.MetadataChanged) {
            return Optional.of(new Matter(Matter.Kind.METADATA, 0));
        }
        return event instanceof NodeEvent.Relayed relayed ? Optional.of(Relaying.matter(relayed)) : Optional.empty();
    }

    /** XEP-0060 §13.16: what befalls the node itself is told by all subscriptions alike. */
    private static boolean isBySubId(NodeEvent event) {
        return event instanceof NodeEvent.ItemPublished
                || event instanceof NodeEvent.ItemsRetracted
                || event instanceof NodeEvent.LastItemSent
                || event instanceof NodeEvent.DigestSent
                || event instanceof NodeEvent.Relayed;
    }

    /** Who has just subscribed is told of the last item there and then: their presence is not known yet. */
    private boolean isByPresence() {
        return publication.config().deliversByPresence()
                && !(publication.revision().event() instanceof NodeEvent.LastItemSent);
    }

    /** Kafka has one more of the deliveries. */
    void acknowledged() {
        if (unacknowledged.decrementAndGet() == 0) {
            publication.trail().span().end();
        }
    }

    /** Whether Kafka has them all. */
    boolean isAcknowledged() {
        return unacknowledged.get() == 0;
    }
}
