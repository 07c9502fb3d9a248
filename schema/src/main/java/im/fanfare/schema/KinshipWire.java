package im.fanfare.schema;

import im.fanfare.pubsub.Admitted;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Kinship;
import im.fanfare.pubsub.Relative;
import im.fanfare.schema.proto.NodeProto;
import java.util.stream.Collectors;

/** How nodes stand to those above them, as the messages of {@code node.proto}. */
final class KinshipWire {
    static NodeProto.Kinship write(Kinship kinship) {
        return NodeProto.Kinship.newBuilder()
                .setLinked(kinship.linked())
                .addAllWithin(kinship.within().stream().map(KinshipWire::write).toList())
                .addAllHad(kinship.had().stream().map(KinshipWire::write).toList())
                .build();
    }

    static Kinship parse(NodeProto.Kinship kinship) {
        return new Kinship(
                kinship.getLinked(),
                kinship.getWithinList().stream()
                        .map(node -> new Relative(node.getName(), node.getInstance()))
                        .toList(),
                kinship.getHadList().stream()
                        .map(had -> new Admitted(
                                had.getAllBut(),
                                had.getJidsList().stream().map(Jid::parse).collect(Collectors.toSet())))
                        .toList());
    }

    private static NodeProto.Kinship.Node write(Relative node) {
        return NodeProto.Kinship.Node.newBuilder()
                .setName(node.name())
                .setInstance(node.instance())
                .build();
    }

    private static NodeProto.Kinship.Admitted write(Admitted admitted) {
        return NodeProto.Kinship.Admitted.newBuilder()
                .setAllBut(admitted.allBut())
                .addAllJids(admitted.jids().stream().map(Jid::toString).sorted().toList())
                .build();
    }

    private KinshipWire() {}
}
