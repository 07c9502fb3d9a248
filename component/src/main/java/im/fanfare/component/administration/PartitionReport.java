package im.fanfare.component.administration;

/**
 * A partition of the log, and how far one group of consumers has come with it.
 *
 * @param consumer {@code expander}, or the host server to which it is delivered
 * @param member host_port of the member that has it; empty: nobody
 * @param committed the first record that is not done; -1 where nothing was ever committed
 * @param end the offset behind the newest record
 * @param lag records that are not done
 */
public record PartitionReport(
        String topic, int partition, String consumer, String member, long committed, long end, long lag) {
    public PartitionReport heldBy(String holder) {
        return new PartitionReport(topic, partition, consumer, holder, committed, end, lag);
    }
}
