package im.fanfare.fanout;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the lanes have committed when one of them is assigned partitions, and so where it begins. The other lanes are asked
 * after only where the configuration has changed, or there is nothing yet. Used on the consumer's thread.
 */
final class LaneCommits {
    private static final Logger LOG = LoggerFactory.getLogger(LaneCommits.class);

    private final KafkaClients kafka;
    private final Division division;
    private final String key;
    private final Map<TopicPartition, OffsetAndMetadata> own;
    private Optional<Map<String, Map<TopicPartition, OffsetAndMetadata>>> others = Optional.empty();

    /** @param own what the lane of this key has committed, by partition; null where nothing */
    LaneCommits(KafkaClients kafka, Division division, String key, Map<TopicPartition, OffsetAndMetadata> own) {
        this.kafka = kafka;
        this.division = division;
        this.key = key;
        this.own = own;
    }

    Beginning beginning(TopicPartition partition) {
        Optional<OffsetAndMetadata> committed = Optional.ofNullable(own.get(partition));
        Optional<Checkpoint> last = committed.flatMap(Checkpoint::parse);
        if (committed.isPresent() && last.isEmpty()) {
            LOG.warn("{} has no positions with its offset, repeats of before are not known for such", partition);
            return Beginning.at(movedByHand(committed.get()));
        }
        if (last.filter(own -> own.standing().division().equals(division.id())).isPresent()) {
            return Beginning.at(last.get());
        }
        if (last.isEmpty() && division.others().isEmpty()) {
            return Beginning.of(key, division, Map.of());
        }
        Beginning beginning = Beginning.of(key, division, checkpoints(partition, last));
        LOG.info(
                "{} begins at {} for {}, which ended at {}: the host servers, or their domains, are others than before",
                partition,
                beginning.from(),
                division.lane(key).name(),
                last.map(Checkpoint::offset));
        return beginning;
    }

    /** Whoever moves the offset of a lane means just that. */
    private Checkpoint movedByHand(OffsetAndMetadata committed) {
        Beginning asNew = Beginning.of(key, division, Map.of());
        return new Checkpoint(committed.offset(), asNew.standing(), asNew.positions());
    }

    private Map<String, Checkpoint> checkpoints(TopicPartition partition, Optional<Checkpoint> last) {
        Map<String, Checkpoint> checkpoints = new HashMap<>();
        last.ifPresent(own -> checkpoints.put(key, own));
        others().forEach((lane, committed) -> Optional.ofNullable(committed.get(partition))
                .flatMap(Checkpoint::parse)
                .ifPresent(checkpoint -> checkpoints.put(lane, checkpoint)));
        return checkpoints;
    }

    private Map<String, Map<TopicPartition, OffsetAndMetadata>> others() {
        if (others.isEmpty()) {
            Set<String> lanes = new HashSet<>(division.lanes().keySet());
            lanes.remove(key);
            Map<String, Map<TopicPartition, OffsetAndMetadata>> found = new HashMap<>(kafka.committed(lanes));
            found.putAll(kafka.committed(gone(found)));
            others = Optional.of(found);
        }
        return others.get();
    }

    private Set<String> gone(Map<String, Map<TopicPartition, OffsetAndMetadata>> found) {
        Set<String> gone = new HashSet<>();
        Map<String, Map<TopicPartition, OffsetAndMetadata>> all = new HashMap<>(found);
        all.put(key, own);
        for (Map<TopicPartition, OffsetAndMetadata> committed : all.values()) {
            committed
                    .values()
                    .forEach(offset -> Optional.ofNullable(offset)
                            .flatMap(Checkpoint::parse)
                            .ifPresent(last -> gone.addAll(Beginning.gone(last, division))));
        }
        return gone;
    }
}
