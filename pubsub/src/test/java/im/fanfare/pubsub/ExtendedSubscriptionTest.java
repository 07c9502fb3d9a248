package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BERNARDO;
import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.NOW;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XEP-0497: who wants to be told of what, and who may be. */
class ExtendedSubscriptionTest {
    private static final Kinship CHILD = new Kinship(false, List.of(new Relative("comments", 7)));
    private static final Map<SubscriptionOption, String> ALL = Map.of(
            SubscriptionOption.EXTENDED_TYPE, "linked items\nmetadata\nitems", SubscriptionOption.EXTENDED_DEPTH, "-1");

    // --------------------------------------------------------------------------------------------------- §3: options

    @ParameterizedTest
    @CsvSource({
        "items, 0, RELATED_ITEMS, 1, false, false",
        "items, 1, RELATED_ITEMS, 1, false, true",
        "items, 1, RELATED_ITEMS, 2, false, false",
        "items, -1, RELATED_ITEMS, 60, false, true",
        "items, -1, RELATED_ITEMS, 1, true, false",
        "metadata, -1, RELATED_ITEMS, 1, false, false",
        "linked items, 0, RELATED_ITEMS, 0, true, true",
        "linked items, 0, RELATED_ITEMS, 1, true, false",
        "linked items, 1, RELATED_ITEMS, 1, true, true",
        "linked items, 1, RELATED_ITEMS, 1, false, false",
        "metadata, 0, METADATA, 0, false, true",
        "items, 5, METADATA, 0, false, false",
        "metadata, 0, METADATA, 1, false, false",
        "metadata, 1, METADATA, 1, false, true",
        "metadata, 1, METADATA, 1, true, false",
        "metadata/linked items, 1, METADATA, 1, true, true",
        "items, 1, RELATED_GONE, 1, false, true",
        "metadata, 1, RELATED_GONE, 1, false, true",
        "metadata, 1, RELATED_GONE, 1, true, false",
        "items, 0, RELATED_GONE, 1, false, false",
    })
    void subscribersAreToldWhatTheyChose(
            String types, String depth, Matter.Kind kind, int at, boolean linked, boolean told) {
        SubscriptionOptions options = chosen(Map.of(
                        SubscriptionOption.EXTENDED_TYPE,
                        types.replace('/', '\n'),
                        SubscriptionOption.EXTENDED_DEPTH,
                        depth))
                .orElseThrow();

        assertThat(new Matter(kind, at, linked).isFor(options)).isEqualTo(told);
    }

    @Test
    void whoHasChosenNothingIsToldOfTheNodeAlone() {
        SubscriptionOptions standard = SubscriptionOptions.STANDARD;

        assertThat(standard.wantItems()).isTrue();
        assertThat(standard.areExtended()).isFalse();
        assertThat(new Matter(Matter.Kind.METADATA, 0).isFor(standard)).isFalse();
        assertThat(new Matter(Matter.Kind.RELATED_ITEMS, 0).isFor(Matter.interest(standard)))
                .isFalse();
        assertThat(chosen(Map.of(SubscriptionOption.EXTENDED_DEPTH, "0", SubscriptionOption.EXTENDED_TYPE, "items")))
                .contains(standard);
        assertThat(chosen(Map.of(SubscriptionOption.EXTENDED_DEPTH, "", SubscriptionOption.EXTENDED_TYPE, "")))
                .contains(standard);
        assertThat(chosen(Map.of(SubscriptionOption.EXTENDED_DEPTH, "-0"))).contains(standard);
    }

