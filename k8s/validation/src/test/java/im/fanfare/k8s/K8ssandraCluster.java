package im.fanfare.k8s;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Map;

/** As much of K8ssandra's cluster (k8ssandra.io/v1alpha1) as we use; it has no Java client. */
record K8ssandraCluster(String apiVersion, String kind, Metadata metadata, Spec spec) {
    record Metadata(String name, String namespace) {}

    record Spec(boolean auth, Cassandra cassandra) {}

    record Cassandra(
            String serverVersion, Reference superuserSecretRef, Networking networking, List<Datacenter> datacenters) {}

    record Networking(boolean hostNetwork) {}

    record Reference(String name) {}

    record Datacenter(
            Named metadata,
            int size,
            List<Rack> racks,
            Storage storageConfig,
            ResourceRequirements resources,
            Config config) {}

    record Named(String name) {}

    /** The operator takes no name of one letter. */
    record Rack(String name, Map<String, String> nodeAffinityLabels) {}

    record Storage(PersistentVolumeClaimSpec cassandraDataVolumeClaimSpec) {}

    record Config(JvmOptions jvmOptions) {}

    record JvmOptions(String heapSize) {}
}
