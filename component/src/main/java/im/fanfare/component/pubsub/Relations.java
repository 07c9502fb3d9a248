package im.fanfare.component.pubsub;

import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Lineage;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.Relative;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Has nodes link to others and be the children of others: XEP-0496 §4.2.
 *
 * <p>It takes several nodes. The other one is asked whether it may be depended on; that a node depends on it, the node itself
 * decides and knows. What somebody else does at the same time may close a circle, or take the other node away: so whoever
 * has set a relation looks once more, and takes it back. See decision 25.
 */
final class Relations {
    static final String NS = "urn:xmpp:pubsub-relationships:0";

    private final NodeService nodes;

    Relations(NodeService nodes) {
        this.nodes = nodes;
    }

    /**
     * Creates a node.
     *
     * @param wanted the names of nodes, by the fields that name them
     * @param next does so
     */
    CompletionStage<NodeReply> create(
            NodeCommand.Create create,
            Map<ConfigField, String> wanted,
            Function<NodeCommand.Create, CompletionStage<NodeReply>> next) {
        if (wanted.isEmpty()) {
            return next.apply(create);
        }
        return new Setting(create.node(), create.requester(), NodeConfig.STANDARD)
                .find(wanted)
                .thenCompose(found -> found.refusal().isPresent()
                        ? CompletableFuture.completedFuture(found.refusal().get())
                        : next.apply(new NodeCommand.Create(
                                        create.node(),
                                        create.requester(),
                                        with(create.config(), found.config()),
                                        create.parents()))
                                .thenCompose(reply -> unlessUndone(
                                        reply,
                                        create.node(),
                                        found,
                                        new NodeCommand.Delete(create.node(), create.requester(), Optional.empty()))));
    }

    /**
     * Configures a node.
     *
     * @param wanted the names of nodes, by the fields that name them
     * @param next does so
     */
    CompletionStage<NodeReply> configure(
            NodeCommand.Configure configure,
            Map<ConfigField, String> wanted,
            Function<NodeCommand.Configure, CompletionStage<NodeReply>> next) {
        if (wanted.isEmpty()) {
            return next.apply(configure);
        }
        return nodes.reply(new NodeCommand.ReadConfig(configure.node(), configure.requester()))
                .thenCompose(reply -> reply instanceof NodeReply.Config present
                        ? configure(configure, wanted, next, present.config())
                        : CompletableFuture.completedFuture(reply));
    }

    private CompletionStage<NodeReply> configure(
            NodeCommand.Configure configure,
            Map<ConfigField, String> wanted,
            Function<NodeCommand.Configure, CompletionStage<NodeReply>> next,
            NodeConfig present) {
        NodeId node = configure.node();
        return new Setting(node, configure.requester(), present)
                .find(wanted)
                .thenCompose(found -> found.refusal().isPresent()
                        ? CompletableFuture.completedFuture(found.refusal().get())
                        : next.apply(new NodeCommand.Configure(
                                        node,
                                        configure.requester(),
                                        with(configure.config(), found.config()),
                                        configure.parents()))
                                .thenCompose(reply -> unlessUndone(
                                        reply,
                                        node,
                                        found,
                                        new NodeCommand.Configure(node, node.serviceJid(), asKept(present)))));
    }

    private static Map<ConfigField, String> with(Map<ConfigField, String> some, Map<ConfigField, String> others) {
        Map<ConfigField, String> all = new EnumMap<>(ConfigField.class);
        all.putAll(some);
        all.putAll(others);
        return all;
    }

    /** The relations of a node as it keeps them, though it shows a parent that it has by a link. */
    private static Map<ConfigField, String> asKept(NodeConfig config) {
        Optional<Relative> link = config.relative(ConfigField.LINK);
        return relations(link, link.isPresent() ? Optional.empty() : config.relative(ConfigField.PARENT));
    }

    private static Map<ConfigField, String> relations(Optional<Relative> link, Optional<Relative> parent) {
        return Map.of(
                ConfigField.LINK, link.map(Relative::word).orElse(""),
                ConfigField.PARENT, parent.map(Relative::word).orElse(""));
    }

    /**
     * What came of asking the node that another is to depend on.
     *
     * @param refusal what that or the text says against it
     * @param config how the other has to be configured
     * @param added the node that the other did not depend on before
     */
    private record Found(Optional<NodeReply> refusal, Map<ConfigField, String> config, Optional<Relative> added) {
        static Found none(PubSubError error) {
            return none(new NodeReply.Refused(error));
        }

        static Found none(NodeReply refusal) {
            return new Found(Optional.of(refusal), Map.of(), Optional.empty());
        }
    }

    /** Of the relations of one node. */
    private final class Setting {
        private final NodeId node;
        private final Jid requester;
        private final NodeConfig present;

