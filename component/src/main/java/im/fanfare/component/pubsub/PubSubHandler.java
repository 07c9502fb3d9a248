package im.fanfare.component.pubsub;

import static im.fanfare.component.pubsub.PubSubStanza.NS;
import static im.fanfare.component.pubsub.PubSubStanza.OWNER;
import static im.fanfare.stanza.Iq.Type.GET;
import static im.fanfare.stanza.Iq.Type.SET;

import im.fanfare.component.iq.IqHandler;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.Iq;
import im.fanfare.stanza.XmlElement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.xml.namespace.QName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** XEP-0060 at the edge: read the iq, ask the node, write the answer. The table of verbs is the list of use cases. */
public final class PubSubHandler implements IqHandler {
    private static final Logger logger = LoggerFactory.getLogger(PubSubHandler.class);

    /** §11, without those that say what our default access model is not, and without what is not whole yet. */
    private static final List<String> FEATURES = List.of(
            "access-open",
            "auto-create",
            "collections",
            "config-node",
            "config-node-max",
            "create-and-configure",
            "create-nodes",
            "delete-items",
            "delete-nodes",
            "get-pending",
            "instant-nodes",
            "item-ids",
            "leased-subscription",
            "manage-subscriptions",
            "member-affiliation",
            "meta-data",
            "modify-affiliations",
            "multi-collections",
            "multi-items",
            "multi-subscribe",
            "outcast-affiliation",
            "persistent-items",
            "presence-notifications",
            "publish",
            "publish-options",
            "publish-only-affiliation",
            "publisher-affiliation",
            "purge-nodes",
            "retract-items",
            "retrieve-affiliations",
            "retrieve-default",
            "retrieve-default-sub",
            "retrieve-items",
            "retrieve-subscriptions",
            "rsm",
            "since",
            "subscribe",
            "subscription-notifications",
            "subscription-options");

    /** How a verb is told from others: {@code <subscriptions/>} alone are three. */
    private record Name(Iq.Type type, String namespace, String verb) {}

    /** One use case: from its request to its answer. */
    private interface Verb {
        CompletionStage<Iq> answer(PubSubRequest request);
    }

    private final NodeService nodes;
    private final Associations associations;
    private final Relations relations;
    private final Supplier<String> ids;
    private final Map<Name, Verb> verbs = new HashMap<>();

    public PubSubHandler(NodeService nodes) {
        this(nodes, () -> UUID.randomUUID().toString());
    }

    /**
     * A handler with names of your own.
     *
     * @param ids names for the nodes and items that come without; no two are the same
     */
    public PubSubHandler(NodeService nodes, Supplier<String> ids) {
        this.nodes = nodes;
        this.associations = new Associations(nodes);
        this.relations = new Relations(nodes);
        this.ids = ids;
        anybody();
        owners();
    }

    /** §5 to §7, and §8.1. */
    private void anybody() {
        verbs.put(new Name(SET, NS, "create"), this::create);
        verbs.put(new Name(SET, NS, "publish"), this::publish);
        verbs.put(new Name(SET, NS, "retract"), tell(RetractStanza::parse));
        verbs.put(new Name(GET, NS, "items"), ask(ItemsStanza::parse, NodeReply.Items.class, ItemsStanza::write));
        verbs.put(
                new Name(SET, NS, "subscribe"),
                ask(SubscribeStanza::parseSubscribe, NodeReply.Subscribed.class, SubscribeStanza::write));
        verbs.put(
                new Name(SET, NS, "unsubscribe"),
                ask(SubscribeStanza::parseUnsubscribe, NodeReply.Done.class, SubscribeStanza::writeNone));
        verbs.put(
                new Name(GET, NS, "options"),
                ask(OptionsStanza::parseGet, NodeReply.Options.class, OptionsStanza::write));
        verbs.put(new Name(SET, NS, "options"), tell(OptionsStanza::parseSet));
        verbs.put(new Name(GET, NS, "default"), this::standardOptions);
        verbs.put(new Name(GET, NS, "subscriptions"), this::ownSubscriptions);
        verbs.put(new Name(GET, NS, "affiliations"), this::ownAffiliations);
    }

