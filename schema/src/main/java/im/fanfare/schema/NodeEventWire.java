package im.fanfare.schema;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.PendingSubscription;
import im.fanfare.pubsub.Relative;
import im.fanfare.pubsub.Subscription;
import im.fanfare.schema.proto.NodeProto;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What happens to nodes, as the messages of {@code node.proto}. */
final class NodeEventWire {
    static NodeProto.Revision write(Revision revision) {
        return NodeProto.Revision.newBuilder()
                .setNumber(revision.number())
                .setEvent(write(revision.event()))
                .setRequest(revision.trail().request())
                .setTraceparent(revision.trail().span().traceparent())
                .build();
    }

    static Revision parse(NodeProto.Revision revision) {
        return new Revision(
                revision.getNumber(),
                parse(revision.getEvent()),
                Trail.of(revision.getRequest(), revision.getTraceparent()));
    }

    static NodeProto.Subscription write(Subscription subscription) {
        return NodeProto.Subscription.newBuilder()
                .setSubscriber(subscription.subscriber().toString())
                .setPage(subscription.page())
                .setSince(subscription.since())
                .putAllOptions(NodeWire.options(subscription.options().values()))
                .setSubId(SubIdWire.write(subscription.subId()))
                .addAllFurther(SubIdWire.write(subscription.further()))
                .build();
    }

    static Subscription parse(NodeProto.Subscription subscription) {
        return new Subscription(
                Jid.parse(subscription.getSubscriber()),
                subscription.getPage(),
                subscription.getSince(),
                NodeWire.knownOptions(subscription.getOptionsMap()),
                SubIdWire.parse(subscription.getSubId()),
                SubIdWire.parse(subscription.getFurtherList()));
    }

    private static NodeProto.PendingSubscription write(PendingSubscription pending) {
        return NodeProto.PendingSubscription.newBuilder()
                .setSubscriber(pending.subscriber().toString())
                .putAllOptions(NodeWire.options(pending.options().values()))
                .build();
    }

    private static PendingSubscription parse(NodeProto.PendingSubscription pending) {
        return new PendingSubscription(
                Jid.parse(pending.getSubscriber()), NodeWire.knownOptions(pending.getOptionsMap()));
    }

