package im.fanfare.k8s;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** As much of KEDA's ScaledObject (keda.sh/v1alpha1) as we use; it has no Java client. */
record ScaledObject(String apiVersion, String kind, Metadata metadata, Spec spec) {
    record Metadata(String name, @Nullable String namespace, Map<String, String> labels) {}

    record Spec(
            Target scaleTargetRef,
            int pollingInterval,
            int cooldownPeriod,
            int minReplicaCount,
            int maxReplicaCount,
            List<Trigger> triggers) {}

    record Target(String name) {}

    /** @param metadata all text, also where it is a number: KEDA refuses anything else */
    record Trigger(String type, @Nullable String metricType, Map<String, String> metadata) {}
}