    /** §8.2 to §8.9. */
    private void owners() {
        verbs.put(new Name(GET, OWNER, "configure"), this::readConfig);
        verbs.put(new Name(SET, OWNER, "configure"), this::configure);
        verbs.put(new Name(SET, OWNER, "collection"), this::changeCollection);
        verbs.put(new Name(GET, OWNER, "default"), PubSubHandler::standardConfig);
        verbs.put(new Name(SET, OWNER, "delete"), tell(DeleteStanza::parse));
        verbs.put(new Name(SET, OWNER, "purge"), tell(PurgeStanza::parse));
        verbs.put(
                new Name(GET, OWNER, "subscriptions"),
                ask(SubscriptionsStanza::parseGet, NodeReply.Subscriptions.class, SubscriptionsStanza::write));
        verbs.put(new Name(SET, OWNER, "subscriptions"), tell(SubscriptionsStanza::parseSet));
        verbs.put(
                new Name(GET, OWNER, "affiliations"),
                ask(AffiliationsStanza::parseGet, NodeReply.Affiliations.class, AffiliationsStanza::write));
        verbs.put(new Name(SET, OWNER, "affiliations"), tell(AffiliationsStanza::parseSet));
    }

    @Override
    public Set<QName> payloads() {
        return Set.of(new QName(NS, "pubsub"), new QName(OWNER, "pubsub"));
    }

    @Override
    public List<String> features() {
        return Stream.concat(
                        Stream.of(
                                NS,
                                ItemsStanza.ORDER,
                                ItemsStanza.ORDER + '@' + NS,
                                Relations.NS,
                                OptionsStanza.EXTENDED),
                        FEATURES.stream().map(feature -> NS + '#' + feature))
                .toList();
    }

    @Override
    public CompletionStage<Iq> handle(Iq iq) {
        try {
            PubSubRequest request = PubSubRequest.parse(iq);
            return verb(request).answer(request);
        } catch (BadRequest bad) {
            return CompletableFuture.completedFuture(PubSubStanza.refuse(iq, bad.error()));
        }
    }

    private Verb verb(PubSubRequest request) {
        String namespace = request.verb().namespace();
        String name = request.verb().name();
        Verb verb = verbs.get(new Name(request.iq().type(), namespace, name));
        if (verb != null) {
            return verb;
        }
        boolean isMistyped = Stream.of(GET, SET).anyMatch(type -> verbs.containsKey(new Name(type, namespace, name)));
        throw new BadRequest(isMistyped ? PubSubError.BAD_REQUEST : PubSubError.UNSUPPORTED_REQUEST);
    }

    private CompletionStage<Iq> create(PubSubRequest request) {
        CreateStanza.Wanted wanted = CreateStanza.parse(request, ids);
        return answer(
                request,
                relations.create(
                        wanted.create(),
                        wanted.relations(),
                        create -> wanted.collections().isEmpty()
                                ? nodes.reply(create)
                                : associations.create(create, wanted.collections())),
                NodeReply.Done.class,
                done -> CreateStanza.write(request, wanted.create()));
    }

    private CompletionStage<Iq> readConfig(PubSubRequest request) {
        return nodes.reply(ConfigureStanza.parseGet(request))
                .thenCompose(reply -> reply instanceof NodeReply.Config config
                        ? look(
                                request,
                                associations.living(config.parents()),
                                living -> ConfigureStanza.write(request, config, living))
                        : CompletableFuture.completedFuture(refuse(request, reply)));
    }

    private CompletionStage<Iq> configure(PubSubRequest request) {
        ConfigureStanza.Wanted wanted = ConfigureStanza.parseSet(request);
        return done(
                request,
                relations.configure(
                        wanted.configure(),
                        wanted.relations(),
                        configure -> wanted.collections()
                                .map(into -> associations.configure(configure, into))
                                .orElseGet(() -> nodes.reply(configure))));
    }

    /** XEP-0248 §7.5 and §7.6. */
    private CompletionStage<Iq> changeCollection(PubSubRequest request) {
        CollectionStanza change = CollectionStanza.parse(request);
        return done(
                request,
                change.comes()
                        ? associations.associate(change.node(), change.collection(), request.requester())
                        : associations.dissociate(change.node(), change.collection(), request.requester()));
    }

    private CompletionStage<Iq> publish(PubSubRequest request) {
        return ask(
                request,
                PublishStanza.parse(request, ids),
                NodeReply.Published.class,
                published -> Optional.of(PublishStanza.write(request, published)));
    }

