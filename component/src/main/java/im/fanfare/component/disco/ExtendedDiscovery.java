package im.fanfare.component.disco;

import im.fanfare.component.forms.DataForm;
import im.fanfare.component.forms.MetaDataForm;
import im.fanfare.component.pubsub.NodeService;
import im.fanfare.component.rsm.ResultSet;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Lineage;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.Relative;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.NodeListing;
import im.fanfare.stanza.XmlElement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What there is in a node, below it and linked to it: XEP-0499, version 0.1.0. A node comes before what is in it: its items,
 * newest first, then the nodes below it, then those that link to it. So an entry's place follows from its UID, and a page
 * goes on where the last one ended, however large the tree is.
 */
final class ExtendedDiscovery {
    static final String NS = "urn:xmpp:pubsub-ext-disco:0";

    /** Nodes that are looked at for one answer, also those that the requester may not see. */
    private static final int MOST_LOOKED_AT = 1_000;

    /** Entries in one answer. */
    private static final int MOST = 250;

    /** Nodes that are asked side by side. */
    private static final int AT_ONCE = 32;

    /**
     * What is asked for: §3.1.
     *
     * @param depth 0 for what is in the node itself
     * @param types which nodes are listed, with their items: XEP-0462
     */
    record Wanted(
            boolean items, boolean nodes, boolean linked, boolean fullMetadata, int depth, Predicate<String> types) {}

    /** One line of the answer. */
    record Entry(String uid, XmlElement element) {}

    /**
     * A page.
     *
     * @param isEnd whether there is nothing behind it
     * @param isInVain whether it is empty though there may be more, which it would deny
     */
    record Found(List<Entry> entries, boolean isEnd, boolean isInVain) {}

