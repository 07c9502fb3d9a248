package im.fanfare.schema;

import im.fanfare.pubsub.ArchiveFilter;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.schema.proto.CommandProto;
import java.util.Optional;

/** What is asked of archives and what they answer, as the messages of {@code command.proto}. */
final class ArchiveWire {
    static CommandProto.NodeCommand.QueryArchive write(NodeCommand.QueryArchive query) {
        CommandProto.NodeCommand.QueryArchive.Builder wire =
                CommandProto.NodeCommand.QueryArchive.newBuilder().setFilter(write(query.filter()));
        query.paging().map(PagingWire::write).ifPresent(wire::setPaging);
        return wire.build();
    }

    static NodeCommand parse(NodeId node, Jid requester, CommandProto.NodeCommand.QueryArchive query) {
        return new NodeCommand.QueryArchive(
                node,
                requester,
                parse(query.getFilter()),
                query.hasPaging() ? Optional.of(PagingWire.parse(query.getPaging())) : Optional.empty());
    }

    private static CommandProto.ArchiveFilter write(ArchiveFilter filter) {
        CommandProto.ArchiveFilter.Builder wire =
                CommandProto.ArchiveFilter.newBuilder().addAllIds(filter.ids());
        filter.from().map(Wire::micros).ifPresent(wire::setFrom);
        filter.until().map(Wire::micros).ifPresent(wire::setUntil);
        filter.sender().map(Jid::toString).ifPresent(wire::setSender);
        filter.after().ifPresent(wire::setAfter);
        filter.before().ifPresent(wire::setBefore);
        return wire.build();
    }

    private static ArchiveFilter parse(CommandProto.ArchiveFilter filter) {
        return new ArchiveFilter(
                filter.hasFrom() ? Optional.of(Wire.instant(filter.getFrom())) : Optional.empty(),
                filter.hasUntil() ? Optional.of(Wire.instant(filter.getUntil())) : Optional.empty(),
                filter.hasSender() ? Optional.of(Jid.parse(filter.getSender())) : Optional.empty(),
                filter.hasAfter() ? Optional.of(filter.getAfter()) : Optional.empty(),
                filter.hasBefore() ? Optional.of(filter.getBefore()) : Optional.empty(),
                filter.getIdsList());
    }

    static CommandProto.NodeReply.ArchivePage write(NodeReply.ArchivePage page) {
        return CommandProto.NodeReply.ArchivePage.newBuilder()
                .addAllItems(page.items().stream().map(ItemWire::write).toList())
                .addAllIds(page.ids())
                .setIndex(page.index())
                .setTotal(page.total())
                .setConfig(NodeWire.write(page.config()))
                .setRevision(page.revision())
                .build();
    }

    static NodeReply parse(CommandProto.NodeReply.ArchivePage page) {
        return new NodeReply.ArchivePage(
                page.getItemsList().stream().map(ItemWire::parse).toList(),
                page.getIdsList(),
                page.getIndex(),
                page.getTotal(),
                NodeWire.parse(page.getConfig()),
                page.getRevision());
    }

    static CommandProto.NodeReply.ArchiveEnds write(NodeReply.ArchiveEnds ends) {
        CommandProto.NodeReply.ArchiveEnds.Builder wire = CommandProto.NodeReply.ArchiveEnds.newBuilder();
        ends.oldest().map(ArchiveWire::write).ifPresent(wire::setOldest);
        ends.newest().map(ArchiveWire::write).ifPresent(wire::setNewest);
        return wire.build();
    }

    static NodeReply parse(CommandProto.NodeReply.ArchiveEnds ends) {
        return new NodeReply.ArchiveEnds(
                ends.hasOldest() ? Optional.of(parse(ends.getOldest())) : Optional.empty(),
                ends.hasNewest() ? Optional.of(parse(ends.getNewest())) : Optional.empty());
    }

    private static CommandProto.NodeReply.Archived write(NodeReply.Archived archived) {
        return CommandProto.NodeReply.Archived.newBuilder()
                .setId(archived.id())
                .setPublished(Wire.micros(archived.published()))
                .build();
    }

    private static NodeReply.Archived parse(CommandProto.NodeReply.Archived archived) {
        return new NodeReply.Archived(archived.getId(), Wire.instant(archived.getPublished()));
    }

    private ArchiveWire() {}
}