    private static NodeProto.NodeEvent write(NodeEvent event) {
        NodeProto.NodeEvent.Builder wire = NodeProto.NodeEvent.newBuilder();
        if (event instanceof NodeEvent.NodeCreated) {
            return wire.setNodeCreated(NodeProto.NodeEvent.NodeCreated.getDefaultInstance())
                    .build();
        }
        if (event instanceof NodeEvent.NodeConfigured configured) {
            return wire.setNodeConfigured(NodeProto.NodeEvent.NodeConfigured.newBuilder()
                            .setConfig(NodeWire.write(configured.config()))
                            .putAllLeft(NodeWire.fields(relations(configured.left()))))
                    .build();
        }
        if (event instanceof NodeEvent.Adopted) {
            return wire.setAdopted(NodeProto.NodeEvent.Adopted.getDefaultInstance())
                    .build();
        }
        if (event instanceof NodeEvent.Followed) {
            return wire.setFollowed(NodeProto.NodeEvent.Followed.getDefaultInstance())
                    .build();
        }
        if (event instanceof NodeEvent.MetadataChanged changed) {
            return wire.setMetadataChanged(NodeProto.NodeEvent.MetadataChanged.newBuilder()
                            .addAllFields(changed.fields().stream()
                                    .map(ConfigField::fieldName)
                                    .sorted()
                                    .toList()))
                    .build();
        }
        if (event instanceof NodeEvent.Examined examined) {
            return wire.setExamined(NodeProto.NodeEvent.Examined.newBuilder().setMark(examined.mark()))
                    .build();
        }
        if (event instanceof NodeEvent.NodeDeleted deleted) {
            NodeProto.NodeEvent.NodeDeleted.Builder to = wire.getNodeDeletedBuilder();
            deleted.redirect().ifPresent(to::setRedirect);
            return wire.build();
        }
        if (event instanceof NodeEvent.NodePurged purged) {
            return wire.setNodePurged(NodeProto.NodeEvent.NodePurged.newBuilder()
                            .addAllGone(ItemWire.write(purged.gone()))
                            .setSince(purged.since()))
                    .build();
        }
        if (event instanceof NodeEvent.ItemPublished published) {
            return wire.setItemPublished(write(published)).build();
        }
        if (event instanceof NodeEvent.ItemsRetracted retracted) {
            return wire.setItemsRetracted(NodeProto.NodeEvent.ItemsRetracted.newBuilder()
                            .addAllGone(ItemWire.write(retracted.gone()))
                            .setNotifying(retracted.notifying()))
                    .build();
        }
        if (event instanceof NodeEvent.Subscribed subscribed) {
            return wire.setSubscribed(NodeProto.NodeEvent.Subscribed.newBuilder()
                            .setSubscription(write(subscribed.subscription())))
                    .build();
        }
        if (event instanceof NodeEvent.OptionsChanged changed) {
            return wire.setOptionsChanged(NodeProto.NodeEvent.OptionsChanged.newBuilder()
                            .setSubscription(write(changed.subscription())))
                    .build();
        }
        if (event instanceof NodeEvent.Associated associated) {
            return wire.setAssociated(NodeProto.NodeEvent.Associated.newBuilder()
                            .setCollection(NodeWire.write(new NodeKey(associated.collection(), associated.instance()))))
                    .build();
        }
        if (event instanceof NodeEvent.Dissociated dissociated) {
            return wire.setDissociated(NodeProto.NodeEvent.Dissociated.newBuilder()
                            .setCollection(
                                    NodeWire.write(new NodeKey(dissociated.collection(), dissociated.instance()))))
                    .build();
        }
        if (event instanceof NodeEvent.Relayed relayed) {
            return relayed.kinship().isPresent()
                    ? wire.setRelated(write(relayed)).build()
                    : wire.setRelayed(write(relayed)).build();
        }
        if (event instanceof NodeEvent.LastItemSent sent) {
            return wire.setLastItemSent(write(sent)).build();
        }
        if (event instanceof NodeEvent.DigestSent sent) {
            return wire.setDigestSent(write(sent)).build();
        }
        if (event instanceof NodeEvent.Unsubscribed unsubscribed) {
            return wire.setUnsubscribed(NodeProto.NodeEvent.Unsubscribed.newBuilder()
                            .setSubscription(write(unsubscribed.subscription())))
                    .build();
        }
        if (event instanceof NodeEvent.AffiliationChanged changed) {
            return wire.setAffiliationChanged(NodeProto.NodeEvent.AffiliationChanged.newBuilder()
                            .setJid(changed.jid().toString())
                            .setAffiliation(changed.affiliation().word()))
                    .build();
        }
        if (event instanceof NodeEvent.SubscriptionRequested requested) {
            return wire.setSubscriptionRequested(NodeProto.NodeEvent.SubscriptionRequested.newBuilder()
                            .setPending(write(requested.pending())))
                    .build();
        }
        if (event instanceof NodeEvent.RequestEnded ended) {
            return wire.setRequestEnded(
                            NodeProto.NodeEvent.RequestEnded.newBuilder().setPending(write(ended.pending())))
                    .build();
        }
        if (event instanceof NodeEvent.Told told) {
            return wire.setTold(NodeProto.NodeEvent.Told.newBuilder()
                            .addAllRecipients(NoticeWire.write(told.recipients()))
                            .setNotice(NoticeWire.write(told.notice())))
                    .build();
        }
        throw Wire.unknown("event", event.getClass().getSimpleName());
    }

