package im.fanfare.pubsub;

import static im.fanfare.pubsub.Denmark.HAMLET;
import static im.fanfare.pubsub.Denmark.MUSINGS;
import static im.fanfare.pubsub.Denmark.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** XEP-0060 §8.1. */
class CreatingTest {
    private static final CreationPolicy EVERYONE = new CreationPolicy(Set.of("*"), Set.of());

    @Test
    void makesTheRequesterOwnerAndCreator() {
        Creating.Result result = Creating.decide(create(Map.of()), EVERYONE, 42, NOW);

        assertThat(result.node())
                .contains(new NodeState(MUSINGS, 42, NodeConfig.STANDARD, Set.of(HAMLET.bare()), HAMLET.bare(), NOW));
    }

    @Test
    void configuresTheNodeItCreates() {
        Creating.Result result =
                Creating.decide(create(Map.of(ConfigField.ACCESS_MODEL, "whitelist")), EVERYONE, 42, NOW);

        assertThat(result.node().orElseThrow().config().accessModel()).isEqualTo(AccessModel.WHITELIST);
    }

    @Test
    void refusesWhoMayNotCreate() {
        CreationPolicy nobody = new CreationPolicy(Set.of("nowhere.lit"), Set.of());

        assertThat(Creating.decide(create(Map.of()), nobody, 42, NOW).refusal())
                .isEqualTo(PubSubError.CREATION_NOT_ALLOWED);
    }

    @Test
    void refusesAnAccessModelWeDoNotHave() {
        Creating.Result result =
                Creating.decide(create(Map.of(ConfigField.ACCESS_MODEL, "presence")), EVERYONE, 42, NOW);

        assertThat(result.node()).isEmpty();
        assertThat(result.refusal()).isEqualTo(PubSubError.UNSUPPORTED_ACCESS_MODEL);
    }

    @Test
    void refusesAValueThatAFieldCannotHave() {
        Creating.Result result = Creating.decide(create(Map.of(ConfigField.MAX_ITEMS, "few")), EVERYONE, 42, NOW);

        assertThat(result.node()).isEmpty();
        assertThat(result.refusal()).isEqualTo(PubSubError.INVALID_CONFIGURATION);
    }

    @Test
    void refusesANameThatIsTaken() {
        Decision decision = create(Map.of()).decide(Denmark.musings(), NOW);

        assertThat(Outcome.of(decision)).isEqualTo("CONFLICT");
    }

    private static NodeCommand.Create create(Map<ConfigField, String> config) {
        return new NodeCommand.Create(MUSINGS, HAMLET, config);
    }
}
