package im.fanfare.schema;

import static im.fanfare.schema.Denmark.FRANCISCO;
import static im.fanfare.schema.Denmark.HAMLET;
import static im.fanfare.schema.Denmark.ODD;
import static im.fanfare.schema.Denmark.item;
import static im.fanfare.schema.Denmark.ref;
import static im.fanfare.schema.Denmark.titled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnknownFieldSet;
import im.fanfare.pubsub.Admitted;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ArchiveFilter;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Imported;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemOrder;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Kinship;
import im.fanfare.pubsub.Matter;
import im.fanfare.pubsub.Moves;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Notice;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.Parents;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.PendingSubscription;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.Relative;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.schema.proto.CommandProto;
import im.fanfare.schema.proto.JournalProto;
import im.fanfare.schema.proto.NodeProto;
import im.fanfare.schema.proto.PageRecordProto;
import im.fanfare.schema.proto.PublicationProto;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {
    private static final NodeId ID = new NodeId("pubsub.denmark.lit", ODD);
    private static final NodeKey KEY = new NodeKey(ID, Long.MAX_VALUE);
    private static final NodeState STATE =
            new NodeState(ID, 5, titled(ODD), Set.of(HAMLET.bare(), FRANCISCO.bare()), HAMLET.bare(), Denmark.NOON);
    private static final NodeId BLOGS = new NodeId(ID.service(), "blogs");
    private static final NodeState CHILD =
            new NodeState(ID, 5, titled(ODD), Set.of(HAMLET.bare()), HAMLET.bare(), Denmark.NOON, Map.of(BLOGS, 6L));
    private static final NodeState DEPENDED_ON = STATE.after(new NodeEvent.Adopted());
    private static final NodeEvent.Relayed RELAYED = new NodeEvent.Relayed(
            ID, 5, 9, 2, new NodeEvent.ItemPublished(Optional.of(item(ODD)), List.of()), titled(ODD));
    private static final Kinship KINSHIP = new Kinship(true, List.of(new Relative(ODD, 5), new Relative("blogs", 6)));
    private static final NodeEvent.Relayed RELATED_TO = RELAYED.to(KINSHIP, 1);
    private static final Item EMPTY = new Item(new ItemId("empty"), Optional.empty(), HAMLET, Denmark.NOON);
    private static final Item REPLACED = new Item(new ItemId("empty"), Optional.empty(), HAMLET, Denmark.NOON, 7);
    private static final Subscription SUBSCRIPTION = new Subscription(FRANCISCO, 3, 17);
    private static final Map<SubscriptionOption, String> SILENT = Map.of(SubscriptionOption.DELIVER, "false");
    private static final Map<SubscriptionOption, String> TEMPORARY = Map.of(SubscriptionOption.EXPIRE, "presence");
    private static final Set<SubscriptionOption> OFFERED = Set.of(
            SubscriptionOption.DELIVER,
            SubscriptionOption.EXPIRE,
            SubscriptionOption.SHOW_VALUES,
            SubscriptionOption.DIGEST,
            SubscriptionOption.DIGEST_FREQUENCY,
            SubscriptionOption.INCLUDE_BODY);
    private static final Set<SubscriptionOption> ANY_OFFERED = Stream.concat(
                    OFFERED.stream(),
                    Stream.of(
                            SubscriptionOption.DIGESTED,
                            SubscriptionOption.SUBSCRIPTION_TYPE,
                            SubscriptionOption.SUBSCRIPTION_DEPTH))
            .collect(Collectors.toSet());
    private static final Subscription MUTED = new Subscription(FRANCISCO, 3, 17, new SubscriptionOptions(SILENT));
    private static final Subscription SEVERAL = new Subscription(
            FRANCISCO,
            3,
            17,
            SubscriptionOptions.STANDARD,
            new SubId("7"),
            List.of(new Subscription.One(new SubId(ODD), 18, new SubscriptionOptions(SILENT))));
    private static final Subscription SECOND =
            new Subscription(FRANCISCO, 3, 17, SubscriptionOptions.STANDARD, new SubId(ODD), List.of());
    private static final Map<NodeCommand.Whose, SubscriptionState> SOME = Map.of(
            new NodeCommand.Whose(FRANCISCO, Optional.of(new SubId("7"))),
            SubscriptionState.NONE,
            new NodeCommand.Whose(HAMLET),
            SubscriptionState.SUBSCRIBED);
    private static final ArchiveFilter FILTER = new ArchiveFilter(
            Optional.of(Denmark.NOON),
            Optional.of(Denmark.NOON.plusMillis(1)),
            Optional.of(HAMLET),
            Optional.of("a-1"),
            Optional.of(""),
            List.of("a-2", ODD));
    private static final Map<ConfigField, String> CHANGES =
            Map.of(ConfigField.ACCESS_MODEL, "whitelist", ConfigField.TITLE, ODD);
    private static final NodeConfig RELATED = NodeConfig.STANDARD
            .with(Map.of(ConfigField.PARENT, new Relative(ODD, 6).word()))
            .orElseThrow();
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final Journal.Entry ALARMING = new Journal.Entry(
            KEY,
            new Progress(8, 9, 1, 2, 3, 4, Map.of(), true, false, true),
            List.of(),
            Optional.of(Instant.parse("2003-12-13T18:30:02.000001Z")),
            Map.of(0L, 0, 5_000_000_000L, 1_024),
            Moves.NONE);
    private static final Journal.Entry MOVING = new Journal.Entry(
            KEY,
            new Progress(8, 9, 1, 2, 3, 4, Map.of(), true, true, false),
            List.of(),
            Optional.empty(),
            Map.of(),
            new Moves(
                    Map.of(0L, Moves.Count.NONE, 5_000_000_000L, new Moves.Count(3, 4)),
                    Map.of(7L, new ItemRef(new ItemId(ODD), 5_000_000_000L)),
                    Set.of(8L, 9L)));
    private static final Trail FOLLOWED = Trail.of("request 42", TRACEPARENT);

    static Stream<NodeEvent> events() {
        return Stream.of(
                new NodeEvent.NodeCreated(),
                new NodeEvent.NodeConfigured(titled(ODD)),
                new NodeEvent.NodeConfigured(NodeConfig.STANDARD),
                new NodeEvent.NodeDeleted(Optional.empty()),
                new NodeEvent.NodeDeleted(Optional.of(ODD)),
                new NodeEvent.NodePurged(List.of(ref("a", 1), ref(ODD, 2))),
                new NodeEvent.NodePurged(List.of(), 5_000_000_000L),
                new NodeEvent.ItemPublished(Optional.of(item(ODD)), List.of(ref("a", 1))),
                new NodeEvent.ItemPublished(Optional.of(EMPTY), List.of()),
                new NodeEvent.ItemPublished(Optional.of(REPLACED), List.of(ref("empty", 7))),
                new NodeEvent.ItemPublished(Optional.empty(), List.of()),
                new NodeEvent.ItemPublished(Optional.of(EMPTY), List.of(), false),
                new NodeEvent.ItemsRetracted(List.of(ref("a", 1)), true),
                new NodeEvent.ItemsRetracted(List.of(ref("a", 1)), false),
                new NodeEvent.Subscribed(SUBSCRIPTION),
                new NodeEvent.LastItemSent(ref("a", 1), Optional.empty(), List.of(SUBSCRIPTION)),
                new NodeEvent.DigestSent(List.of(ref("a", 1), ref(ODD, 2)), List.of(), SUBSCRIPTION, SubId.FIRST),
                new NodeEvent.DigestSent(List.of(ref(ODD, 1)), List.of(item(ODD)), SUBSCRIPTION, new SubId("7")),
                new NodeEvent.LastItemSent(ref(ODD, 1), Optional.of(item(ODD)), List.of(SUBSCRIPTION, SUBSCRIPTION)),
                new NodeEvent.Unsubscribed(SUBSCRIPTION),
                new NodeEvent.OptionsChanged(MUTED),
                new NodeEvent.SubscriptionRequested(
                        new PendingSubscription(FRANCISCO, new SubscriptionOptions(SILENT))),
                new NodeEvent.AffiliationChanged(HAMLET.bare(), Affiliation.PUBLISH_ONLY),
                new NodeEvent.SubscriptionRequested(new PendingSubscription(FRANCISCO)),
                new NodeEvent.RequestEnded(new PendingSubscription(FRANCISCO)),
                new NodeEvent.Told(List.of(HAMLET.bare(), FRANCISCO), new Notice.SubscriptionRequest(FRANCISCO)),
                new NodeEvent.Told(
                        List.of(FRANCISCO), new Notice.SubscriptionChanged(FRANCISCO, SubscriptionState.NONE)),
                new NodeEvent.Told(
                        List.of(), new Notice.AffiliationChanged(FRANCISCO.bare(), Affiliation.PUBLISH_ONLY)),
                new NodeEvent.Associated(BLOGS, 6),
                new NodeEvent.Dissociated(BLOGS, 6),
                RELAYED,
                new NodeEvent.NodeConfigured(RELATED, Map.of(ConfigField.LINK, new Relative(ODD, 7))),
                new NodeEvent.Adopted(),
                new NodeEvent.Followed(),
                new NodeEvent.MetadataChanged(Set.of(ConfigField.TITLE, ConfigField.PARENT)),
                RELATED_TO,
                new NodeEvent.Relayed(ID, 5, 9, 0, new NodeEvent.NodeDeleted(Optional.empty()), titled(ODD))
                        .to(KINSHIP.gone(List.of(new Admitted(true, Set.of(HAMLET.bare())), Admitted.NOBODY)), 0),
                new NodeEvent.Examined(-5),
                new NodeEvent.OptionsChanged(SEVERAL),
                new NodeEvent.Told(
                        List.of(FRANCISCO),
                        new Notice.SubscriptionChanged(FRANCISCO, new SubId(ODD), SubscriptionState.NONE)));
    }

    private static Optional<Paging> paging(Paging.Place place, int max) {
        return Optional.of(new Paging(place, Optional.of(max)));
    }

    static Stream<NodeCommand> commands() {
        return Stream.of(
                new NodeCommand.Create(ID, HAMLET, CHANGES),
                new NodeCommand.Configure(ID, HAMLET, CHANGES),
                new NodeCommand.ReadConfig(ID, HAMLET),
                new NodeCommand.Delete(ID, HAMLET, Optional.empty()),
                new NodeCommand.Delete(ID, HAMLET, Optional.of(ODD)),
                new NodeCommand.Purge(ID, HAMLET),
                new NodeCommand.Publish(ID, HAMLET, Optional.empty(), Map.of()),
                new NodeCommand.Publish(ID, HAMLET, Optional.empty(), CHANGES),
                new NodeCommand.Publish(ID, HAMLET, Optional.empty(), CHANGES, Optional.of("a.2")),
                new NodeCommand.Publish(ID, HAMLET, Optional.empty(), Map.of(), Optional.of("")),
                new NodeCommand.Publish(
                        ID, HAMLET, Optional.of(new NewItem(new ItemId("a"), Optional.empty())), Map.of()),
                new NodeCommand.Publish(
                        ID,
                        HAMLET,
                        Optional.of(new NewItem(new ItemId(ODD), Optional.of(new Payload("", "<x/>")))),
                        Map.of()),
                new NodeCommand.Expire(ID, Optional.empty()),
                new NodeCommand.Expire(ID, Optional.of(HAMLET)),
                new NodeCommand.EndTemporary(ID, HAMLET),
                new NodeCommand.ChangeOptions(ID, HAMLET, FRANCISCO, TEMPORARY),
                new NodeCommand.Retract(ID, HAMLET, List.of(new ItemId("b"), new ItemId("a")), Optional.empty()),
                new NodeCommand.Retract(ID, HAMLET, List.of(), Optional.of(false)),
                new NodeCommand.Retrieve(ID, HAMLET, Optional.of(0), List.of(), Optional.empty()),
                new NodeCommand.Retrieve(
                        ID, HAMLET, Optional.empty(), List.of(new ItemId(ODD)), paging(new Paging.Before(ODD), 0)),
                new NodeCommand.Retrieve(
                        ID,
                        HAMLET,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.of(new ItemOrder(ItemOrder.By.CREATION, true))),
                new NodeCommand.Retrieve(
                        ID,
                        HAMLET,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.of(new ItemOrder(ItemOrder.By.MODIFICATION, false))),
                new NodeCommand.ListItems(ID, HAMLET, Optional.empty()),
                new NodeCommand.ListItems(ID, HAMLET, Optional.of(new Paging(new Paging.First(), Optional.empty()))),
                new NodeCommand.ListItems(ID, HAMLET, paging(new Paging.First(), 10)),
                new NodeCommand.ListItems(ID, HAMLET, paging(new Paging.After(""), 10)),
                new NodeCommand.ListItems(ID, HAMLET, paging(new Paging.Last(), 10)),
                new NodeCommand.ListItems(ID, HAMLET, paging(new Paging.At(0), 10)),
                new NodeCommand.QueryArchive(ID, HAMLET, ArchiveFilter.ALL, Optional.empty()),
                new NodeCommand.QueryArchive(ID, HAMLET, FILTER, paging(new Paging.Before("a-1"), 10)),
                new NodeCommand.DescribeArchive(ID, HAMLET),
                new NodeCommand.Describe(ID, HAMLET),
                new NodeCommand.Subscribe(ID, HAMLET, FRANCISCO),
                new NodeCommand.Subscribe(ID, HAMLET, FRANCISCO, SILENT),
                new NodeCommand.ReadOptions(ID, HAMLET, FRANCISCO),
                new NodeCommand.ChangeOptions(ID, HAMLET, FRANCISCO, SILENT),
                new NodeCommand.Unsubscribe(ID, HAMLET, FRANCISCO, Optional.empty()),
                new NodeCommand.Unsubscribe(ID, HAMLET, FRANCISCO, Optional.of(new SubId(""))),
                new NodeCommand.ListSubscriptions(ID, HAMLET),
                new NodeCommand.ListSubscriptions(ID, HAMLET, paging(new Paging.After(ODD), 10)),
                new NodeCommand.ChangeSubscriptions(
                        ID, HAMLET, Map.of(new NodeCommand.Whose(FRANCISCO), SubscriptionState.NONE)),
                new NodeCommand.ListAffiliations(ID, HAMLET),
                new NodeCommand.ChangeAffiliations(ID, HAMLET, Map.of(FRANCISCO.bare(), Affiliation.OUTCAST)),
                new NodeCommand.Import(ID, new Imported.OfItem(new NewItem(new ItemId("a"), Optional.empty()), HAMLET)),
                new NodeCommand.Import(ID, new Imported.OfSubscription(FRANCISCO, SILENT)),
                new NodeCommand.Import(ID, new Imported.OfAffiliation(FRANCISCO.bare(), Affiliation.MEMBER)),
                new NodeCommand.AnswerRequest(ID, HAMLET, FRANCISCO, true),
                new NodeCommand.AskAgain(ID, HAMLET),
                new NodeCommand.Create(ID, HAMLET, CHANGES, Map.of(BLOGS, 6L)),
                new NodeCommand.Configure(ID, HAMLET, Map.of(), new Parents(Map.of(BLOGS, 6L), Set.of(ID))),
                new NodeCommand.ChangeParents(ID, HAMLET, new Parents(Map.of(BLOGS, 6L), Set.of(ID))),
                new NodeCommand.Admit(ID, HAMLET),
                new NodeCommand.Relay(BLOGS, 6, List.of(RELAYED, RELAYED.at(1))),
                new NodeCommand.Relay(BLOGS, 6, List.of(RELATED_TO, RELATED_TO)),
                new NodeCommand.Adopt(ID, HAMLET),
                new NodeCommand.DeleteDependant(ID, new Relative(ODD, 7)),
                new NodeCommand.Retrieve(
                        ID,
                        HAMLET,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new SubId("7"))),
                new NodeCommand.ReadOptions(ID, HAMLET, FRANCISCO, Optional.of(new SubId("7"))),
                new NodeCommand.ChangeOptions(ID, HAMLET, FRANCISCO, Optional.of(SubId.FIRST), SILENT),
                new NodeCommand.Unsubscribe(ID, HAMLET, FRANCISCO, Optional.of(SubId.FIRST)),
                new NodeCommand.ChangeSubscriptions(ID, HAMLET, SOME),
                new NodeCommand.Import(
                        ID, new Imported.OfSubscription(FRANCISCO, SILENT, Optional.of(new SubId(ODD)))));
    }

    static Stream<NodeReply> replies() {
        return Stream.of(
                new NodeReply.Done(),
                new NodeReply.Published(Optional.empty()),
                new NodeReply.Published(Optional.of(new ItemId(ODD))),
                new NodeReply.Published(Optional.of(new ItemId(ODD)), true),
                new NodeReply.Subscribed(
                        FRANCISCO, SubscriptionState.SUBSCRIBED, SubscriptionOptions.STANDARD, OFFERED, false),
                new NodeReply.Subscribed(
                        FRANCISCO, SubscriptionState.PENDING, new SubscriptionOptions(SILENT), OFFERED, false),
                new NodeReply.Subscribed(
                        FRANCISCO, SubscriptionState.SUBSCRIBED, new SubscriptionOptions(SILENT), OFFERED, true),
                new NodeReply.Options(new SubscriptionOptions(SILENT), Set.of(SubscriptionOption.DELIVER)),
                new NodeReply.Options(new SubscriptionOptions(SILENT), OFFERED),
                new NodeReply.Items(List.of(item("b"), EMPTY), 1, 3, true, List.of()),
                new NodeReply.Items(List.of(item("b"), EMPTY), 1, 3, true, List.of("a.1", "a.2")),
                new NodeReply.ComparisonFailed("a.2"),
                new NodeReply.ComparisonFailed(""),
                new NodeReply.ItemIds(List.of(new ItemId("b"), new ItemId("a")), 1, 3),
                new NodeReply.ArchivePage(List.of(), List.of(), 0, 0, NodeConfig.STANDARD, 0),
                new NodeReply.ArchivePage(List.of(item("b"), EMPTY), List.of("a-1", "a-2"), 1, 4, titled(ODD), 7),
                new NodeReply.ArchiveEnds(Optional.empty(), Optional.empty()),
                new NodeReply.ArchiveEnds(
                        Optional.of(new NodeReply.Archived("a-1", Denmark.NOON)),
                        Optional.of(new NodeReply.Archived("a-2", Denmark.NOON.plusMillis(1)))),
                new NodeReply.Config(titled(ODD)),
                new NodeReply.Description(STATE, 100_000_000_000L),
                new NodeReply.Affiliations(
                        Map.of(HAMLET.bare(), Affiliation.OWNER, FRANCISCO.bare(), Affiliation.NONE)),
                new NodeReply.Subscriptions(List.of(FRANCISCO, HAMLET.bare()), List.of(FRANCISCO.bare())),
                new NodeReply.Subscriptions(List.of(), List.of(FRANCISCO), Map.of(), Optional.empty(), 1_000_000),
                new NodeReply.AffiliationsRefused(PubSubError.LAST_OWNER, Map.of(HAMLET.bare(), Affiliation.OWNER)),
                new NodeReply.SubscriptionsRefused(
                        PubSubError.BAD_REQUEST, Map.of(new NodeCommand.Whose(FRANCISCO), SubscriptionState.NONE)),
                new NodeReply.Moved(ODD),
                new NodeReply.Refused(PubSubError.NODE_NOT_FOUND),
                new NodeReply.Subscribed(
                        FRANCISCO, SubscriptionState.SUBSCRIBED, SubscriptionOptions.STANDARD, ANY_OFFERED, false),
                new NodeReply.Options(SubscriptionOptions.STANDARD, ANY_OFFERED),
                new NodeReply.Options(
                        SubscriptionOptions.STANDARD,
                        Set.of(SubscriptionOption.EXTENDED_TYPE, SubscriptionOption.EXTENDED_DEPTH)),
                new NodeReply.Config(titled(ODD), Map.of(BLOGS, 6L)),
                new NodeReply.Description(CHILD, 0),
                new NodeReply.Relayed(Map.of(BLOGS, 6L)),
                new NodeReply.Description(DEPENDED_ON, 1),
                new NodeReply.Done(Optional.of(SubId.FIRST)),
                new NodeReply.Subscribed(
                        FRANCISCO,
                        SubscriptionState.SUBSCRIBED,
                        SubscriptionOptions.STANDARD,
                        OFFERED,
                        false,
                        new SubId("7")),
                new NodeReply.Options(SubscriptionOptions.STANDARD, OFFERED, new SubId("7")),
                new NodeReply.Subscriptions(
                        List.of(FRANCISCO),
                        List.of(),
                        Map.of(FRANCISCO, List.of(SubId.FIRST, new SubId(ODD))),
                        Optional.of(0),
                        1),
                new NodeReply.SubscriptionsRefused(PubSubError.NOT_ACCEPTABLE, SOME));
    }

    static Stream<PageRecord> pageRecords() {
        return Stream.of(
                new PageRecord.Deliver(
                        KEY,
                        2,
                        9,
                        new PageRecord.Source(4, 5_000_000_000L),
                        bytes("<a to='"),
                        bytes("'>ü</a>"),
                        false,
                        List.of(FRANCISCO, HAMLET),
                        Span.NONE),
                new PageRecord.Deliver(
                        KEY, 0, 1, new PageRecord.Source(0, 0), bytes(""), bytes(""), true, List.of(), Span.NONE),
                new PageRecord.Deliver(
                        KEY,
                        0,
                        1,
                        new PageRecord.Source(0, 0),
                        bytes("<a to='"),
                        bytes("'/>"),
                        false,
                        List.of(),
                        FOLLOWED.span()),
                new PageRecord.Joined(KEY, SUBSCRIPTION),
                new PageRecord.Joined(KEY, MUTED),
                new PageRecord.Joined(KEY, new Subscription(FRANCISCO, 3, 17, new SubscriptionOptions(TEMPORARY))),
                new PageRecord.Left(KEY, SUBSCRIPTION, 18),
                new PageRecord.Suspended(KEY, SUBSCRIPTION, Instant.ofEpochSecond(1_800_000_000)),
                new PageRecord.Tell(
                        KEY,
                        2,
                        9,
                        new PageRecord.Source(4, 5_000_000_000L),
                        List.of(FRANCISCO, HAMLET.bare()),
                        bytes("<a to='"),
                        bytes("'>ü</a>"),
                        Span.NONE),
                about(Matter.Kind.ITEMS, false),
                about(Matter.Kind.NODES, false),
                new PageRecord.Deliver(
                        KEY,
                        0,
                        1,
                        new PageRecord.Source(0, 0),
                        bytes("<a to='"),
                        bytes("'/>"),
                        false,
                        List.of(),
                        Span.NONE,
                        new PageRecord.Terms(
                                Optional.empty(), Optional.empty(), false, true, false, false, Optional.empty())),
                about(Matter.Kind.ITEMS, true)
                        .on(new PageRecord.Terms(
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                false,
                                true,
                                true,
                                Optional.of(new SubId("7")))),
                about(Matter.Kind.NODES, true),
                about(new Matter(Matter.Kind.RELATED_ITEMS, 0, true)),
                about(new Matter(Matter.Kind.METADATA, 2, false)),
                about(new Matter(Matter.Kind.RELATED_GONE, 2, true)),
                new PageRecord.Joined(KEY, SEVERAL),
                new PageRecord.Tell(
                        KEY,
                        2,
                        9,
                        new PageRecord.Source(4, 0),
                        List.of(),
                        bytes("<a to='"),
                        bytes("'/>"),
                        FOLLOWED.span()));
    }

    private static PageRecord.Deliver about(Matter.Kind kind, boolean bySubId) {
        return new PageRecord.Deliver(
                KEY,
                0,
                1,
                new PageRecord.Source(0, 0),
                bytes("<a to='"),
                bytes("'/>"),
                false,
                List.of(),
                Span.NONE,
                new PageRecord.Terms(
                        Optional.of(new Matter(kind, 2)),
                        Optional.empty(),
                        false,
                        false,
                        bySubId,
                        false,
                        Optional.empty()));
    }

    private static PageRecord.Deliver about(Matter matter) {
        return about(Matter.Kind.ITEMS, true)
                .on(new PageRecord.Terms(
                        Optional.of(matter), Optional.of(KINSHIP), true, false, false, false, Optional.empty()));
    }

    /** What is kept of a subscriber in a column of its own. */
    static Stream<Subscription> several() {
        return Stream.of(SEVERAL, SECOND);
    }

    static Subscription several(byte[] column) {
        NodeProto.Several several = Wire.read(NodeProto.Several.parser(), column);
        return new Subscription(
                FRANCISCO,
                3,
                17,
                SubscriptionOptions.STANDARD,
                SubIdWire.parse(several.getSubId()),
                SubIdWire.parse(several.getFurtherList()));
    }

    static Stream<Publication> publications() {
        return Stream.concat(
                events().map(WireTest::publication),
                Stream.of(new Publication(
                        KEY, new Revision(7, new NodeEvent.NodeCreated()).askedBy(FOLLOWED), 1, NodeConfig.STANDARD)));
    }

    static Stream<Journal.Entry> entries() {
        return Stream.concat(events().map(WireTest::entry), Stream.of(ALARMING, MOVING));
    }

    static Stream<NodeCommandWire.Asked> asked() {
        return Stream.concat(
                commands().map(command -> new NodeCommandWire.Asked(command, Trail.NONE)),
                Stream.of(new NodeCommandWire.Asked(new NodeCommand.Purge(ID, HAMLET), FOLLOWED)));
    }

    private static Publication publication(NodeEvent event) {
        return new Publication(KEY, new Revision(7, event), 12_208, titled("Musings"));
    }

    private static Journal.Entry entry(NodeEvent event) {
        return new Journal.Entry(
                KEY, new Progress(8, 9, 1, 2, 3, 4, Map.of(0, 1, 7, 2)), List.of(new Revision(8, event)));
    }

    /** Where somebody follows it; the samples below are of requests that nobody does. */
    @Test
    void aRevisionKnowsTheRequestThatItComesFrom() {
        Revision revision = new Revision(7, new NodeEvent.NodeCreated()).askedBy(FOLLOWED);

        assertThat(NodeEventWire.parse(NodeEventWire.write(revision))).isEqualTo(revision);
    }

    @Test
    void whatIsNotFollowedTakesNoByteForThat() {
        Publication publication = publication(new NodeEvent.NodeCreated());
        PageRecord.Outgoing record =
                (PageRecord.Outgoing) pageRecords().findFirst().orElseThrow();
        byte[] command = NodeCommandWire.write(
                new NodeCommandWire.Asked(commands().findFirst().orElseThrow(), Trail.NONE));

        assertThat(text(PublicationWire.write(publication.under(FOLLOWED.span()))))
                .contains(TRACEPARENT);
        assertThat(text(PageRecordWire.write(record.under(FOLLOWED.span())))).contains(TRACEPARENT);
        assertThat(fields(PublicationProto.Publication.parser(), PublicationWire.write(publication)))
                .doesNotContain("request: ", "traceparent: ");
        assertThat(fields(PageRecordProto.PageRecord.parser(), PageRecordWire.write(record)))
                .doesNotContain("traceparent: ");
        assertThat(fields(CommandProto.NodeCommand.parser(), command)).doesNotContain("request: ", "traceparent: ");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** That are written, of all messages in it. */
    private static String fields(Parser<? extends Message> parser, byte[] bytes) {
        return Wire.read(parser, bytes).toString();
    }

    @ParameterizedTest
    @MethodSource("events")
    void writesAndParsesEvents(NodeEvent event) {
        Publication publication = publication(event);
        Journal.Entry entry = entry(event);

        assertThat(PublicationWire.parse(PublicationWire.write(publication))).isEqualTo(publication);
        assertThat(JournalWire.parse(JournalWire.write(entry))).isEqualTo(entry);
    }

    @Test
    void writesAndParsesWhatElseAnEntryHas() {
        assertThat(JournalWire.parse(JournalWire.write(ALARMING))).isEqualTo(ALARMING);
        assertThat(JournalWire.parse(JournalWire.write(MOVING))).isEqualTo(MOVING);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void writesAndParsesCommands(NodeCommand command) {
        NodeCommandWire.Asked asked = new NodeCommandWire.Asked(command, FOLLOWED);

        assertThat(NodeCommandWire.parse(NodeCommandWire.write(asked))).isEqualTo(asked);
    }

    @ParameterizedTest
    @MethodSource("replies")
    void writesAndParsesReplies(NodeReply reply) {
        assertThat(NodeReplyWire.parse(NodeReplyWire.write(reply))).isEqualTo(reply);
    }

    @ParameterizedTest
    @EnumSource
    void writesAndParsesRefusals(PubSubError error) {
        NodeReply refused = new NodeReply.Refused(error);

        assertThat(NodeReplyWire.parse(NodeReplyWire.write(refused))).isEqualTo(refused);
    }

    @ParameterizedTest
    @MethodSource("several")
    void writesAndParsesSeveralSubscriptions(Subscription subscription) {
        assertThat(several(SubIdWire.several(subscription).orElseThrow())).isEqualTo(subscription);
    }

    @ParameterizedTest
    @MethodSource("pageRecords")
    void writesAndParsesPageRecords(PageRecord record) {
        PageRecord parsed = PageRecordWire.parse(PageRecordWire.write(record));

        assertThat(parsed).usingRecursiveComparison().isEqualTo(record);
        assertThat(parsed.page()).isEqualTo(record.page());
    }

    @Test
    void knowsEveryCase() {
        assertThat(classesOf(events())).isEqualTo(Set.of(NodeEvent.class.getPermittedSubclasses()));
        assertThat(classesOf(commands())).isEqualTo(Set.of(NodeCommand.class.getPermittedSubclasses()));
        assertThat(classesOf(replies())).isEqualTo(Set.of(NodeReply.class.getPermittedSubclasses()));
        assertThat(classesOf(pageRecords())).isEqualTo(casesOf(PageRecord.class));
    }

    @Test
    void passesOverFieldsOfTheConfigurationThatOnlyANewerVersionKnows() {
        byte[] newer = PublicationProto.Publication.newBuilder()
                .setNode(NodeWire.write(KEY))
                .setRevision(NodeEventWire.write(new Revision(1, new NodeEvent.NodeCreated())))
                .setConfig(NodeProto.NodeConfig.newBuilder()
                        .putFields("pubsub#title", "Musings")
                        .putFields("pubsub#of_tomorrow", "1"))
                .setUnknownFields(tomorrow())
                .build()
                .toByteArray();

        assertThat(PublicationWire.parse(newer).config())
                .isEqualTo(new NodeConfig(Map.of(ConfigField.TITLE, "Musings")));
    }

    /** What is published under a condition must not be published without it. */
    @Test
    void doesNotPassOverAPreconditionThatOnlyANewerVersionKnows() {
        byte[] newer = CommandProto.NodeCommand.newBuilder()
                .setNode(NodeWire.write(ID))
                .setRequester(HAMLET.toString())
                .setPublish(CommandProto.NodeCommand.Publish.newBuilder().putPreconditions("pubsub#of_tomorrow", "1"))
                .build()
                .toByteArray();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeCommandWire.parse(newer))
                .withMessageContaining("does not know the field");
    }

    @Test
    void saysSoWhereItDoesNotKnowTheCase() {
        byte[] command = CommandProto.NodeCommand.newBuilder()
                .setNode(NodeWire.write(ID))
                .setRequester(HAMLET.toString())
                .setUnknownFields(tomorrow())
                .build()
                .toByteArray();
        byte[] reply = CommandProto.NodeReply.newBuilder()
                .setUnknownFields(tomorrow())
                .build()
                .toByteArray();
        byte[] record = PageRecordProto.PageRecord.newBuilder()
                .setNode(NodeWire.write(KEY))
                .setUnknownFields(tomorrow())
                .build()
                .toByteArray();
        byte[] entry = JournalProto.JournalEntry.newBuilder()
                .setKey(NodeWire.write(KEY))
                .addRevisions(NodeProto.Revision.newBuilder()
                        .setNumber(1)
                        .setEvent(NodeProto.NodeEvent.newBuilder().setUnknownFields(tomorrow())))
                .build()
                .toByteArray();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeCommandWire.parse(command))
                .withMessageContaining("does not know the command");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeReplyWire.parse(reply))
                .withMessageContaining("does not know the reply");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageRecordWire.parse(record))
                .withMessageContaining("does not know the page record");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JournalWire.parse(entry))
                .withMessageContaining("does not know the event");
    }

    @Test
    void saysSoWhereTheBytesAreNoMessage() {
        byte[] noise = IntStream.range(0, 40)
                .mapToObj(i -> "\u00ff")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.ISO_8859_1);

        assertThatIllegalArgumentException().isThrownBy(() -> NodeCommandWire.parse(noise));
        assertThatIllegalArgumentException().isThrownBy(() -> NodeReplyWire.parse(noise));
        assertThatIllegalArgumentException().isThrownBy(() -> PageRecordWire.parse(noise));
        assertThatIllegalArgumentException().isThrownBy(() -> PublicationWire.parse(noise));
        assertThatIllegalArgumentException().isThrownBy(() -> JournalWire.parse(noise));
    }

    private static UnknownFieldSet tomorrow() {
        return UnknownFieldSet.newBuilder()
                .addField(999, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
    }

    private static Set<Class<?>> casesOf(Class<?> sealed) {
        return Stream.of(sealed.getPermittedSubclasses())
                .flatMap(permitted -> permitted.isSealed() ? casesOf(permitted).stream() : Stream.of(permitted))
                .collect(Collectors.toSet());
    }

    private static Set<Class<?>> classesOf(Stream<?> words) {
        return words.map(Object::getClass).collect(Collectors.toSet());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