    private CompletionStage<Iq> ownSubscriptions(PubSubRequest request) {
        return look(
                request,
                nodes.subscriptionsOf(request.service(), request.requester().bare()),
                own -> SubscriptionsStanza.writeOwn(request, own));
    }

    private CompletionStage<Iq> ownAffiliations(PubSubRequest request) {
        return look(
                request,
                nodes.affiliationsOf(request.service(), request.requester().bare()),
                own -> AffiliationsStanza.writeOwn(request, own));
    }

    private static CompletionStage<Iq> standardConfig(PubSubRequest request) {
        return CompletableFuture.completedFuture(request.iq().result(DefaultStanza.answer(request)));
    }

    /** A node that is named has to be there. */
    private CompletionStage<Iq> standardOptions(PubSubRequest request) {
        Optional<NodeId> node = request.named();
        return node.isPresent()
                ? ask(
                        request,
                        new NodeCommand.Describe(node.get(), request.requester()),
                        NodeReply.Description.class,
                        there -> Optional.of(OptionsStanza.writeDefault(
                                request, there.state().config())))
                : CompletableFuture.completedFuture(
                        request.iq().result(OptionsStanza.writeDefault(request, NodeConfig.STANDARD)));
    }

    /** A verb to which there is nothing to say but that it is done. */
    private Verb tell(Function<PubSubRequest, NodeCommand> parse) {
        return request -> ask(request, parse.apply(request), NodeReply.Done.class, done -> Optional.empty());
    }

    private <R extends NodeReply> Verb ask(
            Function<PubSubRequest, NodeCommand> parse,
            Class<R> answer,
            BiFunction<PubSubRequest, R, XmlElement> write) {
        return request -> ask(request, parse.apply(request), answer, reply -> Optional.of(write.apply(request, reply)));
    }

    private <R extends NodeReply> CompletionStage<Iq> ask(
            PubSubRequest request, NodeCommand command, Class<R> answer, Function<R, Optional<XmlElement>> write) {
        return answer(request, nodes.reply(command), answer, write);
    }

    private static CompletionStage<Iq> done(PubSubRequest request, CompletionStage<NodeReply> replied) {
        return answer(request, replied, NodeReply.Done.class, done -> Optional.empty());
    }

    private static <R extends NodeReply> CompletionStage<Iq> answer(
            PubSubRequest request,
            CompletionStage<NodeReply> replied,
            Class<R> answer,
            Function<R, Optional<XmlElement>> write) {
        return replied.thenApply(reply -> answer.isInstance(reply)
                ? answer(request, () -> write.apply(answer.cast(reply)))
                : refuse(request, reply));
    }

    /** What was found may turn out to be without the part that is asked for. */
    private static Iq answer(PubSubRequest request, Supplier<Optional<XmlElement>> write) {
        try {
            return write.get().map(request.iq()::result).orElseGet(request.iq()::result);
        } catch (BadRequest bad) {
            return PubSubStanza.refuse(request.iq(), bad.error());
        }
    }

    private static Iq refuse(PubSubRequest request, NodeReply reply) {
        if (reply instanceof NodeReply.ComparisonFailed failed) {
            return CompareStanza.refuse(request.iq(), failed);
        }
        if (reply instanceof NodeReply.AffiliationsRefused refused) {
            return PubSubStanza.refuse(
                    request.iq(), refused.error(), AffiliationsStanza.writeRefused(request, refused));
        }
        if (reply instanceof NodeReply.SubscriptionsRefused refused) {
            return PubSubStanza.refuse(
                    request.iq(), refused.error(), SubscriptionsStanza.writeRefused(request, refused));
        }
        return PubSubStanza.refusal(request.iq(), reply)
                .orElseThrow(() -> new IllegalStateException(
                        "no answer to " + request.verb().name() + ": " + reply));
    }

    private static <T> CompletionStage<Iq> look(
            PubSubRequest request, CompletionStage<T> found, Function<T, XmlElement> write) {
        return found.handle((own, fault) -> {
            if (fault == null) {
                return answer(request, () -> Optional.of(write.apply(own)));
            }
            logger.warn("no answer: service={} jid={}", request.service(), request.requester(), fault);
            return PubSubStanza.refuse(request.iq(), PubSubError.UNAVAILABLE);
        });
    }
}
