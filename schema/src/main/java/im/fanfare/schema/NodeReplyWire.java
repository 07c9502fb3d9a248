package im.fanfare.schema;

import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.schema.proto.CommandProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Replies as the bytes of {@code command.proto}. */
public final class NodeReplyWire {
    public static byte[] write(NodeReply reply) {
        CommandProto.NodeReply.Builder wire = CommandProto.NodeReply.newBuilder();
        writeCase(reply, wire);
        return wire.build().toByteArray();
    }

    private static void writeCase(NodeReply reply, CommandProto.NodeReply.Builder wire) {
        if (reply instanceof NodeReply.Done done) {
            CommandProto.NodeReply.Done.Builder to = wire.getDoneBuilder();
            done.ended().map(SubId::value).ifPresent(to::setSubId);
        } else if (reply instanceof NodeReply.Published published) {
            CommandProto.NodeReply.Published.Builder to =
                    wire.getPublishedBuilder().setByPresence(published.byPresence());
            published.item().map(ItemId::value).ifPresent(to::setItem);
        } else if (reply instanceof NodeReply.Subscribed subscribed) {
            wire.getSubscribedBuilder()
                    .setSubscriber(subscribed.subscriber().toString())
                    .setState(subscribed.state().word())
                    .putAllOptions(NodeWire.options(subscribed.options().values()))
                    .setCollection(subscribed.offered().stream().anyMatch(SubscriptionOption::isOfCollections))
                    .addAllOffered(NodeWire.fieldNames(subscribed.offered()))
                    .setByPresence(subscribed.byPresence())
                    .setSubId(SubIdWire.write(subscribed.subId()));
        } else if (reply instanceof NodeReply.Options options) {
            wire.getOptionsBuilder()
                    .putAllOptions(NodeWire.options(options.options().values()))
                    .setCollection(options.offered().stream().anyMatch(SubscriptionOption::isOfCollections))
                    .addAllOffered(NodeWire.fieldNames(options.offered()))
                    .setSubId(SubIdWire.write(options.subId()));
        } else if (reply instanceof NodeReply.Items items) {
            wire.getItemsBuilder()
                    .addAllItems(items.items().stream().map(ItemWire::write).toList())
                    .setIndex(items.index())
                    .setTotal(items.total())
                    .setNaming(items.naming())
                    .addAllValues(items.values());
        } else if (reply instanceof NodeReply.ItemIds ids) {
            wire.getItemIdsBuilder()
                    .addAllItems(ItemWire.writeIds(ids.items()))
                    .setIndex(ids.index())
                    .setTotal(ids.total());
        } else if (reply instanceof NodeReply.ArchivePage page) {
            wire.setArchivePage(ArchiveWire.write(page));
        } else if (reply instanceof NodeReply.ArchiveEnds ends) {
            wire.setArchiveEnds(ArchiveWire.write(ends));
        } else if (reply instanceof NodeReply.Config config) {
            wire.getConfigBuilder()
                    .setConfig(NodeWire.write(config.config()))
                    .addAllParents(NodeWire.writeLives(config.parents()));
        } else if (reply instanceof NodeReply.Relayed relayed) {
            wire.getRelayedBuilder().addAllParents(NodeWire.writeLives(relayed.parents()));
        } else if (reply instanceof NodeReply.Description description) {
            wire.getDescriptionBuilder()
                    .setState(NodeWire.write(description.state()))
                    .setSubscribers(description.subscribers());
        } else if (reply instanceof NodeReply.Affiliations affiliations) {
            wire.getAffiliationsBuilder()
                    .putAllAffiliations(NodeCommandWire.words(affiliations.affiliations(), Affiliation::word));
        } else if (reply instanceof NodeReply.Subscriptions subscriptions) {
            CommandProto.NodeReply.Subscriptions.Builder to = wire.getSubscriptionsBuilder()
                    .addAllSubscribers(NoticeWire.write(subscriptions.subscribers()))
                    .addAllPending(NoticeWire.write(subscriptions.pending()))
                    .setTotal(subscriptions.total());
            subscriptions.index().ifPresent(to::setIndex);
            subscriptions.subIds().forEach((jid, subIds) -> to.putSubIds(jid.toString(), write(subIds)));
        } else if (reply instanceof NodeReply.AffiliationsRefused refused) {
            wire.getAffiliationsRefusedBuilder()
                    .setError(refused.error().name())
                    .putAllPresent(NodeCommandWire.words(refused.present(), Affiliation::word));
        } else if (reply instanceof NodeReply.SubscriptionsRefused refused) {
            wire.setSubscriptionsRefused(write(refused));
        } else if (reply instanceof NodeReply.Moved moved) {
            wire.getMovedBuilder().setUri(moved.uri());
        } else if (reply instanceof NodeReply.ComparisonFailed failed) {
            wire.getComparisonFailedBuilder().setLast(failed.last());
        } else if (reply instanceof NodeReply.Refused refused) {
            wire.getRefusedBuilder().setError(refused.error().name());
        } else {
            throw Wire.unknown("reply", reply.getClass().getSimpleName());
        }
    }