    /** Nothing can be told. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient NodeReply reply;

        Refused(NodeReply reply) {
            super(reply.toString(), null, false, false);
            this.reply = reply;
        }

        Refused(PubSubError error) {
            this(new NodeReply.Refused(error));
        }

        NodeReply reply() {
            return reply;
        }

        /** What a stage failed with, if it is one. */
        static Optional<Refused> in(Throwable fault) {
            Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
            return cause instanceof Refused refused ? Optional.of(refused) : Optional.empty();
        }
    }

    /** The form that makes of a request one of these. */
    static Optional<DataForm> form(XmlElement query) {
        return query.children("x", DataForm.NS).stream()
                .flatMap(x -> DataForm.parse(x).stream())
                .filter(form -> form.formType().filter(NS::equals).isPresent())
                .findFirst();
    }

    /**
     * What it asks for, or nothing where that cannot be.
     *
     * @param types by a filter besides
     */
    static Optional<Wanted> parse(DataForm form, Predicate<String> types) {
        List<String> kinds = form.values("type");
        Optional<Boolean> linked = truth(form, "linked_nodes");
        Optional<Boolean> full = truth(form, "full_metadata");
        Optional<Integer> depth = depth(form.value("depth").orElse("0"));
        boolean isSubmitted = form.type() == DataForm.Type.SUBMIT;
        return isSubmitted
                        && Set.of("items", "nodes").containsAll(kinds)
                        && linked.isPresent()
                        && full.isPresent()
                        && depth.isPresent()
                ? Optional.of(new Wanted(
                        kinds.isEmpty() || kinds.contains("items"),
                        kinds.isEmpty() || kinds.contains("nodes"),
                        linked.get(),
                        full.get(),
                        depth.get(),
                        types))
                : Optional.empty();
    }

    private static Optional<Boolean> truth(DataForm form, String field) {
        return switch (form.value(field).orElse("false")) {
            case "true", "1" -> Optional.of(true);
            case "false", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** No node is deeper than {@link Lineage#MOST}. */
    private static Optional<Integer> depth(String text) {
        boolean isNumber = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber
                ? Optional.of(text.length() > 9 ? Lineage.MOST : Math.min(Lineage.MOST, Integer.parseInt(text)))
                : Optional.empty();
    }

    // --------------------------------------------------------------------------------------------------- where one is

    private enum Stage {
        ITEMS,
        BELOW,
        LINKED,
        END
    }

    /** A node as the requester sees it. */
    private record Seen(NodeReply.Description description, boolean isOpen, Optional<List<Jid>> publishers) {
        NodeState state() {
            return description.state();
        }
    }

    /** What has been told of what is in a node. */
    private static final class Inside {
        private final Seen node;
        private final int depth;
        private final Deque<Seen> next = new ArrayDeque<>();
        private Stage stage;
        private Paging.Place place;

        Inside(Seen node, int depth, Stage stage, Paging.Place place) {
            this.node = node;
            this.depth = depth;
            this.stage = stage;
            this.place = place;
        }

        void leaveStage() {
            stage = switch (stage) {
                case ITEMS -> Stage.BELOW;
                case BELOW -> Stage.LINKED;
                case LINKED, END -> Stage.END;
            };
            place = new Paging.First();
        }
    }

    private static String uid(NodeId node) {
        return "node/" + node.name();
    }

    private static String uid(NodeId node, ItemId item) {
        return "item/" + node.name().length() + '/' + node.name() + item.value();
    }

    /** What a UID says. */
    private record Named(NodeId node, Optional<String> item) {
        static Optional<Named> of(String service, String uid) {
            if (uid.startsWith("node/")) {
                return NodeId.of(service, uid.substring(5)).map(node -> new Named(node, Optional.empty()));
            }
            int slash = uid.indexOf('/', 5);
            Optional<Integer> length = slash > 5 && slash < 10 && uid.startsWith("item/")
                    ? number(uid.substring(5, slash)).filter(there -> slash + 1 + there <= uid.length())
                    : Optional.empty();
            return length.flatMap(there -> NodeId.of(service, uid.substring(slash + 1, slash + 1 + there))
                    .map(node -> new Named(node, Optional.of(uid.substring(slash + 1 + there)))));
        }

        private static Optional<Integer> number(String text) {
            return text.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Optional.of(Integer.valueOf(text))
                    : Optional.empty();
        }
    }

    // --------------------------------------------------------------------------------------------------- the way
    // through

    private final NodeService nodes;
    private final Function<NodeState, CompletionStage<Optional<List<Jid>>>> publishers;
    private final Jid requester;
    private final Wanted wanted;
    private final int most;
    private final Deque<Inside> within = new ArrayDeque<>();
    private final List<Entry> found = new ArrayList<>();
    private int lookedAt;

    /**
     * One request.
     *
     * @param publishers of a node, where they are for anybody to know
     * @param most entries, as far as the requester limits them
     */
    ExtendedDiscovery(
            NodeService nodes,
            Function<NodeState, CompletionStage<Optional<List<Jid>>>> publishers,
            Jid requester,
            Wanted wanted,
            Optional<Integer> most) {
        this.nodes = nodes;
        this.publishers = publishers;
        this.requester = requester;
        this.wanted = wanted;
        this.most = Math.min(MOST, most.orElse(MOST));
    }

    /**
     * Looks through a node.
     *
     * @return fails with {@link Refused} where it may not, or the entry is not there that the page is told by
     */
    CompletionStage<Found> in(NodeId node, Paging.Place place) {
        return nodes.ask(listing(node, new Paging.First(), 0)).thenCompose(reply -> {
            if (!isOpen(reply)) {
                throw new Refused(reply);
            }
            return see(node).thenCompose(root -> in(root, place));
        });
    }

    private CompletionStage<Found> in(Optional<Seen> root, Paging.Place place) {
        Seen there = root.orElseThrow(() -> new Refused(PubSubError.NODE_NOT_FOUND));
        if (place instanceof Paging.First) {
            within.push(new Inside(there, 0, Stage.ITEMS, place));
            return go();
        }
        if (place instanceof Paging.After after) {
            Named named = Named.of(there.state().id().service(), after.uid())
                    .orElseThrow(() -> new Refused(PubSubError.ITEM_NOT_FOUND));
            return goTo(there, named.node(), named.item(), new ArrayDeque<>()).thenCompose(ready -> go());
        }
        throw new Refused(PubSubError.UNSUPPORTED_REQUEST);
    }

    private NodeCommand listing(NodeId node, Paging.Place place, int most) {
        return new NodeCommand.ListItems(node, requester, Optional.of(new Paging(place, Optional.of(most))));
    }

    private static boolean isOpen(NodeReply reply) {
        return reply instanceof NodeReply.ItemIds || reply instanceof NodeReply.Description;
    }

    private CompletionStage<Optional<Seen>> see(NodeId node) {
        return nodes.ask(new NodeCommand.Describe(node, node.serviceJid()))
                .thenCombine(nodes.ask(listing(node, new Paging.First(), 0)), this::see)
                .thenCompose(Function.identity());
    }

    private CompletionStage<Optional<Seen>> see(NodeReply described, NodeReply listed) {
        if (!(described instanceof NodeReply.Description there)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return wanted.fullMetadata()
                ? publishers
                        .apply(there.state())
                        .thenApply(known -> Optional.of(new Seen(there, isOpen(listed), known)))
                : CompletableFuture.completedFuture(Optional.of(new Seen(there, isOpen(listed), Optional.empty())));
    }

    /**
     * Goes up from an entry to the node where the walk began, and then stands behind the entry.
     *
     * @param below those between that and where it has come to, the uppermost first
     */
    private CompletionStage<Void> goTo(Seen root, NodeId at, Optional<String> item, Deque<Seen> below) {
        if (at.equals(root.state().id())) {
            stand(root, item, below);
            return CompletableFuture.completedFuture(null);
        }
        return see(at).thenCompose(seen -> {
            Seen there = seen.orElseThrow(() -> new Refused(PubSubError.ITEM_NOT_FOUND));
            Relative up = there.state()
                    .config()
                    .relativeUp()
                    .filter(any -> below.size() < Lineage.MOST)
                    .orElseThrow(() -> new Refused(PubSubError.ITEM_NOT_FOUND));
            below.push(there);
            return goTo(root, new NodeId(at.service(), up.name()), item, below);
        });
    }

    private void stand(Seen root, Optional<String> item, Deque<Seen> below) {
        Seen node = root;
        int depth = 0;
        for (Seen next : below) {
            ConfigField relation = next.state().config().relationUp().orElseThrow();
            Stage stage = relation == ConfigField.LINK ? Stage.LINKED : Stage.BELOW;
            within.push(new Inside(
                    node, depth, stage, new Paging.After(next.state().id().name())));
            depth += relation == ConfigField.PARENT ? 1 : 0;
            node = next;
        }
        Paging.Place place = item.<Paging.Place>map(Paging.After::new).orElseGet(Paging.First::new);
        within.push(new Inside(node, depth, Stage.ITEMS, place));
    }

    /** One step after the other, until there is enough. */
    private CompletionStage<Found> go() {
        while (!within.isEmpty() && found.size() < most && lookedAt < MOST_LOOKED_AT) {
            Inside inside = within.element();
            if (!inside.next.isEmpty()) {
                enter(inside, inside.next.remove());
            } else if (inside.stage == Stage.END) {
                within.remove();
            } else if (!isWanted(inside)) {
                inside.leaveStage();
            } else {
                return (inside.stage == Stage.ITEMS ? readItems(inside) : readNodes(inside)).thenCompose(read -> go());
            }
        }
        boolean isEnd = within.isEmpty();
        return CompletableFuture.completedFuture(new Found(found, isEnd, !isEnd && most > 0 && found.isEmpty()));
    }

    /** Below what is closed nothing is open; what links to it may be (XEP-0496 §4.3). */
    private boolean isWanted(Inside inside) {
        return switch (inside.stage) {
            case ITEMS -> wanted.items() && inside.node.isOpen() && (isNamed(inside) || isMeant(inside.node));
            case BELOW ->
                inside.depth < wanted.depth()
                        && inside.node.isOpen()
                        && inside.node.state().isDependedOn();
            case LINKED -> wanted.linked() && inside.node.state().isDependedOn();
            case END -> false;
        };
    }

    /** By the request; no filter is about that one. */
    private boolean isNamed(Inside inside) {
        return within.getLast() == inside;
    }

    private boolean isMeant(Seen node) {
        return wanted.types().test(node.state().config().value(ConfigField.PAYLOAD_TYPE));
    }

    private void enter(Inside inside, Seen next) {
        if (wanted.nodes() && next.isOpen() && isMeant(next)) {
            found.add(new Entry(uid(next.state().id()), write(next)));
        }
        int depth = inside.depth + (inside.stage == Stage.BELOW ? 1 : 0);
        within.push(new Inside(next, depth, Stage.ITEMS, new Paging.First()));
    }

    private CompletionStage<Void> readItems(Inside inside) {
        NodeId node = inside.node.state().id();
        int room = most - found.size();
        return nodes.ask(listing(node, inside.place, room)).thenAccept(reply -> {
            boolean isResumed = inside.place instanceof Paging.After && found.isEmpty();
            if (isResumed && reply.refuses(PubSubError.ITEM_NOT_FOUND)) {
                throw new Refused(PubSubError.ITEM_NOT_FOUND);
            }
            List<ItemId> items = reply instanceof NodeReply.ItemIds ids ? ids.items() : List.of();
            items.forEach(item -> found.add(new Entry(
                    uid(node, item),
                    XmlElement.of("item", DiscoHandler.ITEMS)
                            .with("jid", node.service())
                            .with("node", node.name())
                            .with("name", item.value()))));
            if (items.size() < room) {
                inside.leaveStage();
            } else {
                inside.place = new Paging.After(items.get(items.size() - 1).value());
            }
        });
    }

    private CompletionStage<Void> readNodes(Inside inside) {
        NodeState node = inside.node.state();
        ConfigField relation = inside.stage == Stage.LINKED ? ConfigField.LINK : ConfigField.PARENT;
        int some = Math.min(AT_ONCE, most - found.size());
        return nodes.nodes(NodeListing.ofDependants(relation, NodeKey.of(node)), any -> true, inside.place, some)
                .thenCompose(listed -> {
                    List<NodeListing.Entry> entries = listed.entries();
                    if (entries.isEmpty()) {
                        inside.leaveStage();
                        return CompletableFuture.completedFuture(null);
                    }
                    lookedAt += entries.size();
                    inside.place = new Paging.After(
                            entries.get(entries.size() - 1).id().name());
                    List<CompletableFuture<Optional<Seen>>> seen = entries.stream()
                            .map(entry -> see(entry.id()).toCompletableFuture())
                            .toList();
                    return CompletableFuture.allOf(seen.toArray(CompletableFuture[]::new))
                            .thenAccept(all -> seen.forEach(each -> each.join()
                                    .filter(there -> there.state()
                                            .config()
                                            .relative(relation)
                                            .filter(on -> on.is(node))
                                            .isPresent()) // or it has left meanwhile
                                    .ifPresent(inside.next::add)));
                });
    }

    /** §3.1: with its metadata, or what it depends on. */
    private XmlElement write(Seen node) {
        NodeState state = node.state();
        String title = state.config().value(ConfigField.TITLE);
        DataForm form = wanted.fullMetadata()
                ? MetaDataForm.of(node.description(), node.publishers())
                : MetaDataForm.ofRelations(state.config());
        return XmlElement.of("item", DiscoHandler.ITEMS)
                .with("jid", state.id().service())
                .with("node", state.id().name())
                .with("name", Optional.of(title).filter(name -> !name.isEmpty()))
                .with(form.write());
    }

    /** The list in an answer, and where it goes on. */
    static ResultSet write(Found found, Optional<Paging> paging) {
        boolean isWhole = found.isEnd()
                && paging.map(Paging::place)
                        .filter(place -> !(place instanceof Paging.First))
                        .isEmpty();
        Optional<Integer> count = Optional.of(found.entries().size()).filter(all -> isWhole);
        return ResultSet.of(
                new ResultSet.Page<>(found.entries(), count.map(whole -> 0), count),
                paging.filter(asked -> !found.entries().isEmpty()),
                Entry::element,
                Entry::uid);
    }
}