    private static NodeEvent parse(NodeProto.NodeEvent event) {
        return switch (event.getEventCase()) {
            case NODE_CREATED -> new NodeEvent.NodeCreated();
            case NODE_CONFIGURED -> parse(event.getNodeConfigured());
            case ADOPTED -> new NodeEvent.Adopted();
            case EXAMINED -> new NodeEvent.Examined(event.getExamined().getMark());
            case NODE_DELETED -> parse(event.getNodeDeleted());
            case NODE_PURGED ->
                new NodeEvent.NodePurged(
                        ItemWire.parse(event.getNodePurged().getGoneList()),
                        event.getNodePurged().getSince());
            case ITEM_PUBLISHED -> parse(event.getItemPublished());
            case ITEMS_RETRACTED ->
                new NodeEvent.ItemsRetracted(
                        ItemWire.parse(event.getItemsRetracted().getGoneList()),
                        event.getItemsRetracted().getNotifying());
            case SUBSCRIBED ->
                new NodeEvent.Subscribed(parse(event.getSubscribed().getSubscription()));
            case OPTIONS_CHANGED ->
                new NodeEvent.OptionsChanged(parse(event.getOptionsChanged().getSubscription()));
            case LAST_ITEM_SENT -> parse(event.getLastItemSent());
            case DIGEST_SENT -> parse(event.getDigestSent());
            case UNSUBSCRIBED ->
                new NodeEvent.Unsubscribed(parse(event.getUnsubscribed().getSubscription()));
            case AFFILIATION_CHANGED ->
                new NodeEvent.AffiliationChanged(
                        Jid.parse(event.getAffiliationChanged().getJid()),
                        NodeWire.affiliation(event.getAffiliationChanged().getAffiliation()));
            case SUBSCRIPTION_REQUESTED ->
                new NodeEvent.SubscriptionRequested(
                        parse(event.getSubscriptionRequested().getPending()));
            case REQUEST_ENDED ->
                new NodeEvent.RequestEnded(parse(event.getRequestEnded().getPending()));
            case ASSOCIATED -> {
                NodeKey collection = NodeWire.parse(event.getAssociated().getCollection());
                yield new NodeEvent.Associated(collection.id(), collection.instance());
            }
            case DISSOCIATED -> {
                NodeKey collection = NodeWire.parse(event.getDissociated().getCollection());
                yield new NodeEvent.Dissociated(collection.id(), collection.instance());
            }
            case RELAYED -> parse(event.getRelayed());
            case RELATED -> parse(event.getRelated());
            case FOLLOWED -> new NodeEvent.Followed();
            case METADATA_CHANGED ->
                new NodeEvent.MetadataChanged(event.getMetadataChanged().getFieldsList().stream()
                        .flatMap(name -> ConfigField.parse(name).stream())
                        .collect(Collectors.toSet()));
            case TOLD ->
                new NodeEvent.Told(
                        NoticeWire.parse(event.getTold().getRecipientsList()),
                        NoticeWire.parse(event.getTold().getNotice()));
            case EVENT_NOT_SET -> throw Wire.unknown("event in", event.getUnknownFields());
        };
    }

    static NodeProto.NodeEvent.Relayed write(NodeEvent.Relayed relayed) {
        NodeProto.NodeEvent.Relayed.Builder wire = NodeProto.NodeEvent.Relayed.newBuilder()
                .setNode(NodeWire.write(new NodeKey(relayed.node(), relayed.instance())))
                .setRevision(relayed.revision())
                .setDepth(relayed.depth())
                .setEvent(write(relayed.event()))
                .setConfig(NodeWire.write(relayed.config()));
        relayed.kinship().map(KinshipWire::write).ifPresent(wire::setKinship);
        return wire.build();
    }

