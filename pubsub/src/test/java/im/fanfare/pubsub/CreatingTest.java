package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.ENTRY;
import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.NOW;
import static im.fanfare.pubsub.Denmark.SOLILOQUY;
import static im.fanfare.pubsub.Denmark.publish;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** XEP-0060 §8.1 and §7.1.4. */
class CreatingTest {
    private static final CreationPolicy EVERYONE = new CreationPolicy(Set.of("*"), Set.of());
    private static final CreationPolicy NOBODY = new CreationPolicy(Set.of("nowhere.lit"), Set.of());

    @Test
    void makesTheRequesterOwnerAndCreator() {
        assertThat(founded(create(Map.of())).node())
                .isEqualTo(new NodeState(MUSINGS, 42, NodeConfig.STANDARD, Set.of(HAMLET.bare()), HAMLET.bare(), NOW));
    }

    @Test
    void configuresTheNodeItCreates() {
        NodeState node =
                founded(create(Map.of(ConfigField.ACCESS_MODEL, "whitelist"))).node();

        assertThat(node.config().accessModel()).isEqualTo(AccessModel.WHITELIST);
    }

    @Test
    void refusesWhoMayNotCreate() {
        assertThat(decide(create(Map.of()), NOBODY)).isEqualTo(refused(PubSubError.CREATION_NOT_ALLOWED));
    }

    @Test
    void refusesAnAccessModelWeDoNotHave() {
        assertThat(decide(create(Map.of(ConfigField.ACCESS_MODEL, "presence")), EVERYONE))
                .isEqualTo(refused(PubSubError.UNSUPPORTED_ACCESS_MODEL));
    }

    @Test
    void refusesAValueThatAFieldCannotHave() {
        assertThat(decide(create(Map.of(ConfigField.MAX_ITEMS, "few")), EVERYONE))
                .isEqualTo(refused(PubSubError.INVALID_CONFIGURATION));
    }

    /** §7.1.4. */
    @Test
    void whatIsPublishedToNoNodeCreatesIt() {
        Creating.Founded founded = founded(publish(HAMLET));

        assertThat(founded.node().config()).isEqualTo(NodeConfig.STANDARD);
        assertThat(founded.node().owners()).containsExactly(HAMLET.bare());
        assertThat(founded.events())
                .containsExactly(new NodeEvent.ItemPublished(
                        Optional.of(new Item(SOLILOQUY, Optional.of(ENTRY), HAMLET, NOW)), List.of()));
        assertThat(founded.reply()).isEqualTo(new NodeReply.Published(Optional.of(SOLILOQUY)));
    }

    /** §7.1.5. */
    @Test
    void preconditionsConfigureTheNodeThatAPublishCreates() {
        NodeConfig config = founded(publish(HAMLET, Map.of(ConfigField.PUBLISH_MODEL, "subscribers")))
                .node()
                .config();

        assertThat(config.publishModel()).isEqualTo(PublishModel.SUBSCRIBERS);
    }

    @Test
    void aNodeThatCannotBePublishedToAsAskedIsNotCreated() {
        assertThat(decide(publish(HAMLET, Map.of(ConfigField.PAYLOAD_TYPE, "urn:other")), EVERYONE))
                .isEqualTo(refused(PubSubError.INVALID_PAYLOAD));
        assertThat(decide(publish(HAMLET, Map.of(ConfigField.ACCESS_MODEL, "presence")), EVERYONE))
                .isEqualTo(refused(PubSubError.UNSUPPORTED_ACCESS_MODEL));
    }

    @Test
    void toWhoMayNotCreateThereIsNoNodeToPublishTo() {
        assertThat(decide(publish(HAMLET), NOBODY)).isEqualTo(refused(PubSubError.NODE_NOT_FOUND));
    }

    @Test
    void nothingElseCreatesANode() {
        assertThat(decide(new NodeCommand.Delete(MUSINGS, HAMLET, Optional.empty()), EVERYONE))
                .isEqualTo(refused(PubSubError.NODE_NOT_FOUND));
    }

    @Test
    void refusesANameThatIsTaken() {
        Decision decision = create(Map.of()).decide(Denmark.musings(), NOW);

        assertThat(Outcome.of(decision)).isEqualTo("CONFLICT");
    }

    private static Creating.Founded founded(NodeCommand command) {
        return (Creating.Founded) decide(command, EVERYONE);
    }

    private static Creating.Result decide(NodeCommand command, CreationPolicy policy) {
        return Creating.decide(command, policy, 42, NOW);
    }

    private static Creating.Result refused(PubSubError error) {
        return new Creating.Refused(error);
    }

    private static NodeCommand.Create create(Map<ConfigField, String> config) {
        return new NodeCommand.Create(MUSINGS, HAMLET, config);
    }
}
