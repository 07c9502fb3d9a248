package im.fanfare.schema;

import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Imported;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Parents;
import im.fanfare.pubsub.Relative;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.schema.proto.CommandProto;
import im.fanfare.schema.proto.NodeProto;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commands as the bytes of {@code command.proto}. */
public final class NodeCommandWire {
    /**
     * Among the preconditions, of which none may be passed over: a member of the release before would publish without
     * comparing, were it in a field of its own.
     */
    private static final String EXPECTED = "pubsub#prev_item_cap_value";

    /** A command on its way to its node. */
    public record Asked(NodeCommand command, Trail trail) {}

    public static byte[] write(Asked asked) {
        NodeCommand command = asked.command();
        CommandProto.NodeCommand.Builder wire = CommandProto.NodeCommand.newBuilder()
                .setNode(NodeWire.write(command.node()))
                .setRequester(command.requester().toString())
                .setRequest(asked.trail().request())
                .setTraceparent(asked.trail().span().traceparent());
        writeCase(command, wire);
        return wire.build().toByteArray();
    }

    /** One relay has those of one sort: to a collection, or to another node above. */
    private static List<NodeProto.NodeEvent.Relayed> write(NodeCommand.Relay relay, boolean related) {
        return relay.events().stream()
                .filter(event -> event.kinship().isPresent() == related)
                .map(NodeEventWire::write)
                .toList();
    }

