package im.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Kinship;
import im.fanfare.pubsub.Matter;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.Notice;
import im.fanfare.pubsub.Relative;
import im.fanfare.pubsub.SubId;
import im.fanfare.schema.PageRecord;
import im.fanfare.schema.Publication;
import im.fanfare.schema.Revision;
import im.fanfare.schema.Span;
import im.fanfare.schema.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
    private static final PageRecord.Source SOURCE = new PageRecord.Source(3, 14);

    @Test
    void makesOneDeliveryForEachPage() {
        Expansion expansion =
                Expansion.of(Denmark.publication(Denmark.MUSINGS, 7, 3), SOURCE).orElseThrow();

        List<PageRecord.Deliver> deliveries = all(expansion);

        assertThat(deliveries).extracting(PageRecord.Deliver::page).containsExactly(0, 1, 2);
        assertThat(deliveries).allSatisfy(deliver -> {
            assertThat(deliver.node()).isEqualTo(Denmark.MUSINGS);
            assertThat(deliver.revision()).isEqualTo(7);
            assertThat(deliver.source()).isEqualTo(SOURCE);
            assertThat(deliver.last()).isFalse();
            assertThat(deliver.prefix()).isNotEmpty();
        });
    }

    /** However many there are: a page tells of its neighbours. */
    @ParameterizedTest
    @CsvSource({"1, 1", "32, 32", "33, 17", "1000, 32", "100000, 32"})
    void isFollowedIntoSomePagesEvenlyAmongThem(int pages, int followed) {
        Traces traces = new Traces();
        Span processing = traces.tracing().request("process publications");
        Expansion expansion = Expansion.of(
                        Denmark.publication(Denmark.MUSINGS, 7, pages).under(processing), SOURCE)
                .orElseThrow();

        List<PageRecord.Deliver> told = all(expansion).stream()
                .filter(deliver -> !deliver.span().isNone())
                .toList();
        assertThat(told).hasSize(followed).extracting(PageRecord.Deliver::span).containsOnly(processing);
        assertThat(told.get(0).page()).isZero();
        assertThat(told.get(followed - 1).page()).isGreaterThanOrEqualTo(pages - 1 - pages / followed);

        IntStream.range(1, pages).forEach(page -> expansion.acknowledged());
        assertThat(traces.ended()).isEmpty();
        expansion.acknowledged();
        assertThat(traces.names()).containsExactly("process publications");
    }

    @Test
    void isNothingWhereThereAreNoPagesOrNobodyIsTold() {
        assertThat(Expansion.of(Denmark.publication(Denmark.MUSINGS, 7, 0), SOURCE))
                .isEmpty();
        assertThat(Expansion.of(
                        Denmark.publication(NodeConfig.STANDARD, new NodeEvent.ItemsRetracted(List.of(), false)),
                        SOURCE))
                .isEmpty();
    }

    @Test
    void endsThePagesOfADeletedNodeEvenIfNobodyIsTold() {
        NodeConfig silent = Denmark.config(ConfigField.NOTIFY_DELETE, "false");
        Publication deleted = new Publication(
                Denmark.MUSINGS, new Revision(9, new NodeEvent.NodeDeleted(Optional.empty())), 2, silent);

        assertThat(all(Expansion.of(deleted, SOURCE).orElseThrow())).hasSize(2).allSatisfy(deliver -> {
            assertThat(deliver.last()).isTrue();
            assertThat(deliver.prefix()).isEmpty();
        });
    }

    /** XEP-0060 §13.6; but a new subscriber is told of the last item, whose presence nobody knows yet. */
    @Test
    void saysWhereOnlyThoseAreToldWhoAreAvailable() {
        NodeConfig config = Denmark.config(ConfigField.PRESENCE_BASED_DELIVERY, "true");
        NodeEvent last = Denmark.lastItemSent(Denmark.subscription(Denmark.FRANCISCO, 0, 8));

        assertThat(Stream.of(
                                Denmark.publication(config, Denmark.published("<entry/>")),
                                Denmark.publication(NodeConfig.STANDARD, Denmark.published("<entry/>")),
                                Denmark.publication(config, last))
                        .map(publication ->
                                all(Expansion.of(publication, SOURCE).orElseThrow())))
                .extracting(deliveries -> deliveries.get(0).terms().byPresence())
                .containsExactly(true, false, false);
    }

    /** XEP-0248 §6.1. */
    @Test
    void saysWhatANotificationByACollectionIsAbout() {
        NodeEvent relayed = new NodeEvent.Relayed(
                Denmark.MUSINGS.id(), 1, 3, 2, new NodeEvent.NodePurged(List.of()), NodeConfig.STANDARD);
        Expansion expansion = Expansion.of(Denmark.publication(NodeConfig.STANDARD, relayed), SOURCE)
                .orElseThrow();

        assertThat(all(expansion))
                .extracting(delivery -> delivery.terms().matter())
                .containsExactly(Optional.of(new Matter(Matter.Kind.ITEMS, 2)));
    }

    /** XEP-0497: to who has asked for it, and has access. */
    @Test
    void saysHowAnotherNodeIsRelated() {
        Kinship kinship = new Kinship(true, List.of(new Relative("comments", 7)));
        NodeEvent relayed = new NodeEvent.Relayed(
                        Denmark.MUSINGS.id(), 1, 3, 1, new NodeEvent.NodePurged(List.of()), NodeConfig.STANDARD)
                .to(kinship, 1);
        NodeEvent metadata = new NodeEvent.MetadataChanged(Set.of(ConfigField.TITLE));

        assertThat(terms(relayed).matter()).contains(new Matter(Matter.Kind.RELATED_ITEMS, 1, true));
        assertThat(terms(relayed).kinship()).contains(kinship);
        assertThat(terms(metadata).matter()).contains(new Matter(Matter.Kind.METADATA, 0));
        assertThat(terms(metadata).kinship()).isEmpty();
        assertThat(terms(Denmark.published("<entry/>")).usual()).isTrue();
        assertThat(terms(new NodeEvent.NodeDeleted(Optional.empty())).usual())
                .as("whatever they want to hear of a node, they hear of its end")
                .isFalse();
    }

    private static PageRecord.Terms terms(NodeEvent event) {
        return all(Expansion.of(Denmark.publication(NodeConfig.STANDARD, event), SOURCE)
                        .orElseThrow())
                .get(0)
                .terms();
    }

    /** {@code pubsub#digest}. */
    @Test
    void tellsADigestInThePageOfItsSubscriber() {
        NodeEvent digest = new NodeEvent.DigestSent(
                List.of(), List.of(), Denmark.subscription(Denmark.BERNARDO, 2, 7), new SubId("7"));
        Expansion expansion = Expansion.of(
                        new Publication(Denmark.MUSINGS, new Revision(9, digest), 7, NodeConfig.STANDARD), SOURCE)
                .orElseThrow();

        List<PageRecord.Deliver> deliveries = all(expansion);

        assertThat(deliveries).extracting(PageRecord.Deliver::page).containsExactly(2);
        assertThat(deliveries.get(0).to()).containsExactly(Denmark.BERNARDO);
        assertThat(deliveries.get(0).terms().only()).contains(new SubId("7"));
    }

    @Test
    void saysWhatMayWaitForDigests() {
        NodeEvent item = Denmark.published("<entry xmlns='http://www.w3.org/2005/Atom'/>");
        NodeEvent retracted = new NodeEvent.ItemsRetracted(List.of(), true);
        NodeConfig keepingNothing = Denmark.config(ConfigField.PERSIST_ITEMS, "false");

        assertThat(Stream.of(
                                Denmark.publication(NodeConfig.STANDARD, item),
                                Denmark.publication(NodeConfig.STANDARD, retracted),
                                Denmark.publication(keepingNothing, item))
                        .map(publication ->
                                all(Expansion.of(publication, SOURCE).orElseThrow())))
                .extracting(deliveries -> deliveries.get(0).terms().inDigests())
                .containsExactly(true, false, false);
    }

    @Test
    void tellsOfTheLastItemInThePagesOfThoseItIsFor() {
        Publication publication = new Publication(
                Denmark.MUSINGS,
                new Revision(
                        9,
                        Denmark.lastItemSent(
                                Denmark.subscription(Denmark.FRANCISCO, 5, 8),
                                Denmark.subscription(Denmark.BERNARDO, 2, 7))),
                7,
                NodeConfig.STANDARD);
        Expansion expansion = Expansion.of(publication, SOURCE).orElseThrow();

        List<PageRecord.Deliver> deliveries = all(expansion);

        assertThat(deliveries).extracting(PageRecord.Deliver::page).containsExactly(2, 5);
        assertThat(deliveries)
                .extracting(PageRecord.Deliver::to)
                .containsExactly(List.of(Denmark.BERNARDO), List.of(Denmark.FRANCISCO));
        expansion.acknowledged();
        assertThat(expansion.isAcknowledged()).isFalse();
        expansion.acknowledged();
        assertThat(expansion.isAcknowledged()).isTrue();
    }

    @Test
    void makesOneMessageToThoseWhoAreNamedHoweverManyPagesThereAre() {
        NodeEvent told = new NodeEvent.Told(
                List.of(Denmark.HAMLET, Denmark.BERNARDO), new Notice.SubscriptionRequest(Denmark.FRANCISCO));
        for (int pages : new int[] {0, 1, 3}) {
            Publication publication =
                    new Publication(Denmark.MUSINGS, new Revision(9, told), pages, NodeConfig.STANDARD);

            Expansion expansion = Expansion.of(publication, SOURCE).orElseThrow();
            PageRecord.Tell tell = (PageRecord.Tell) expansion.next();
            expansion.acknowledged();

            assertThat(tell.recipients()).containsExactly(Denmark.HAMLET, Denmark.BERNARDO);
            assertThat(tell.page()).isZero();
            assertThat(tell.revision()).isEqualTo(9);
            assertThat(tell.source()).isEqualTo(SOURCE);
            assertThat(expansion.hasNext()).isFalse();
            assertThat(expansion.isAcknowledged()).isTrue();
        }
    }

    @Test
    void isAcknowledgedOnceEveryDeliveryIs() {
        Expansion expansion =
                Expansion.of(Denmark.publication(Denmark.MUSINGS, 7, 2), SOURCE).orElseThrow();

        expansion.acknowledged();
        assertThat(expansion.isAcknowledged()).isFalse();

        expansion.acknowledged();
        assertThat(expansion.isAcknowledged()).isTrue();
    }

    private static List<PageRecord.Deliver> all(Expansion expansion) {
        List<PageRecord.Deliver> deliveries = new ArrayList<>();
        while (expansion.hasNext()) {
            deliveries.add((PageRecord.Deliver) expansion.next());
        }
        return deliveries;
    }
}