        /** @param present as it is shown */
        Setting(NodeId node, Jid requester, NodeConfig present) {
            this.node = node;
            this.requester = requester;
            this.present = present;
        }

        CompletionStage<Found> find(Map<ConfigField, String> wanted) {
            String link = wanted.getOrDefault(ConfigField.LINK, present.value(ConfigField.LINK));
            String parent = wanted.getOrDefault(ConfigField.PARENT, present.value(ConfigField.PARENT));
            if (!link.isEmpty()) {
                return find(ConfigField.LINK, link)
                        .thenApply(found ->
                                isElsewhere(found, parent) ? Found.none(PubSubError.NO_SUCH_RELATION) : found.found());
            }
            return parent.isEmpty()
                    ? CompletableFuture.completedFuture(new Found(
                            Optional.empty(), relations(Optional.empty(), Optional.empty()), Optional.empty()))
                    : find(ConfigField.PARENT, parent).thenApply(Other::found);
        }

        /**
         * Whether the node would have another parent than the one that it links to. What was only shown does not count, nor
         * what the requester takes back.
         */
        private boolean isElsewhere(Other other, String parent) {
            boolean isShown =
                    present.relative(ConfigField.LINK).isPresent() && parent.equals(present.value(ConfigField.PARENT));
            return other.found().refusal().isEmpty() && !isShown && !parent.isEmpty() && !parent.equals(other.parent());
        }

        private CompletionStage<Other> find(ConfigField relation, String name) {
            Optional<NodeId> id = NodeId.of(node.service(), name);
            Optional<Relative> before = present.relative(relation)
                    .filter(relative -> relative.name().equals(name));
            if (id.isEmpty() || id.get().equals(node)) {
                return CompletableFuture.completedFuture(new Other(Found.none(PubSubError.NO_SUCH_RELATION), ""));
            }
            return nodes.reply(new NodeCommand.Describe(id.get(), node.serviceJid()))
                    .thenCompose(reply -> reply instanceof NodeReply.Description there
                            ? before.filter(relative -> relative.is(there.state()))
                                    .map(same -> CompletableFuture.completedStage(
                                            Other.of(relation, there.state(), Optional.empty())))
                                    .orElseGet(() -> adopt(relation, id.get()))
                            : CompletableFuture.completedFuture(new Other(Found.none(reply), "")));
        }

        private CompletionStage<Other> adopt(ConfigField relation, NodeId other) {
            return nodes.reply(new NodeCommand.Adopt(other, requester)).thenCompose(reply -> {
                if (!(reply instanceof NodeReply.Description there)) {
                    return CompletableFuture.completedFuture(new Other(Found.none(reply), ""));
                }
                Relative relative = Relative.of(there.state());
                return leadsTo(node, relative, 1)
                        .thenApply(is -> is
                                ? new Other(Found.none(PubSubError.NO_SUCH_RELATION), "")
                                : Other.of(relation, there.state(), Optional.of(relative)));
            });
        }
    }

    /** @param parent of the node that was asked, or empty */
    private record Other(Found found, String parent) {
        static Other of(ConfigField relation, NodeState state, Optional<Relative> added) {
            Optional<Relative> relative = Optional.of(Relative.of(state));
            Map<ConfigField, String> config = relation == ConfigField.LINK
                    ? relations(relative, Optional.empty())
                    : relations(Optional.empty(), relative);
            return new Other(
                    new Found(Optional.empty(), config, added), state.config().value(ConfigField.PARENT));
        }
    }

    /** Whether one comes from a node, by links and parents, to a certain one, or to none that there still is. */
    private CompletionStage<Boolean> leadsTo(NodeId sought, Relative from, int steps) {
        NodeId id = new NodeId(sought.service(), from.name());
        if (id.equals(sought) || steps > Lineage.MOST) {
            return CompletableFuture.completedFuture(true);
        }
        return nodes.ask(new NodeCommand.Describe(id, sought.serviceJid())).thenCompose(reply -> {
            if (!(reply instanceof NodeReply.Description there && from.is(there.state()))) {
                return CompletableFuture.completedFuture(true);
            }
            return there.state()
                    .config()
                    .relativeUp()
                    .map(next -> leadsTo(sought, next, steps + 1))
                    .orElseGet(() -> CompletableFuture.completedFuture(false));
        });
    }

    private CompletionStage<NodeReply> unlessUndone(NodeReply reply, NodeId node, Found found, NodeCommand undo) {
        return !(reply instanceof NodeReply.Done) || found.added().isEmpty()
                ? CompletableFuture.completedFuture(reply)
                : leadsTo(node, found.added().get(), 1)
                        .thenCompose(is -> is
                                ? nodes.reply(undo)
                                        .thenApply(undone -> undone instanceof NodeReply.Done
                                                ? new NodeReply.Refused(PubSubError.NO_SUCH_RELATION)
                                                : undone)
                                : CompletableFuture.completedFuture(reply));
    }
}
