package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.ENTRY;
import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.NOW;
import static im.fanfare.pubsub.Denmark.SOLILOQUY;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** XEP-0395 §3. */
class CompareAndPublishTest {
    private static final String OF_EIGHT = CompareAndPublish.value(musings().state(), new ItemRef(new ItemId("1"), 8));

    private static NodeCommand.Publish publish(Jid publisher, String expected) {
        return new NodeCommand.Publish(
                MUSINGS,
                publisher,
                Optional.of(new NewItem(SOLILOQUY, Optional.of(ENTRY))),
                Map.of(),
                Optional.of(expected));
    }

    @Test
    void publishesBehindTheItemThatIsExpected() {
        Scene node = musings().published("1", HAMLET);

        assertThat(Outcome.of(Publishing.decide(node, publish(HAMLET, OF_EIGHT), NOW)))
                .isEqualTo("Change");
    }

    @Test
    void saysWhatTheLastItemIsWhereAnotherIsExpected() {
        Scene node = musings().published("0", HAMLET).published("1", HAMLET);
        String last = CompareAndPublish.value(node.state(), new ItemRef(new ItemId("1"), 9));

        for (String expected : Set.of(OF_EIGHT, "", "nonsense")) {
            assertThat(Publishing.decide(node, publish(HAMLET, expected), NOW))
                    .isEqualTo(Decision.answer(new NodeReply.ComparisonFailed(last)));
        }
    }

    /** §3.1: the content may be another though the id is the same. */
    @Test
    void anItemThatIsReplacedHasAnotherValue() {
        Scene node = musings().published("1", HAMLET).published("1", HAMLET);

        assertThat(Publishing.decide(node, publish(HAMLET, OF_EIGHT), NOW))
                .isEqualTo(Decision.answer(new NodeReply.ComparisonFailed(
                        CompareAndPublish.value(node.state(), new ItemRef(new ItemId("1"), 9)))));
    }

    @Test
    void theFirstItemIsExpectedToHaveNoneBeforeIt() {
        assertThat(Outcome.of(Publishing.decide(musings(), publish(HAMLET, ""), NOW)))
                .isEqualTo("Change");
        assertThat(Publishing.decide(musings(), publish(HAMLET, OF_EIGHT), NOW))
                .isEqualTo(Decision.answer(new NodeReply.ComparisonFailed("")));
    }

    @Test
    void anItemOfALaterNodeOfThatNameHasAnotherValue() {
        NodeState now = musings().state();
        NodeState later = new NodeState(MUSINGS, now.instance() + 1, now.config(), now.owners(), now.creator(), NOW);

        assertThat(CompareAndPublish.value(later, new ItemRef(new ItemId("1"), 8)))
                .isNotEqualTo(OF_EIGHT);
    }

    @Test
    void aNodeThatKeepsNoItemsHasNoLast() {
        Scene node = musings(ConfigField.PERSIST_ITEMS, "false");

        assertThat(Outcome.of(Publishing.decide(node, publish(HAMLET, ""), NOW)))
                .isEqualTo("NOT_PERSISTENT");
    }

    @Test
    void saysNothingToWhoMayNotPublish() {
        assertThat(Outcome.of(Publishing.decide(musings(), publish(FRANCISCO, OF_EIGHT), NOW)))
                .isEqualTo("FORBIDDEN");
    }

    /** A node that would come into being without the item must not. */
    @Test
    void createsANodeForItsFirstItemOnly() {
        CreationPolicy policy = new CreationPolicy(Set.of("denmark.lit"), Set.of());

        assertThat(Creating.decide(publish(HAMLET, ""), policy, 1, NOW)).isInstanceOf(Creating.Founded.class);
        assertThat(Creating.decide(publish(HAMLET, OF_EIGHT), policy, 1, NOW))
                .isEqualTo(new Creating.Refused(new NodeReply.ComparisonFailed("")));
    }
}