    /**
     * What the bytes say.
     *
     * @throws IllegalArgumentException if they say nothing, or what only a newer version knows
     */
    public static NodeReply parse(byte[] bytes) {
        CommandProto.NodeReply reply = Wire.read(CommandProto.NodeReply.parser(), bytes);
        return switch (reply.getReplyCase()) {
            case DONE ->
                new NodeReply.Done(Optional.of(reply.getDone().getSubId())
                        .filter(subId -> !subId.isEmpty())
                        .map(SubId::new));
            case PUBLISHED -> parse(reply.getPublished());
            case SUBSCRIBED ->
                new NodeReply.Subscribed(
                        Jid.parse(reply.getSubscribed().getSubscriber()),
                        NodeCommandWire.state(reply.getSubscribed().getState()),
                        NodeWire.knownOptions(reply.getSubscribed().getOptionsMap()),
                        NodeWire.offered(
                                reply.getSubscribed().getOfferedList(),
                                reply.getSubscribed().getCollection()),
                        reply.getSubscribed().getByPresence(),
                        SubIdWire.parse(reply.getSubscribed().getSubId()));
            case OPTIONS ->
                new NodeReply.Options(
                        NodeWire.knownOptions(reply.getOptions().getOptionsMap()),
                        NodeWire.offered(
                                reply.getOptions().getOfferedList(),
                                reply.getOptions().getCollection()),
                        SubIdWire.parse(reply.getOptions().getSubId()));
            case ITEMS -> parse(reply.getItems());
            case ITEM_IDS ->
                new NodeReply.ItemIds(
                        ItemWire.parseIds(reply.getItemIds().getItemsList()),
                        reply.getItemIds().getIndex(),
                        reply.getItemIds().getTotal());
            case ARCHIVE_PAGE -> ArchiveWire.parse(reply.getArchivePage());
            case ARCHIVE_ENDS -> ArchiveWire.parse(reply.getArchiveEnds());
            case CONFIG ->
                new NodeReply.Config(
                        NodeWire.parse(reply.getConfig().getConfig()),
                        NodeWire.parseLives(reply.getConfig().getParentsList()));
            case RELAYED ->
                new NodeReply.Relayed(NodeWire.parseLives(reply.getRelayed().getParentsList()));
            case DESCRIPTION ->
                new NodeReply.Description(
                        NodeWire.parse(reply.getDescription().getState()),
                        reply.getDescription().getSubscribers());
            case AFFILIATIONS ->
                new NodeReply.Affiliations(
                        NodeCommandWire.byJid(reply.getAffiliations().getAffiliationsMap(), NodeWire::affiliation));
            case SUBSCRIPTIONS -> parse(reply.getSubscriptions());
            case AFFILIATIONS_REFUSED -> parse(reply.getAffiliationsRefused());
            case SUBSCRIPTIONS_REFUSED -> parse(reply.getSubscriptionsRefused());
            case MOVED -> new NodeReply.Moved(reply.getMoved().getUri());
            case COMPARISON_FAILED ->
                new NodeReply.ComparisonFailed(reply.getComparisonFailed().getLast());
            case REFUSED -> new NodeReply.Refused(error(reply.getRefused().getError()));
            case REPLY_NOT_SET -> throw Wire.unknown("reply in", reply.getUnknownFields());
        };
    }

    private static NodeReply parse(CommandProto.NodeReply.Published published) {
        return new NodeReply.Published(
                published.hasItem() ? Optional.of(new ItemId(published.getItem())) : Optional.empty(),
                published.getByPresence());
    }

    private static NodeReply parse(CommandProto.NodeReply.Items items) {
        List<Item> found = items.getItemsList().stream().map(ItemWire::parse).toList();
        return new NodeReply.Items(found, items.getIndex(), items.getTotal(), items.getNaming(), items.getValuesList());
    }

    private static CommandProto.NodeReply.Subscriptions.SubIds write(List<SubId> subIds) {
        return CommandProto.NodeReply.Subscriptions.SubIds.newBuilder()
                .addAllSubIds(subIds.stream().map(SubId::value).toList())
                .build();
    }

    private static NodeReply parse(CommandProto.NodeReply.Subscriptions subscriptions) {
        return new NodeReply.Subscriptions(
                NoticeWire.parse(subscriptions.getSubscribersList()),
                NoticeWire.parse(subscriptions.getPendingList()),
                subscriptions.getSubIdsMap().entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> Jid.parse(entry.getKey()),
                                entry -> entry.getValue().getSubIdsList().stream()
                                        .map(SubId::new)
                                        .toList())),
                subscriptions.hasIndex() ? Optional.of(subscriptions.getIndex()) : Optional.empty(),
                subscriptions.getTotal());
    }

    private static NodeReply parse(CommandProto.NodeReply.AffiliationsRefused refused) {
        return new NodeReply.AffiliationsRefused(
                error(refused.getError()), NodeCommandWire.byJid(refused.getPresentMap(), NodeWire::affiliation));
    }

    /** In a form that a member of the release before reads, where nothing is in it that it would not know. */
    private static CommandProto.NodeReply.SubscriptionsRefused write(NodeReply.SubscriptionsRefused refused) {
        CommandProto.NodeReply.SubscriptionsRefused.Builder wire =
                CommandProto.NodeReply.SubscriptionsRefused.newBuilder()
                        .setError(refused.error().name());
        refused.present().forEach((whose, state) -> {
            if (whose.subId().isPresent()) {
                wire.addNamed(NodeCommandWire.write(whose, state));
            } else {
                wire.putPresent(whose.subscriber().toString(), state.word());
            }
        });
        return wire.build();
    }

    private static NodeReply parse(CommandProto.NodeReply.SubscriptionsRefused refused) {
        Map<NodeCommand.Whose, SubscriptionState> present =
                new LinkedHashMap<>(NodeCommandWire.ofAll(refused.getPresentMap()));
        present.putAll(NodeCommandWire.parse(refused.getNamedList()));
        return new NodeReply.SubscriptionsRefused(error(refused.getError()), present);
    }

    private static PubSubError error(String name) {
        return PubSubError.valueOf(name);
    }

    private NodeReplyWire() {}
}