    private static void writeCase(NodeCommand command, CommandProto.NodeCommand.Builder wire) {
        if (command instanceof NodeCommand.Create create) {
            wire.getCreateBuilder()
                    .putAllConfig(NodeWire.fields(create.config()))
                    .addAllParents(NodeWire.writeLives(create.parents()));
        } else if (command instanceof NodeCommand.Configure configure) {
            wire.getConfigureBuilder()
                    .putAllConfig(NodeWire.fields(configure.config()))
                    .setParents(write(configure.parents()));
        } else if (command instanceof NodeCommand.ChangeParents change) {
            wire.setChangeParents(write(change.parents()));
        } else if (command instanceof NodeCommand.Admit) {
            wire.setAdmit(CommandProto.NodeCommand.Admit.getDefaultInstance());
        } else if (command instanceof NodeCommand.Relay relay) {
            wire.getRelayBuilder()
                    .setInstance(relay.instance())
                    .addAllEvents(write(relay, false))
                    .addAllRelated(write(relay, true));
        } else if (command instanceof NodeCommand.ReadConfig) {
            wire.setReadConfig(CommandProto.NodeCommand.ReadConfig.getDefaultInstance());
        } else if (command instanceof NodeCommand.Delete delete) {
            CommandProto.NodeCommand.Delete.Builder to = wire.getDeleteBuilder();
            delete.redirect().ifPresent(to::setRedirect);
        } else if (command instanceof NodeCommand.Adopt) {
            wire.setAdopt(CommandProto.NodeCommand.Adopt.getDefaultInstance());
        } else if (command instanceof NodeCommand.DeleteDependant delete) {
            wire.getDeleteDependantBuilder()
                    .setName(delete.on().name())
                    .setInstance(delete.on().instance());
        } else if (command instanceof NodeCommand.Purge) {
            wire.setPurge(CommandProto.NodeCommand.Purge.getDefaultInstance());
        } else if (command instanceof NodeCommand.Expire expire) {
            expire.subscriber()
                    .ifPresentOrElse(
                            subscriber -> wire.getEndLeaseBuilder().setSubscriber(subscriber.toString()),
                            () -> wire.setExpire(CommandProto.NodeCommand.Expire.getDefaultInstance()));
        } else if (command instanceof NodeCommand.EndTemporary end) {
            wire.getEndTemporaryBuilder().setSubscriber(end.subscriber().toString());
        } else if (command instanceof NodeCommand.Publish publish) {
            CommandProto.NodeCommand.Publish.Builder to =
                    wire.getPublishBuilder().putAllPreconditions(NodeWire.fields(publish.preconditions()));
            publish.item().ifPresent(item -> to.setItem(ItemWire.write(item)));
            publish.expected().ifPresent(value -> to.putPreconditions(EXPECTED, value));
        } else if (command instanceof NodeCommand.Retract retract) {
            CommandProto.NodeCommand.Retract.Builder to =
                    wire.getRetractBuilder().addAllItems(ItemWire.writeIds(retract.items()));
            retract.notifying().ifPresent(to::setNotifying);
        } else if (command instanceof NodeCommand.Retrieve retrieve) {
            CommandProto.NodeCommand.Retrieve.Builder to =
                    wire.getRetrieveBuilder().addAllItems(ItemWire.writeIds(retrieve.items()));
            retrieve.most().ifPresent(to::setMost);
            retrieve.paging().map(PagingWire::write).ifPresent(to::setPaging);
            retrieve.order().map(PagingWire::write).ifPresent(to::setOrder);
            retrieve.subId().map(SubId::value).ifPresent(to::setSubId);
        } else if (command instanceof NodeCommand.ListItems list) {
            CommandProto.NodeCommand.ListItems.Builder to = wire.getListItemsBuilder();
            list.paging().map(PagingWire::write).ifPresent(to::setPaging);
        } else if (command instanceof NodeCommand.QueryArchive query) {
            wire.setQueryArchive(ArchiveWire.write(query));
        } else if (command instanceof NodeCommand.DescribeArchive) {
            wire.setDescribeArchive(CommandProto.NodeCommand.DescribeArchive.getDefaultInstance());
        } else if (command instanceof NodeCommand.Describe) {
            wire.setDescribe(CommandProto.NodeCommand.Describe.getDefaultInstance());
        } else if (command instanceof NodeCommand.Subscribe subscribe) {
            wire.getSubscribeBuilder()
                    .setSubscriber(subscribe.subscriber().toString())
                    .putAllOptions(NodeWire.options(subscribe.options()));
        } else if (command instanceof NodeCommand.ReadOptions read) {
            CommandProto.NodeCommand.ReadOptions.Builder to =
                    wire.getReadOptionsBuilder().setSubscriber(read.subscriber().toString());
            read.subId().map(SubId::value).ifPresent(to::setSubId);
        } else if (command instanceof NodeCommand.ChangeOptions change) {
            CommandProto.NodeCommand.ChangeOptions.Builder to = wire.getChangeOptionsBuilder()
                    .setSubscriber(change.subscriber().toString())
                    .putAllOptions(NodeWire.options(change.options()));
            change.subId().map(SubId::value).ifPresent(to::setSubId);
        } else if (command instanceof NodeCommand.Unsubscribe unsubscribe) {
            CommandProto.NodeCommand.Unsubscribe.Builder to = wire.getUnsubscribeBuilder()
                    .setSubscriber(unsubscribe.subscriber().toString());
            unsubscribe.subId().map(SubId::value).ifPresent(to::setSubId);
        } else if (command instanceof NodeCommand.ListSubscriptions list) {
            CommandProto.NodeCommand.ListSubscriptions.Builder to = wire.getListSubscriptionsBuilder();
            list.paging().map(PagingWire::write).ifPresent(to::setPaging);
        } else if (command instanceof NodeCommand.ChangeSubscriptions change) {
            write(change, wire);
        } else if (command instanceof NodeCommand.ListAffiliations) {
            wire.setListAffiliations(CommandProto.NodeCommand.ListAffiliations.getDefaultInstance());
        } else if (command instanceof NodeCommand.ChangeAffiliations change) {
            wire.getChangeAffiliationsBuilder().putAllChanges(words(change.changes(), Affiliation::word));
        } else if (command instanceof NodeCommand.AnswerRequest answer) {
            wire.getAnswerRequestBuilder()
                    .setSubscriber(answer.subscriber().toString())
                    .setAllow(answer.allow());
        } else if (command instanceof NodeCommand.AskAgain) {
            wire.setAskAgain(CommandProto.NodeCommand.AskAgain.getDefaultInstance());
        } else if (command instanceof NodeCommand.Import imported) {
            wire.setImport(write(imported.what()));
        } else {
            throw Wire.unknown("command", command.getClass().getSimpleName());
        }
    }

    /**
     * What the bytes say.
     *
     * @throws IllegalArgumentException if they say nothing, or what only a newer version knows
     */
    public static Asked parse(byte[] bytes) {
        CommandProto.NodeCommand command = Wire.read(CommandProto.NodeCommand.parser(), bytes);
        return new Asked(parse(command), Trail.of(command.getRequest(), command.getTraceparent()));
    }

