package im.fanfare.schema;

import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.proto.NodeProto;
import java.util.List;
import java.util.Optional;

/** SubIDs and what they name, as the messages of {@code node.proto}. The one that nearly all have is not written. */
final class SubIdWire {
    static String write(SubId subId) {
        return subId.equals(SubId.FIRST) ? "" : subId.value();
    }

    static SubId parse(String written) {
        return written.isEmpty() ? SubId.FIRST : new SubId(written);
    }

    static List<NodeProto.Subscription.One> write(List<Subscription.One> further) {
        return further.stream().map(SubIdWire::write).toList();
    }

    private static NodeProto.Subscription.One write(Subscription.One one) {
        return NodeProto.Subscription.One.newBuilder()
                .setSubId(one.subId().value())
                .setSince(one.since())
                .putAllOptions(NodeWire.options(one.options().values()))
                .build();
    }

    static List<Subscription.One> parse(List<NodeProto.Subscription.One> further) {
        return further.stream().map(SubIdWire::parse).toList();
    }

    private static Subscription.One parse(NodeProto.Subscription.One one) {
        return new Subscription.One(
                new SubId(one.getSubId()), one.getSince(), NodeWire.knownOptions(one.getOptionsMap()));
    }

    /** The column {@code several}; nothing of a subscriber of whom nothing has to be kept there. */
    static Optional<byte[]> several(Subscription subscription) {
        return subscription.subId().equals(SubId.FIRST) && !subscription.isOneOfSeveral()
                ? Optional.empty()
                : Optional.of(NodeProto.Several.newBuilder()
                        .setSubId(write(subscription.subId()))
                        .addAllFurther(write(subscription.further()))
                        .build()
                        .toByteArray());
    }

    private SubIdWire() {}
}
