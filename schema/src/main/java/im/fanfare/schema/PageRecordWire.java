package im.fanfare.schema;

import com.google.protobuf.ByteString;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Matter;
import im.fanfare.pubsub.SubId;
import im.fanfare.schema.proto.PageRecordProto;
import java.time.Instant;
import java.util.Optional;

/** Page records as the bytes of {@code page_record.proto}. */
public final class PageRecordWire {
    public static byte[] write(PageRecord record) {
        PageRecordProto.PageRecord.Builder wire =
                PageRecordProto.PageRecord.newBuilder().setNode(NodeWire.write(record.node()));
        if (record instanceof PageRecord.Deliver deliver) {
            return wire.setDeliver(write(deliver)).build().toByteArray();
        }
        if (record instanceof PageRecord.Joined joined) {
            return wire.setJoined(PageRecordProto.PageRecord.Joined.newBuilder()
                            .setSubscription(NodeEventWire.write(joined.subscription())))
                    .build()
                    .toByteArray();
        }
        if (record instanceof PageRecord.Left left) {
            return wire.setLeft(PageRecordProto.PageRecord.Left.newBuilder()
                            .setSubscription(NodeEventWire.write(left.subscription()))
                            .setRevision(left.revision()))
                    .build()
                    .toByteArray();
        }
        if (record instanceof PageRecord.Tell tell) {
            return wire.setTell(write(tell)).build().toByteArray();
        }
        if (record instanceof PageRecord.Suspended suspended) {
            return wire.setSuspended(PageRecordProto.PageRecord.Suspended.newBuilder()
                            .setSubscription(NodeEventWire.write(suspended.subscription()))
                            .setUntil(suspended.until().getEpochSecond()))
                    .build()
                    .toByteArray();
        }
        throw Wire.unknown("page record", record.getClass().getSimpleName());
    }

    /**
     * What the bytes say.
     *
     * @throws IllegalArgumentException if they say nothing, or what only a newer version knows
     */
    public static PageRecord parse(byte[] bytes) {
        PageRecordProto.PageRecord record = Wire.read(PageRecordProto.PageRecord.parser(), bytes);
        NodeKey node = NodeWire.parse(record.getNode());
        return switch (record.getRecordCase()) {
            case DELIVER -> parse(node, record.getDeliver());
            case JOINED ->
                new PageRecord.Joined(
                        node, NodeEventWire.parse(record.getJoined().getSubscription()));
            case LEFT ->
                new PageRecord.Left(
                        node,
                        NodeEventWire.parse(record.getLeft().getSubscription()),
                        record.getLeft().getRevision());
            case TELL -> parse(node, record.getTell());
            case SUSPENDED ->
                new PageRecord.Suspended(
                        node,
                        NodeEventWire.parse(record.getSuspended().getSubscription()),
                        Instant.ofEpochSecond(record.getSuspended().getUntil()));
            case RECORD_NOT_SET -> throw Wire.unknown("page record in", record.getUnknownFields());
        };
    }

    private static PageRecordProto.PageRecord.Deliver write(PageRecord.Deliver deliver) {
        PageRecordProto.PageRecord.Deliver.Builder wire = PageRecordProto.PageRecord.Deliver.newBuilder()
                .setPage(deliver.page())
                .setRevision(deliver.revision())
                .setSource(write(deliver.source()))
                .setPrefix(ByteString.copyFrom(deliver.prefix()))
                .setSuffix(ByteString.copyFrom(deliver.suffix()))
                .setLast(deliver.last())
                .addAllTo(deliver.to().stream().map(Jid::toString).toList())
                .setTraceparent(deliver.span().traceparent())
                .setKind(deliver.terms()
                        .matter()
                        .map(matter -> word(matter.kind()))
                        .orElse(""))
                .setDepth(deliver.terms().matter().map(Matter::depth).orElse(0))
                .setLinked(deliver.terms().matter().filter(Matter::linked).isPresent())
                .setUsual(deliver.terms().usual())
                .setByPresence(deliver.terms().byPresence())
                .setBySubId(deliver.terms().bySubId())
                .setInDigests(deliver.terms().inDigests())
                .setOnly(deliver.terms().only().map(SubId::value).orElse(""));
        deliver.terms().kinship().map(KinshipWire::write).ifPresent(wire::setKinship);
        return wire.build();
    }