    private static NodeCommand parse(CommandProto.NodeCommand command) {
        NodeId node = NodeWire.parse(command.getNode());
        Jid requester = Jid.parse(command.getRequester());
        return switch (command.getCommandCase()) {
            case CREATE ->
                new NodeCommand.Create(
                        node,
                        requester,
                        NodeWire.known(command.getCreate().getConfigMap()),
                        NodeWire.parseLives(command.getCreate().getParentsList()));
            case CONFIGURE ->
                new NodeCommand.Configure(
                        node,
                        requester,
                        NodeWire.known(command.getConfigure().getConfigMap()),
                        parse(command.getConfigure().getParents()));
            case CHANGE_PARENTS -> new NodeCommand.ChangeParents(node, requester, parse(command.getChangeParents()));
            case ADMIT -> new NodeCommand.Admit(node, requester);
            case RELAY ->
                new NodeCommand.Relay(
                        node,
                        command.getRelay().getInstance(),
                        Stream.of(
                                        command.getRelay().getEventsList(),
                                        command.getRelay().getRelatedList())
                                .flatMap(List::stream)
                                .map(NodeEventWire::parse)
                                .toList());
            case READ_CONFIG -> new NodeCommand.ReadConfig(node, requester);
            case DELETE -> parse(node, requester, command.getDelete());
            case ADOPT -> new NodeCommand.Adopt(node, requester);
            case DELETE_DEPENDANT ->
                new NodeCommand.DeleteDependant(
                        node,
                        new Relative(
                                command.getDeleteDependant().getName(),
                                command.getDeleteDependant().getInstance()));
            case PURGE -> new NodeCommand.Purge(node, requester);
            case EXPIRE -> new NodeCommand.Expire(node, Optional.empty());
            case END_LEASE ->
                new NodeCommand.Expire(
                        node, Optional.of(Jid.parse(command.getEndLease().getSubscriber())));
            case END_TEMPORARY ->
                new NodeCommand.EndTemporary(
                        node, Jid.parse(command.getEndTemporary().getSubscriber()));
            case PUBLISH -> parse(node, requester, command.getPublish());
            case RETRACT -> parse(node, requester, command.getRetract());
            case RETRIEVE -> parse(node, requester, command.getRetrieve());
            case LIST_ITEMS -> parse(node, requester, command.getListItems());
            case QUERY_ARCHIVE -> ArchiveWire.parse(node, requester, command.getQueryArchive());
            case DESCRIBE_ARCHIVE -> new NodeCommand.DescribeArchive(node, requester);
            case DESCRIBE -> new NodeCommand.Describe(node, requester);
            case SUBSCRIBE ->
                new NodeCommand.Subscribe(
                        node,
                        requester,
                        Jid.parse(command.getSubscribe().getSubscriber()),
                        NodeWire.allOptions(command.getSubscribe().getOptionsMap()));
            case READ_OPTIONS ->
                new NodeCommand.ReadOptions(
                        node,
                        requester,
                        Jid.parse(command.getReadOptions().getSubscriber()),
                        subId(
                                command.getReadOptions().hasSubId(),
                                command.getReadOptions().getSubId()));
            case CHANGE_OPTIONS ->
                new NodeCommand.ChangeOptions(
                        node,
                        requester,
                        Jid.parse(command.getChangeOptions().getSubscriber()),
                        subId(
                                command.getChangeOptions().hasSubId(),
                                command.getChangeOptions().getSubId()),
                        NodeWire.allOptions(command.getChangeOptions().getOptionsMap()));
            case UNSUBSCRIBE -> parse(node, requester, command.getUnsubscribe());
            case LIST_SUBSCRIPTIONS -> parse(node, requester, command.getListSubscriptions());
            case CHANGE_SUBSCRIPTIONS ->
                new NodeCommand.ChangeSubscriptions(
                        node, requester, ofAll(command.getChangeSubscriptions().getChangesMap()));
            case CHANGE_SUBSCRIPTIONS_BY_ID ->
                new NodeCommand.ChangeSubscriptions(
                        node,
                        requester,
                        parse(command.getChangeSubscriptionsById().getChangesList()));
            case LIST_AFFILIATIONS -> new NodeCommand.ListAffiliations(node, requester);
            case CHANGE_AFFILIATIONS ->
                new NodeCommand.ChangeAffiliations(
                        node, requester, byJid(command.getChangeAffiliations().getChangesMap(), NodeWire::affiliation));
            case ANSWER_REQUEST ->
                new NodeCommand.AnswerRequest(
                        node,
                        requester,
                        Jid.parse(command.getAnswerRequest().getSubscriber()),
                        command.getAnswerRequest().getAllow());
            case ASK_AGAIN -> new NodeCommand.AskAgain(node, requester);
            case IMPORT -> new NodeCommand.Import(node, parse(command.getImport()));
            case COMMAND_NOT_SET -> throw Wire.unknown("command in", command.getUnknownFields());
        };
    }

