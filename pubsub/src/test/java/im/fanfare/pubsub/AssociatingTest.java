package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.BERNARDO;
import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.NOW;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XEP-0248 §7. */
class AssociatingTest {
    private static final NodeId BLOGS = new NodeId(MUSINGS.service(), "blogs");
    private static final NodeId NEWS = new NodeId(MUSINGS.service(), "news");

    @Test
    void aNodeComesIntoCollectionsAndLeavesThem() {
        Scene node = after(new NodeEvent.Associated(BLOGS, 6));

        assertThat(change(node, HAMLET, Map.of(NEWS, 7L), Set.of(BLOGS)))
                .isEqualTo(Decision.change(
                        List.of(new NodeEvent.Dissociated(BLOGS, 6), new NodeEvent.Associated(NEWS, 7)),
                        new NodeReply.Done()));
        assertThat(node.state().parents()).containsOnly(Map.entry(BLOGS, 6L));
        assertThat(node.state().after(new NodeEvent.Dissociated(BLOGS, 6)).parents())
                .isEmpty();
    }

    @Test
    void nothingChangesWhereItIsInTheCollectionAlready() {
        assertThat(change(after(new NodeEvent.Associated(BLOGS, 6)), HAMLET, Map.of(BLOGS, 6L), Set.of()))
                .isEqualTo(Decision.answer(new NodeReply.Done()));
    }

    @Test
    void anotherLifeOfACollectionIsAnotherCollection() {
        assertThat(change(after(new NodeEvent.Associated(BLOGS, 6)), HAMLET, Map.of(BLOGS, 8L), Set.of()))
                .isEqualTo(Decision.change(
                        List.of(new NodeEvent.Dissociated(BLOGS, 6), new NodeEvent.Associated(BLOGS, 8)),
                        new NodeReply.Done()));
    }

    /** §7.5.3.1, §7.6.3.1 and §7.6.3.2. */
    @Test
    void isForOwnersOfTheNodeAndForTheServiceItself() {
        Scene node = after(new NodeEvent.Associated(BLOGS, 6)).with(BERNARDO, Affiliation.PUBLISHER);

        assertThat(Outcome.of(change(node, FRANCISCO, Map.of(NEWS, 7L), Set.of())))
                .isEqualTo("FORBIDDEN");
        assertThat(Outcome.of(change(node, BERNARDO, Map.of(), Set.of(BLOGS)))).isEqualTo("FORBIDDEN");
        assertThat(Outcome.of(change(node, HAMLET, Map.of(), Set.of(NEWS)))).isEqualTo("BAD_REQUEST");
        assertThat(Outcome.of(change(node, MUSINGS.serviceJid(), Map.of(), Set.of(BLOGS))))
                .isEqualTo("Change");
    }

    @Test
    void isInSixteenCollectionsAtMost() {
        Map<NodeId, Long> many = new HashMap<>();
        for (int i = 0; i < 16; i++) {
            many.put(new NodeId(MUSINGS.service(), "collection " + i), 1L);
        }
        assertThat(Outcome.of(change(musings(), HAMLET, many, Set.of()))).isEqualTo("Change");
        many.put(BLOGS, 1L);
        assertThat(Outcome.of(change(musings(), HAMLET, many, Set.of()))).isEqualTo("TOO_MANY_CHILDREN");
        assertThat(Outcome.of(Configuring.decide(
                        musings(), new NodeCommand.Configure(MUSINGS, HAMLET, Map.of(), new Parents(many, Set.of())))))
                .isEqualTo("TOO_MANY_CHILDREN");
    }

    @ParameterizedTest
    @CsvSource({
        "owners, OWNER, Description",
        "owner, PUBLISHER, FORBIDDEN",
        "owners, NONE, FORBIDDEN",
        "all, NONE, Description",
        "all, OUTCAST, FORBIDDEN"
    })
    void aCollectionAdmitsWhomItsPolicyAllows(String policy, Affiliation affiliation, String outcome) {
        Scene blogs = collection()
                .configured(Map.of(ConfigField.CHILDREN_ASSOCIATION_POLICY, policy))
                .with(BERNARDO, affiliation);

        assertThat(Outcome.of(Associating.admit(blogs, new NodeCommand.Admit(MUSINGS, BERNARDO))))
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "whitelist, NONE, bernardo@denmark.lit, Description",
        "whitelist, NONE, francisco@denmark.lit, FORBIDDEN",
        "whitelist, NONE, '', FORBIDDEN",
        "whitelist, OUTCAST, bernardo@denmark.lit, FORBIDDEN",
        "whitelist, OWNER, '', Description",
        "owners, NONE, bernardo@denmark.lit, FORBIDDEN"
    })
    void aCollectionAdmitsWhomItsListHas(String policy, Affiliation affiliation, String listed, String outcome) {
        Scene blogs = collection()
                .configured(Map.of(
                        ConfigField.CHILDREN_ASSOCIATION_POLICY,
                        policy,
                        ConfigField.CHILDREN_ASSOCIATION_WHITELIST,
                        listed))
                .with(BERNARDO, affiliation);

        assertThat(Outcome.of(Associating.admit(blogs, new NodeCommand.Admit(MUSINGS, BERNARDO))))
                .isEqualTo(outcome);
    }

    /** §7.2.3.1. */
    @Test
    void aLeafAdmitsNobody() {
        assertThat(Outcome.of(Associating.admit(musings(), new NodeCommand.Admit(MUSINGS, HAMLET))))
                .isEqualTo("NO_SUCH_GRAPH");
    }

    /** §7.2.3.4. */
    @Test
    void aNodeStaysOfItsType() {
        assertThat(Outcome.of(configure(collection(), "leaf"))).isEqualTo("NO_SUCH_GRAPH");
        assertThat(Outcome.of(configure(musings(), "collection"))).isEqualTo("NO_SUCH_GRAPH");
    }

    private static Decision configure(Scene node, String type) {
        return Configuring.decide(
                node, new NodeCommand.Configure(MUSINGS, HAMLET, Map.of(ConfigField.NODE_TYPE, type)));
    }

    /** §4.1. */
    @Test
    void aCollectionHasNoItems() {
        Scene blogs = collection();

        assertThat(Outcome.of(Publishing.decide(blogs, Denmark.publish(HAMLET), NOW)))
                .isEqualTo("UNSUPPORTED_PUBLISH");
        assertThat(Outcome.of(Purging.decide(blogs, new NodeCommand.Purge(MUSINGS, HAMLET))))
                .isEqualTo("NOT_PERSISTENT");
    }

    private static Scene collection() {
        return musings(ConfigField.NODE_TYPE, "collection");
    }

    private static Scene after(NodeEvent event) {
        Scene node = musings();
        return new Scene(
                node.state().after(event),
                node.nextRevision(),
                node.affiliations(),
                node.subscriptions(),
                node.pendingSubscriptions(),
                node.items());
    }

    private static Decision change(Scene node, Jid requester, Map<NodeId, Long> in, Set<NodeId> out) {
        return Associating.decide(node, new NodeCommand.ChangeParents(MUSINGS, requester, new Parents(in, out)));
    }
}