    static NodeEvent.Relayed parse(NodeProto.NodeEvent.Relayed relayed) {
        NodeKey node = NodeWire.parse(relayed.getNode());
        return new NodeEvent.Relayed(
                node.id(),
                node.instance(),
                relayed.getRevision(),
                relayed.getDepth(),
                parse(relayed.getEvent()),
                NodeWire.parse(relayed.getConfig()),
                relayed.hasKinship() ? Optional.of(KinshipWire.parse(relayed.getKinship())) : Optional.empty());
    }

    private static NodeEvent.NodeConfigured parse(NodeProto.NodeEvent.NodeConfigured configured) {
        NodeConfig left = new NodeConfig(NodeWire.known(configured.getLeftMap()));
        Map<ConfigField, Relative> relatives = new EnumMap<>(ConfigField.class);
        for (ConfigField field : left.values().keySet()) {
            left.relative(field).ifPresent(relative -> relatives.put(field, relative));
        }
        return new NodeEvent.NodeConfigured(NodeWire.parse(configured.getConfig()), relatives);
    }

    private static Map<ConfigField, String> relations(Map<ConfigField, Relative> relatives) {
        Map<ConfigField, String> words = new EnumMap<>(ConfigField.class);
        relatives.forEach((field, relative) -> words.put(field, relative.word()));
        return words;
    }

    private static NodeEvent.NodeDeleted parse(NodeProto.NodeEvent.NodeDeleted deleted) {
        return new NodeEvent.NodeDeleted(deleted.hasRedirect() ? Optional.of(deleted.getRedirect()) : Optional.empty());
    }

    private static NodeProto.NodeEvent.ItemPublished write(NodeEvent.ItemPublished published) {
        NodeProto.NodeEvent.ItemPublished.Builder wire = NodeProto.NodeEvent.ItemPublished.newBuilder()
                .addAllGone(ItemWire.write(published.gone()))
                .setSilent(!published.notifying());
        published.item().ifPresent(item -> wire.setItem(ItemWire.write(item)));
        return wire.build();
    }

    private static NodeEvent.ItemPublished parse(NodeProto.NodeEvent.ItemPublished published) {
        Optional<Item> item = published.hasItem() ? Optional.of(ItemWire.parse(published.getItem())) : Optional.empty();
        List<ItemRef> gone = ItemWire.parse(published.getGoneList());
        return new NodeEvent.ItemPublished(item, gone, !published.getSilent());
    }

    private static NodeProto.NodeEvent.LastItemSent write(NodeEvent.LastItemSent sent) {
        NodeProto.NodeEvent.LastItemSent.Builder wire =
                NodeProto.NodeEvent.LastItemSent.newBuilder().setItem(ItemWire.write(sent.item()));
        sent.content().map(ItemWire::write).ifPresent(wire::setContent);
        sent.to().forEach(subscription -> wire.addTo(write(subscription)));
        return wire.build();
    }

    private static NodeEvent.LastItemSent parse(NodeProto.NodeEvent.LastItemSent sent) {
        return new NodeEvent.LastItemSent(
                ItemWire.parse(sent.getItem()),
                sent.hasContent() ? Optional.of(ItemWire.parse(sent.getContent())) : Optional.empty(),
                sent.getToList().stream().map(NodeEventWire::parse).toList());
    }

    private static NodeProto.NodeEvent.DigestSent write(NodeEvent.DigestSent sent) {
        return NodeProto.NodeEvent.DigestSent.newBuilder()
                .addAllItems(ItemWire.write(sent.items()))
                .addAllContents(sent.contents().stream().map(ItemWire::write).toList())
                .setTo(write(sent.to()))
                .setSubId(SubIdWire.write(sent.subId()))
                .build();
    }

    private static NodeEvent.DigestSent parse(NodeProto.NodeEvent.DigestSent sent) {
        return new NodeEvent.DigestSent(
                ItemWire.parse(sent.getItemsList()),
                sent.getContentsList().stream().map(ItemWire::parse).toList(),
                parse(sent.getTo()),
                SubIdWire.parse(sent.getSubId()));
    }

    private NodeEventWire() {}
}