    private static NodeCommand parse(NodeId node, Jid requester, CommandProto.NodeCommand.Delete delete) {
        return new NodeCommand.Delete(
                node, requester, delete.hasRedirect() ? Optional.of(delete.getRedirect()) : Optional.empty());
    }

    private static NodeCommand parse(NodeId node, Jid requester, CommandProto.NodeCommand.Publish publish) {
        Map<String, String> preconditions = new HashMap<>(publish.getPreconditionsMap());
        Optional<String> expected = Optional.ofNullable(preconditions.remove(EXPECTED));
        return new NodeCommand.Publish(
                node,
                requester,
                publish.hasItem() ? Optional.of(ItemWire.parse(publish.getItem())) : Optional.empty(),
                NodeWire.all(preconditions),
                expected);
    }

    private static NodeCommand parse(NodeId node, Jid requester, CommandProto.NodeCommand.Retract retract) {
        return new NodeCommand.Retract(
                node,
                requester,
                ItemWire.parseIds(retract.getItemsList()),
                retract.hasNotifying() ? Optional.of(retract.getNotifying()) : Optional.empty());
    }

    private static NodeCommand parse(NodeId node, Jid requester, CommandProto.NodeCommand.Retrieve retrieve) {
        return new NodeCommand.Retrieve(
                node,
                requester,
                retrieve.hasMost() ? Optional.of(retrieve.getMost()) : Optional.empty(),
                ItemWire.parseIds(retrieve.getItemsList()),
                retrieve.hasPaging() ? Optional.of(PagingWire.parse(retrieve.getPaging())) : Optional.empty(),
                retrieve.hasOrder() ? Optional.of(PagingWire.parse(retrieve.getOrder())) : Optional.empty(),
                subId(retrieve.hasSubId(), retrieve.getSubId()));
    }

    private static NodeCommand parse(NodeId node, Jid requester, CommandProto.NodeCommand.ListItems list) {
        return new NodeCommand.ListItems(
                node, requester, list.hasPaging() ? Optional.of(PagingWire.parse(list.getPaging())) : Optional.empty());
    }

    private static NodeCommand parse(NodeId node, Jid requester, CommandProto.NodeCommand.ListSubscriptions list) {
        return new NodeCommand.ListSubscriptions(
                node, requester, list.hasPaging() ? Optional.of(PagingWire.parse(list.getPaging())) : Optional.empty());
    }

    private static NodeCommand parse(NodeId node, Jid requester, CommandProto.NodeCommand.Unsubscribe unsubscribe) {
        return new NodeCommand.Unsubscribe(
                node,
                requester,
                Jid.parse(unsubscribe.getSubscriber()),
                subId(unsubscribe.hasSubId(), unsubscribe.getSubId()));
    }

    private static Optional<SubId> subId(boolean isNamed, String name) {
        return isNamed ? Optional.of(new SubId(name)) : Optional.empty();
    }

    /** In the form that a member of the release before knows, where that can say it. */
    private static void write(NodeCommand.ChangeSubscriptions change, CommandProto.NodeCommand.Builder wire) {
        if (change.changes().keySet().stream().anyMatch(whose -> whose.subId().isPresent())) {
            CommandProto.NodeCommand.ChangeSubscriptionsById.Builder to = wire.getChangeSubscriptionsByIdBuilder();
            change.changes().forEach((whose, state) -> to.addChanges(write(whose, state)));
            return;
        }
        CommandProto.NodeCommand.ChangeSubscriptions.Builder to = wire.getChangeSubscriptionsBuilder();
        change.changes()
                .forEach((whose, state) -> to.putChanges(whose.subscriber().toString(), state.word()));
    }

    static CommandProto.SubscriptionsChange write(NodeCommand.Whose whose, SubscriptionState state) {
        CommandProto.SubscriptionsChange.Builder wire = CommandProto.SubscriptionsChange.newBuilder()
                .setSubscriber(whose.subscriber().toString())
                .setState(state.word());
        whose.subId().map(SubId::value).ifPresent(wire::setSubId);
        return wire.build();
    }