    private static PageRecord.Deliver parse(NodeKey node, PageRecordProto.PageRecord.Deliver deliver) {
        return new PageRecord.Deliver(
                node,
                deliver.getPage(),
                deliver.getRevision(),
                parse(deliver.getSource()),
                deliver.getPrefix().toByteArray(),
                deliver.getSuffix().toByteArray(),
                deliver.getLast(),
                deliver.getToList().stream().map(Jid::parse).toList(),
                Span.of(deliver.getTraceparent()),
                terms(deliver));
    }

    private static PageRecord.Terms terms(PageRecordProto.PageRecord.Deliver deliver) {
        return new PageRecord.Terms(
                matter(deliver),
                deliver.hasKinship() ? Optional.of(KinshipWire.parse(deliver.getKinship())) : Optional.empty(),
                deliver.getUsual(),
                deliver.getByPresence(),
                deliver.getBySubId(),
                deliver.getInDigests(),
                Optional.of(deliver.getOnly()).filter(subId -> !subId.isEmpty()).map(SubId::new));
    }

    private static Optional<Matter> matter(PageRecordProto.PageRecord.Deliver deliver) {
        return kind(deliver.getKind()).map(kind -> new Matter(kind, deliver.getDepth(), deliver.getLinked()));
    }

    private static Optional<Matter.Kind> kind(String word) {
        return switch (word) {
            case "" -> Optional.empty();
            case "items" -> Optional.of(Matter.Kind.ITEMS);
            case "nodes" -> Optional.of(Matter.Kind.NODES);
            case "related items" -> Optional.of(Matter.Kind.RELATED_ITEMS);
            case "metadata" -> Optional.of(Matter.Kind.METADATA);
            case "related gone" -> Optional.of(Matter.Kind.RELATED_GONE);
            default -> throw Wire.unknown("kind", word);
        };
    }

    private static String word(Matter.Kind kind) {
        return switch (kind) {
            case ITEMS -> "items";
            case NODES -> "nodes";
            case RELATED_ITEMS -> "related items";
            case METADATA -> "metadata";
            case RELATED_GONE -> "related gone";
        };
    }

    private static PageRecordProto.PageRecord.Tell write(PageRecord.Tell tell) {
        return PageRecordProto.PageRecord.Tell.newBuilder()
                .setPage(tell.page())
                .setRevision(tell.revision())
                .setSource(write(tell.source()))
                .addAllRecipients(NoticeWire.write(tell.recipients()))
                .setPrefix(ByteString.copyFrom(tell.prefix()))
                .setSuffix(ByteString.copyFrom(tell.suffix()))
                .setTraceparent(tell.span().traceparent())
                .build();
    }

    private static PageRecord.Tell parse(NodeKey node, PageRecordProto.PageRecord.Tell tell) {
        return new PageRecord.Tell(
                node,
                tell.getPage(),
                tell.getRevision(),
                parse(tell.getSource()),
                NoticeWire.parse(tell.getRecipientsList()),
                tell.getPrefix().toByteArray(),
                tell.getSuffix().toByteArray(),
                Span.of(tell.getTraceparent()));
    }

    private static PageRecordProto.PageRecord.Source write(PageRecord.Source source) {
        return PageRecordProto.PageRecord.Source.newBuilder()
                .setPartition(source.partition())
                .setOffset(source.offset())
                .build();
    }

    private static PageRecord.Source parse(PageRecordProto.PageRecord.Source source) {
        return new PageRecord.Source(source.getPartition(), source.getOffset());
    }

    private PageRecordWire() {}
}
