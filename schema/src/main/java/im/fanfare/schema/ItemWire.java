package im.fanfare.schema;

import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.Payload;
import im.fanfare.schema.proto.CommandProto;
import im.fanfare.schema.proto.NodeProto;
import java.util.List;
import java.util.Optional;

/** Items as the messages of {@code node.proto}. */
final class ItemWire {
    static NodeProto.Item write(Item item) {
        NodeProto.Item.Builder wire = NodeProto.Item.newBuilder()
                .setId(item.id().value())
                .setPublisher(item.publisher().toString())
                .setPublished(Wire.micros(item.published()))
                .setCreated(item.created());
        item.payload().ifPresent(payload -> wire.setPayload(write(payload)));
        return wire.build();
    }

    static Item parse(NodeProto.Item item) {
        return new Item(
                new ItemId(item.getId()),
                item.hasPayload() ? Optional.of(parse(item.getPayload())) : Optional.empty(),
                Jid.parse(item.getPublisher()),
                Wire.instant(item.getPublished()),
                item.getCreated());
    }

    static CommandProto.NewItem write(NewItem item) {
        CommandProto.NewItem.Builder wire =
                CommandProto.NewItem.newBuilder().setId(item.id().value());
        item.payload().ifPresent(payload -> wire.setPayload(write(payload)));
        return wire.build();
    }

    static NewItem parse(CommandProto.NewItem item) {
        return new NewItem(
                new ItemId(item.getId()), item.hasPayload() ? Optional.of(parse(item.getPayload())) : Optional.empty());
    }

    static List<NodeProto.ItemRef> write(List<ItemRef> items) {
        return items.stream().map(ItemWire::write).toList();
    }

    static NodeProto.ItemRef write(ItemRef item) {
        return NodeProto.ItemRef.newBuilder()
                .setId(item.id().value())
                .setRevision(item.revision())
                .build();
    }

    static List<ItemRef> parse(List<NodeProto.ItemRef> items) {
        return items.stream().map(ItemWire::parse).toList();
    }

    static ItemRef parse(NodeProto.ItemRef item) {
        return new ItemRef(new ItemId(item.getId()), item.getRevision());
    }

    static List<String> writeIds(List<ItemId> items) {
        return items.stream().map(ItemId::value).toList();
    }

    static List<ItemId> parseIds(List<String> items) {
        return items.stream().map(ItemId::new).toList();
    }

    private static NodeProto.Payload write(Payload payload) {
        return NodeProto.Payload.newBuilder()
                .setNamespace(payload.namespace())
                .setXml(payload.xml())
                .build();
    }

    private static Payload parse(NodeProto.Payload payload) {
        return new Payload(payload.getNamespace(), payload.getXml());
    }

    private ItemWire() {}
}