    static Map<NodeCommand.Whose, SubscriptionState> parse(List<CommandProto.SubscriptionsChange> changes) {
        Map<NodeCommand.Whose, SubscriptionState> states = new LinkedHashMap<>();
        for (CommandProto.SubscriptionsChange change : changes) {
            states.put(
                    new NodeCommand.Whose(
                            Jid.parse(change.getSubscriber()), subId(change.hasSubId(), change.getSubId())),
                    state(change.getState()));
        }
        return states;
    }

    /** States of all that each of these JIDs has. */
    static Map<NodeCommand.Whose, SubscriptionState> ofAll(Map<String, String> words) {
        Map<NodeCommand.Whose, SubscriptionState> states = new LinkedHashMap<>();
        words.forEach((jid, word) -> states.put(new NodeCommand.Whose(Jid.parse(jid)), state(word)));
        return states;
    }

    private static CommandProto.NodeCommand.ChangeParents write(Parents parents) {
        return CommandProto.NodeCommand.ChangeParents.newBuilder()
                .addAllIn(NodeWire.writeLives(parents.in()))
                .addAllOut(parents.out().stream().map(NodeWire::write).toList())
                .build();
    }

    private static Parents parse(CommandProto.NodeCommand.ChangeParents parents) {
        return new Parents(
                NodeWire.parseLives(parents.getInList()),
                parents.getOutList().stream().map(NodeWire::parse).collect(Collectors.toSet()));
    }

    private static CommandProto.NodeCommand.Import write(Imported imported) {
        CommandProto.NodeCommand.Import.Builder wire = CommandProto.NodeCommand.Import.newBuilder();
        if (imported instanceof Imported.OfItem item) {
            wire.getItemBuilder()
                    .setItem(ItemWire.write(item.item()))
                    .setPublisher(item.publisher().toString());
        } else if (imported instanceof Imported.OfSubscription subscription) {
            CommandProto.NodeCommand.Import.OfSubscription.Builder to = wire.getSubscriptionBuilder()
                    .setSubscriber(subscription.subscriber().toString())
                    .putAllOptions(NodeWire.options(subscription.options()));
            subscription.subId().map(SubId::value).ifPresent(to::setSubId);
        } else if (imported instanceof Imported.OfAffiliation affiliation) {
            wire.getAffiliationBuilder()
                    .setJid(affiliation.jid().toString())
                    .setAffiliation(affiliation.affiliation().word());
        } else {
            throw Wire.unknown("import", imported.getClass().getSimpleName());
        }
        return wire.build();
    }

    private static Imported parse(CommandProto.NodeCommand.Import imported) {
        return switch (imported.getWhatCase()) {
            case ITEM ->
                new Imported.OfItem(
                        ItemWire.parse(imported.getItem().getItem()),
                        Jid.parse(imported.getItem().getPublisher()));
            case SUBSCRIPTION ->
                new Imported.OfSubscription(
                        Jid.parse(imported.getSubscription().getSubscriber()),
                        NodeWire.allOptions(imported.getSubscription().getOptionsMap()),
                        subId(
                                imported.getSubscription().hasSubId(),
                                imported.getSubscription().getSubId()));
            case AFFILIATION ->
                new Imported.OfAffiliation(
                        Jid.parse(imported.getAffiliation().getJid()),
                        NodeWire.affiliation(imported.getAffiliation().getAffiliation()));
            case WHAT_NOT_SET -> throw Wire.unknown("import in", imported.getUnknownFields());
        };
    }

    static SubscriptionState state(String word) {
        return SubscriptionState.parse(word).orElseThrow(() -> Wire.unknown("subscription state", word));
    }

    static <V> Map<String, String> words(Map<Jid, V> values, Function<V, String> word) {
        Map<String, String> words = new LinkedHashMap<>();
        values.forEach((jid, value) -> words.put(jid.toString(), word.apply(value)));
        return words;
    }

    static <V> Map<Jid, V> byJid(Map<String, String> words, Function<String, V> value) {
        Map<Jid, V> values = new LinkedHashMap<>();
        words.forEach((jid, word) -> values.put(Jid.parse(jid), value.apply(word)));
        return values;
    }

    private NodeCommandWire() {}
}
