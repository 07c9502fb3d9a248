package im.fanfare.load;

import java.util.List;
import java.util.stream.Collectors;

/** All there are, in the order in which they are run: a ratio is to a figure of an earlier row. */
final class Rows {
    private static final List<Row> ALL = List.of(
            new LimitRow(),
            FanoutRow.ofOneNode(),
            new PipelinedRow(),
            FanoutRow.ofALargeNode(),
            new FollowedRow(),
            new SubscribeRow(),
            new AcknowledgementRow(),
            new PublishRow(),
            new NodesRow(),
            new SingleRow(),
            new NeighbourRow(),
            new FloodRow(),
            new EjabberdRow(),
            new SizesRow());

    private Rows() {}

    /**
     * Those with these names, or all for none.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static List<Row> named(List<String> names) {
        for (String name : names) {
            if (ALL.stream().noneMatch(row -> row.name().equals(name))) {
                throw new IllegalArgumentException("There is no row " + name + ", only "
                        + ALL.stream().map(Row::name).collect(Collectors.joining(", ")) + ".");
            }
        }
        return ALL.stream()
                .filter(row -> names.isEmpty() || names.contains(row.name()))
                .toList();
    }
}
