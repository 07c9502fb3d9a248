package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.FRANCISCO;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.NOW;
import static im.fanfare.pubsub.Denmark.musings;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.pubsub.Lineage.Right;
import im.fanfare.pubsub.Lineage.Standing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XEP-0496 §4. */
class LineageTest {
    private static final Relative BLOG = new Relative("blog with a space", 6);

    /** §4.4: what each of the models says, of each affiliation. */
    @ParameterizedTest
    @CsvSource({
        "open, NONE, false, ACCESS, ''",
        "open, OUTCAST, false, ACCESS, FORBIDDEN",
        "open, PUBLISH_ONLY, false, ACCESS, FORBIDDEN",
        "whitelist, MEMBER, false, ACCESS, ''",
        "whitelist, NONE, true, ACCESS, CLOSED_NODE",
        "authorize, NONE, false, ACCESS, SUBSCRIPTION_REQUIRED",
        "authorize, NONE, true, ACCESS, ''",
        "authorize, MEMBER, false, ACCESS, ''",
        "publishers, NONE, false, PUBLISH, FORBIDDEN",
        "publishers, PUBLISH_ONLY, false, PUBLISH, ''",
        "subscribers, NONE, false, PUBLISH, FORBIDDEN",
        "subscribers, NONE, true, PUBLISH, ''",
        "anybody, OUTCAST, false, PUBLISH, FORBIDDEN",
        "anybody, NONE, false, PUBLISH, ''",
    })
    void eachNodeAboveHasASay(String model, Affiliation affiliation, boolean subscribed, Right right, String refusal) {
        NodeState open =
                musings().configured(Map.of(ConfigField.PUBLISH_MODEL, "open")).state();
        NodeState limiting = musings()
                .configured(
                        right == Right.ACCESS
                                ? Map.of(ConfigField.ACCESS_MODEL, model)
                                : Map.of(ConfigField.PUBLISH_MODEL, model.replace("anybody", "open")))
                .state();
        Standing stranger = new Standing(Affiliation.NONE, false);
        Standing standing = new Standing(affiliation, subscribed);

        assertThat(new Lineage(List.of(open, limiting), true)
                        .refusal(List.of(stranger, standing), right)
                        .map(Enum::name)
                        .orElse(""))
                .isEqualTo(refusal);
    }

    @Test
    void nobodyMayBelowANodeThatIsGone() {
        assertThat(new Lineage(List.of(), false).refusal(List.of(), Right.ACCESS))
                .contains(PubSubError.FORBIDDEN);
    }

    /** Of all that happens above, what may take access away changes the mark, and nothing else does. */
    @Test
    void itsMarkChangesWhenAccessMayBeLost() {
        NodeState node = musings().state().after(new NodeEvent.Adopted());
        NodeConfig closed = NodeConfig.STANDARD
                .with(Map.of(ConfigField.ACCESS_MODEL, "whitelist"))
                .orElseThrow();
        NodeConfig titled =
                NodeConfig.STANDARD.with(Map.of(ConfigField.TITLE, "x")).orElseThrow();

        assertThat(mark(node)).isNotZero();
        for (NodeEvent same : List.of(
                new NodeEvent.Adopted(),
                new NodeEvent.NodeConfigured(titled),
                new NodeEvent.AffiliationChanged(FRANCISCO.bare(), Affiliation.MEMBER),
                new NodeEvent.Unsubscribed(new Subscription(FRANCISCO, 0, 1)))) {
            assertThat(mark(node.after(same))).as(same.toString()).isEqualTo(mark(node));
        }
        for (NodeEvent other : List.of(
                new NodeEvent.NodeConfigured(closed),
                new NodeEvent.AffiliationChanged(FRANCISCO.bare(), Affiliation.OUTCAST),
                new NodeEvent.AffiliationChanged(FRANCISCO.bare(), Affiliation.NONE))) {
            assertThat(mark(node.after(other))).as(other.toString()).isNotEqualTo(mark(node));
        }
        NodeState asking = musings()
                .configured(Map.of(ConfigField.ACCESS_MODEL, "authorize"))
                .state()
                .after(new NodeEvent.Adopted());
        assertThat(mark(asking.after(new NodeEvent.Unsubscribed(new Subscription(FRANCISCO, 0, 1)))))
                .isNotEqualTo(mark(asking));
        assertThat(new Lineage(List.of(node, node), true).mark()).isNotEqualTo(mark(node));
        assertThat(new Lineage(List.of(node), false).mark()).isNotEqualTo(mark(node));
    }

