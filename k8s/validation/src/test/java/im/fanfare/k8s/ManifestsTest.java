package im.fanfare.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Kubernetes and the operators would understand every object, to the last field. */
class ManifestsTest {
    static Stream<Arguments> objects() {
        return Stream.of(Overlay.values())
                .flatMap(overlay -> overlay.objects().stream()
                        .map(object -> Arguments.of(
                                overlay,
                                object.path("kind").asText()
                                        + ' '
                                        + object.path("metadata").path("name").asText(),
                                object)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("objects")
    void isUnderstood(Overlay overlay, String name, JsonNode object) throws Exception {
        assertThat(Models.read(object)).as(overlay + ": " + name).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void anOverlayHasNoObjectTwice(Overlay overlay) {
        assertThat(overlay.objects().stream()
                        .map(object -> object.path("kind").asText()
                                + ' '
                                + object.path("metadata").path("name").asText()))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @EnumSource
    void everyObjectHasTheNamespaceOfItsOverlay(Overlay overlay) {
        assertThat(overlay.objects())
                .filteredOn(object -> !object.path("kind").asText().equals("Namespace"))
                .allMatch(object -> object.at("/metadata/namespace").asText().equals("fanfare"));
    }

    /** What the models have to catch, or the tests above say nothing. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "Deployment, /spec/minReadySecond, 10",
        "Deployment, /spec/replicas, three",
        "Deployment, /spec/template/spec/containers/0/securityContext/readOnlyRootFilesytem, true",
        "Deployment, /spec/template/spec/containers/0/ports/0/containerPort, '\"7355\"'",
        "Deployment, /spec/template/spec/containers/0/env/0/value, 2",
        "ServiceMonitor, /spec/endpoints/0/intervall, 15s",
        "ScaledObject, /spec/triggers/0/metadata/lagThreshold, 1000",
        "ScaledObject, /spec/maxReplicas, 3",
        "KafkaNodePool, /spec/storage/deletClaim, true",
        "Certificate, /spec/privateKey/rotation, Always",
        "Issuer, /spec/selfsigned, {}",
        "K8ssandraCluster, /spec/cassandra/datacenters/0/sizes, 3",
    })
    void aMistakeIsRefused(String kind, String field, String value) throws Exception {
        JsonNode wrong = Stream.of(Overlay.PRODUCTION_KEDA, Overlay.PRODUCTION_TLS, Overlay.STORES)
                .flatMap(overlay -> overlay.objects().stream())
                .filter(object -> object.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow()
                .deepCopy();
        int slash = field.lastIndexOf('/');
        ((ObjectNode) wrong.at(field.substring(0, slash)))
                .set(
                        field.substring(slash + 1),
                        new com.fasterxml.jackson.dataformat.yaml.YAMLMapper().readTree(value));

        assertThatThrownBy(() -> Models.read(wrong)).hasMessageContaining(field.substring(slash + 1));
    }

    @Test
    void whatHasNoModelIsRefused() {
        JsonNode unknown = new com.fasterxml.jackson.databind.ObjectMapper()
                .createObjectNode()
                .put("kind", "Pony");

        assertThatThrownBy(() -> Models.read(unknown)).hasMessageContaining("no model for");
    }
}