    @Test
    void anyNegativeDepthIsTheWholeTree() {
        assertThat(chosen(Map.of(SubscriptionOption.EXTENDED_DEPTH, "-17")))
                .isEqualTo(chosen(Map.of(SubscriptionOption.EXTENDED_DEPTH, "-1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "1.5", "--1", "-", "1 ", "99999999999"})
    void refusesADepthThatIsNone(String depth) {
        assertThat(chosen(Map.of(SubscriptionOption.EXTENDED_DEPTH, depth))).isEmpty();
    }

    @Test
    void refusesATypeThatThereIsNot() {
        assertThat(chosen(Map.of(SubscriptionOption.EXTENDED_TYPE, "items\nnodes")))
                .isEmpty();
    }

    /** What is in a collection is not below it: that is XEP-0248. */
    @Test
    void collectionsHaveThemNot() {
        NodeConfig collection =
                musings(ConfigField.NODE_TYPE, "collection").state().config();

        assertThat(SubscriptionOption.of(collection))
                .doesNotContain(SubscriptionOption.EXTENDED_TYPE, SubscriptionOption.EXTENDED_DEPTH);
        assertThat(SubscriptionOptions.STANDARD.with(Map.of(SubscriptionOption.EXTENDED_DEPTH, "1"), collection))
                .isEmpty();
    }

    private static Optional<SubscriptionOptions> chosen(Map<SubscriptionOption, String> options) {
        return SubscriptionOptions.STANDARD.with(options, NodeConfig.STANDARD);
    }

    // -------------------------------------------------------------------------------------- what becomes of the node

    /** So that nodes below know that they have somebody to tell; the first time alone. */
    @Test
    void aNodeKnowsThatItIsFollowed() {
        var subscribe = new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO, ALL);
        NodeEvent followed = new NodeEvent.Followed();

        assertThat(events(subscribe.judge(musings(), NOW))).first().isEqualTo(followed);
        assertThat(events(new NodeCommand.Subscribe(MUSINGS, FRANCISCO, FRANCISCO).judge(musings(), NOW)))
                .doesNotContain(followed);
        assertThat(events(new NodeCommand.ChangeOptions(MUSINGS, FRANCISCO, FRANCISCO, Optional.empty(), ALL)
                        .judge(musings().subscribed(FRANCISCO), NOW)))
                .first()
                .isEqualTo(followed);
        Scene known = Scene.of(musings().state().after(followed));
        assertThat(known.state().followed()).isTrue();
        assertThat(events(subscribe.judge(known, NOW))).hasSize(1);
    }

    /** §4.2.2. */
    @Test
    void metadataThatChangeAreToldWhereSomebodyMayWantToKnow() {
        var configure = new NodeCommand.Configure(
                MUSINGS, HAMLET, Map.of(ConfigField.TITLE, "Thoughts", ConfigField.NOTIFY_SUB, "true"));
        Scene followed = Scene.of(musings().state().after(new NodeEvent.Followed()));

        assertThat(events(configure.judge(musings(), NOW))).hasSize(1);
        assertThat(events(configure.judge(followed, NOW)))
                .last()
                .isEqualTo(new NodeEvent.MetadataChanged(Set.of(ConfigField.TITLE)));
        assertThat(events(new NodeCommand.Configure(MUSINGS, HAMLET, Map.of(ConfigField.NOTIFY_SUB, "true"))
                        .judge(followed, NOW)))
                .hasSize(1);
    }

    @Test
    void aNodeThatComesBelowAnotherSaysSo() {
        Map<ConfigField, String> config =
                Map.of(ConfigField.PARENT, new Relative("blog", 6).word(), ConfigField.TITLE, "Comments");
        CreationPolicy policy = new CreationPolicy(Set.of("denmark.lit"), Set.of());

        var created =
                (Creating.Founded) Creating.decide(new NodeCommand.Create(MUSINGS, HAMLET, config), policy, 7, NOW);
        var alone = (Creating.Founded) Creating.decide(
                new NodeCommand.Create(MUSINGS, HAMLET, Map.of(ConfigField.TITLE, "Blog")), policy, 7, NOW);

        assertThat(created.events())
                .containsExactly(new NodeEvent.MetadataChanged(Set.of(ConfigField.PARENT, ConfigField.TITLE)));
        assertThat(alone.events()).isEmpty();
    }

    /** XEP-0060 §6.1.7 is of items. */
    @Test
    void whoWantsNoItemsIsNotToldOfTheLastOne() {
        Scene node = musings(ConfigField.SEND_LAST_PUBLISHED_ITEM, "on_sub").published("1", HAMLET);
        Subscription metadata = new Subscription(
                FRANCISCO,
                0,
                node.nextRevision(),
                chosen(Map.of(SubscriptionOption.EXTENDED_TYPE, "metadata")).orElseThrow());

        assertThat(SendingLast.decide(node, List.of(new NodeEvent.Subscribed(metadata))))
                .isEmpty();
        assertThat(SendingLast.decide(
                        node,
                        List.of(new NodeEvent.Subscribed(
                                new Subscription(FRANCISCO, 0, node.nextRevision(), SubscriptionOptions.STANDARD)))))
                .isPresent();
    }

    // ----------------------------------------------------------------------------------------------- what is told
    // above

    @Test
    void tellsAboveWhatItWouldTellItsOwnSubscribers() {
        NodeState node = musings().state();
        NodeEvent metadata = new NodeEvent.MetadataChanged(Set.of(ConfigField.TITLE));
        NodeEvent item = new NodeEvent.ItemPublished(Optional.empty(), List.of());
        NodeEvent gone = new NodeEvent.NodeDeleted(Optional.empty());

        assertThat(List.of(metadata, item, gone))
                .allSatisfy(event -> assertThat(told(node, event)).isPresent());
        assertThat(told(node, new NodeEvent.NodeCreated())).isEmpty();
        assertThat(told(node, new NodeEvent.NodeConfigured(node.config()))).isEmpty();
        assertThat(told(musings(ConfigField.NOTIFY_DELETE, "false").state(), gone))
                .isEmpty();
        assertThat(List.of(metadata, item, gone))
                .allSatisfy(event -> assertThat(told(
                                musings(ConfigField.DELIVER_NOTIFICATIONS, "false")
                                        .state(),
                                event))
                        .isEmpty());
    }

    @Test
    void saysWhatItIsAbout() {
        NodeState node = musings().state();

        assertThat(told(node, new NodeEvent.NodePurged(List.of())).map(Relaying::matter))
                .contains(new Matter(Matter.Kind.RELATED_ITEMS, 2, false));
        assertThat(told(node, new NodeEvent.NodeDeleted(Optional.empty())).map(Relaying::matter))
                .contains(new Matter(Matter.Kind.RELATED_GONE, 2, false));
        assertThat(told(node, new NodeEvent.MetadataChanged(Set.of(ConfigField.TITLE)))
                        .map(Relaying::matter))
                .contains(new Matter(Matter.Kind.METADATA, 2, false));
    }

    private static Optional<NodeEvent.Relayed> told(NodeState node, NodeEvent event) {
        return Relaying.told(node, 9, event, CHILD, 2);
    }

    // ------------------------------------------------------------------------------------------- §8: who had access

    @Test
    void whoHadAccessGoesByTheModelAndTheAffiliations() {
        Map<Jid, Affiliation> affiliations = Map.of(
                HAMLET.bare(), Affiliation.OWNER,
                FRANCISCO.bare(), Affiliation.MEMBER,
                BERNARDO.bare(), Affiliation.OUTCAST,
                Jid.parse("yorick@denmark.lit"), Affiliation.PUBLISH_ONLY);

        Admitted open = Admitted.by(AccessModel.OPEN, affiliations);
        Admitted closed = Admitted.by(AccessModel.WHITELIST, affiliations);

        assertThat(open).isEqualTo(new Admitted(true, Set.of(BERNARDO.bare(), Jid.parse("yorick@denmark.lit"))));
        assertThat(closed).isEqualTo(new Admitted(false, Set.of(HAMLET.bare(), FRANCISCO.bare())));
        assertThat(Admitted.by(AccessModel.AUTHORIZE, affiliations)).isEqualTo(closed);
        Jid stranger = Jid.parse("laertes@denmark.lit");
        assertThat(CHILD.gone(List.of(open)).had(stranger)).isTrue();
        assertThat(CHILD.gone(List.of(open, closed)).had(stranger)).isFalse();
        assertThat(CHILD.gone(List.of(open, Admitted.NOBODY)).had(HAMLET.bare()))
                .isFalse();
    }

    private static List<NodeEvent> events(Decision decision) {
        return ((Decision.Change) decision).events();
    }
}