    private static long mark(NodeState node) {
        return new Lineage(List.of(node), true).mark();
    }

    @Test
    void aRelationIsKeptWithTheLifeOfTheOtherNodeAndShownByItsName() {
        NodeConfig config = NodeConfig.STANDARD
                .with(Map.of(ConfigField.PARENT, BLOG.word()))
                .orElseThrow();

        assertThat(config.value(ConfigField.PARENT)).isEqualTo("blog with a space");
        assertThat(config.relative(ConfigField.PARENT)).contains(BLOG);
        assertThat(config.isRelated()).isTrue();
        assertThat(NodeConfig.STANDARD.with(Map.of(ConfigField.PARENT, "blog"))).isEmpty();
        assertThat(NodeConfig.STANDARD.with(Map.of(ConfigField.LINK, "1234567890123456789 blog")))
                .as("no life is so late")
                .isEmpty();
        assertThat(config.with(Map.of(ConfigField.PARENT, "")).orElseThrow().isRelated())
                .isFalse();
    }

    /** §4.2. */
    @Test
    void aNodeThatLinksHasNoParentOfItsOwn() {
        Map<ConfigField, String> both = Map.of(ConfigField.LINK, BLOG.word(), ConfigField.PARENT, BLOG.word());

        assertThat(Outcome.of(new NodeCommand.Configure(MUSINGS, HAMLET, both).judge(musings(), NOW)))
                .isEqualTo("NO_SUCH_RELATION");
        assertThat(Creating.decide(
                        new NodeCommand.Create(MUSINGS, HAMLET, both),
                        new CreationPolicy(Set.of("denmark.lit"), Set.of()),
                        1,
                        NOW))
                .isEqualTo(new Creating.Refused(PubSubError.NO_SUCH_RELATION));
    }

    /** Which is how it takes back what does not hold; it changes nothing else. */
    @Test
    void theServiceConfiguresRelationsOnly() {
        Jid service = MUSINGS.serviceJid();

        assertThat(Outcome.of(new NodeCommand.Configure(MUSINGS, service, Map.of(ConfigField.LINK, ""))
                        .judge(musings(), NOW)))
                .isEqualTo("Done");
        assertThat(Outcome.of(new NodeCommand.Configure(MUSINGS, service, Map.of(ConfigField.TITLE, "x"))
                        .judge(musings(), NOW)))
                .isEqualTo("FORBIDDEN");
    }

    @Test
    void whatANodeDependedOnIsSaidWhereItDoesNoLonger() {
        Scene child = musings().configured(Map.of(ConfigField.PARENT, BLOG.word()));

        Decision decision =
                new NodeCommand.Configure(MUSINGS, HAMLET, Map.of(ConfigField.PARENT, "")).judge(child, NOW);

        assertThat(decision)
                .isEqualTo(Decision.change(
                        List.of(
                                new NodeEvent.NodeConfigured(NodeConfig.STANDARD, Map.of(ConfigField.PARENT, BLOG)),
                                new NodeEvent.MetadataChanged(Set.of(ConfigField.PARENT))),
                        new NodeReply.Done()));
    }

    @Test
    void ownersLetOtherNodesDependOnTheirs() {
        Decision decision = new NodeCommand.Adopt(MUSINGS, HAMLET).judge(musings(), NOW);

        assertThat(((Decision.Change) decision).events()).containsExactly(new NodeEvent.Adopted());
        assertThat(Outcome.of(new NodeCommand.Adopt(MUSINGS, FRANCISCO).judge(musings(), NOW)))
                .isEqualTo("FORBIDDEN");
    }

    /** §4.3 and §4.4. */
    @Test
    void goesWithWhatItDependsOn() {
        Scene child = musings().configured(Map.of(ConfigField.PARENT, BLOG.word()));

        assertThat(new NodeCommand.DeleteDependant(MUSINGS, BLOG).judge(child, NOW))
                .isEqualTo(Decision.change(new NodeEvent.NodeDeleted(Optional.empty()), new NodeReply.Done()));
        assertThat(new NodeCommand.DeleteDependant(MUSINGS, new Relative(BLOG.name(), 7)).judge(child, NOW))
                .isEqualTo(Decision.answer(new NodeReply.Done()));
    }
}
