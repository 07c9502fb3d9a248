package im.fanfare.component.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import im.fanfare.cluster.NodeDirectory.OwnSubscription;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Denmark;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.schema.NodeKey;
import im.fanfare.schema.NodeListing;
import im.fanfare.stanza.XmlElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What befalls any request, and how much a reply holds. */
class PubSubHandlerTest {
    private static final int PROSODY_REFUSES = 512 * 1024;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='princely_musings'/></pubsub>",
                "<pubsub xmlns='http://jabber.org/protocol/pubsub'><subscriptions/></pubsub>",
                "<pubsub xmlns='http://jabber.org/protocol/pubsub'><affiliations/></pubsub>",
                "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='princely_musings'/></pubsub>",
                "<query xmlns='http://jabber.org/protocol/disco#items'/>",
                "<query xmlns='http://jabber.org/protocol/disco#items' node='princely_musings'/>",
                "<query xmlns='http://jabber.org/protocol/disco#info' node='princely_musings'/>",
                "<metadata xmlns='urn:xmpp:mam:2' node='princely_musings'/>",
            })
    void asksToWaitWhereNobodyAnswers(String payload) {
        Shakespeare service = new Shakespeare(new Answering(Optional.empty()));

        XmlElement error = service.asks("hamlet@denmark.lit", "get", payload)
                .child("error")
                .orElseThrow();

        assertThat(error.attribute("type")).contains("wait");
        assertThat(error.children().get(0).name()).isEqualTo("internal-server-error");
    }

    @Test
    void asksToWaitWhereTooMuchIsUnderWay() {
        Shakespeare service =
                new Shakespeare(new Answering(Optional.of(new NodeReply.Refused(PubSubError.RESOURCE_CONSTRAINT))));

        XmlElement error = service.asks("hamlet@denmark.lit", "set", verb("<create node='a'/>"))
                .child("error")
                .orElseThrow();

        assertThat(error.attribute("type")).contains("wait");
        assertThat(error.children().get(0).name()).isEqualTo("resource-constraint");
    }

    static List<Arguments> oneOfEach() {
        String node = "node='princely_musings'";
        return List.of(
                arguments(new NodeReply.Done(), "set", owner("<purge " + node + "/>")),
                arguments(new NodeReply.Published(Optional.empty()), "set", verb("<publish " + node + "/>")),
                arguments(
                        new NodeReply.Subscribed(Denmark.FRANCISCO, SubscriptionState.SUBSCRIBED),
                        "set",
                        verb("<subscribe jid='francisco@denmark.lit' " + node + "/>")),
                arguments(
                        new NodeReply.Options(SubscriptionOptions.STANDARD, Set.of(SubscriptionOption.DELIVER)),
                        "get",
                        verb("<options jid='francisco@denmark.lit' " + node + "/>")),
                arguments(new NodeReply.Items(List.of(), 0, 0, true, List.of()), "get", verb("<items " + node + "/>")),
                arguments(
                        new NodeReply.ItemIds(List.of(), 0, 0),
                        "get",
                        "<query xmlns='http://jabber.org/protocol/disco#items' " + node + "/>"),
                arguments(
                        new NodeReply.ArchivePage(List.of(), List.of(), 0, 0, NodeConfig.STANDARD, 0),
                        "set",
                        "<query xmlns='urn:xmpp:mam:2' " + node + "/>"),
                arguments(
                        new NodeReply.ArchiveEnds(Optional.empty(), Optional.empty()),
                        "get",
                        "<metadata xmlns='urn:xmpp:mam:2' " + node + "/>"),
                arguments(new NodeReply.Config(NodeConfig.STANDARD), "get", owner("<configure " + node + "/>")),
                arguments(
                        new NodeReply.Description(Denmark.musings().state(), 0),
                        "get",
                        "<query xmlns='http://jabber.org/protocol/disco#info' " + node + "/>"),
                arguments(new NodeReply.Affiliations(Map.of()), "get", owner("<affiliations " + node + "/>")),
                arguments(
                        new NodeReply.Subscriptions(List.of(), List.of()),
                        "get",
                        owner("<subscriptions " + node + "/>")),
                arguments(
                        new NodeReply.AffiliationsRefused(PubSubError.LAST_OWNER, Map.of()),
                        "set",
                        owner("<affiliations " + node + "/>")),
                arguments(
                        new NodeReply.SubscriptionsRefused(PubSubError.NOT_ACCEPTABLE, Map.of()),
                        "set",
                        owner("<subscriptions " + node + "/>")),
                arguments(new NodeReply.Moved("xmpp:a?;node=b"), "set", owner("<delete " + node + "/>")),
                arguments(new NodeReply.ComparisonFailed("a.1"), "set", verb("<publish " + node + "/>")),
                arguments(new NodeReply.Refused(PubSubError.FORBIDDEN), "set", owner("<delete " + node + "/>")));
    }

    @Test
    void knowsEveryReplyThereIs() {
        assertThat(oneOfEach().stream().<Class<?>>map(arguments -> arguments.get()[0].getClass()))
                .containsExactlyInAnyOrderElementsOf(Stream.of(NodeReply.class.getPermittedSubclasses())
                        .filter(reply -> reply != NodeReply.Relayed.class) // which only nodes say, to nodes
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("oneOfEach")
    void writesEveryReply(NodeReply reply, String type, String payload) {
        XmlElement answer =
                new Shakespeare(new Answering(Optional.of(reply))).asks("hamlet@denmark.lit", type, payload);

        assertThat(answer.toXml()).doesNotContain("internal-server-error");
    }

    @Test
    void saysThatThereAreMoreItemsThanFit() {
        Item item = new Item(Denmark.SOLILOQUY, Optional.of(Denmark.ENTRY), Denmark.HAMLET, Denmark.NOW);
        Shakespeare service = new Shakespeare(
                new Answering(Optional.of(new NodeReply.Items(List.of(item), 18, 19, false, List.of("a.1")))));

        XmlElement reply = service.asks("hamlet@denmark.lit", "get", verb("<items node='princely_musings'/>"));

        assertThat(reply.toXml())
                .contains("</items><set xmlns='http://jabber.org/protocol/rsm'>"
                        + "<first index='18'>ae890ac52d0df67ed7cfdf51b644e901</first>"
                        + "<last>ae890ac52d0df67ed7cfdf51b644e901</last><count>19</count></set></pubsub>");
    }

    /** XEP-0462; an empty answer would say that there are none. */
    @Test
    void saysThatItHasLookedLongEnoughForNodesOfSomeType() {
        String query = "<query xmlns='http://jabber.org/protocol/disco#items'><filter xmlns='urn:xmpp:pubsub-filter:0'>"
                + "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
                + "<value>urn:xmpp:pubsub-filter:0</value></field>"
                + "<field var='included-types'><value>urn:a</value></field></x></filter></query>";

        XmlElement reply = new Shakespeare(new Answering(Optional.of(new NodeReply.Done())))
                .asks("hamlet@denmark.lit", "get", query);

        assertThat(reply.toXml()).contains("<error type='wait'><resource-constraint ");
    }

    @Test
    void cutsWhatNoStanzaHolds() {
        List<Jid> subscribers = IntStream.range(0, 20_000)
                .mapToObj(number -> Jid.parse("groundling" + number + "@globe.shakespeare.lit"))
                .toList();
        Map<Jid, Affiliation> affiliations = new HashMap<>();
        subscribers.forEach(jid -> affiliations.put(jid, Affiliation.MEMBER));
        List<ItemId> ids = IntStream.range(0, 10_000)
                .mapToObj(number -> new ItemId("i".repeat(500) + number))
                .toList();

        assertCut(
                new NodeReply.Subscriptions(subscribers, List.of()),
                owner("<subscriptions node='princely_musings'/>"),
                20_000);
        assertCut(new NodeReply.Affiliations(affiliations), owner("<affiliations node='princely_musings'/>"), 20_000);
        assertCut(
                new NodeReply.ItemIds(ids, 0, ids.size()),
                "<query xmlns='http://jabber.org/protocol/disco#items' node='princely_musings'/>",
                10_000);
        assertCut(new NodeReply.Done(), verb("<subscriptions/>"), 20_000);
        assertCut(new NodeReply.Done(), verb("<affiliations/>"), 20_000);
    }

    @Test
    void listsNoMoreNodesThanItCanAndSaysSo() {
        String reply = new Shakespeare(new Answering(Optional.of(new NodeReply.Done())))
                .asks("hamlet@denmark.lit", "get", "<query xmlns='http://jabber.org/protocol/disco#items'/>")
                .toXml();

        assertThat(reply)
                .contains("<first index='0'>node0</first><last>node999</last></set>")
                .doesNotContain("<count>", "node='node1000'");
    }

    private static void assertCut(NodeReply reply, String payload, int count) {
        String answer = new Shakespeare(new Answering(Optional.of(reply)))
                .asks("hamlet@denmark.lit", "get", payload)
                .toXml();

        assertThat(answer.length()).isBetween(PROSODY_REFUSES / 2, PROSODY_REFUSES);
        assertThat(answer).contains("<first index='0'>", "<count>" + count + "</count></set>");
    }

    private static String verb(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub'>" + verb + "</pubsub>";
    }

    private static String owner(String verb) {
        return "<pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>" + verb + "</pubsub>";
    }

    /** Nodes that all answer the same, or not at all; there are 20,000 of them, without a type. */
    private record Answering(Optional<NodeReply> reply) implements NodeService {
        private static final int MANY = 20_000;

        @Override
        public CompletionStage<NodeReply> ask(NodeCommand command) {
            return ifAny(reply.orElse(new NodeReply.Done()));
        }

        @Override
        public CompletionStage<NodeListing.Listed> nodes(
                String service, Predicate<String> types, Paging.Place place, int most) {
            List<NodeListing.Entry> nodes = new ArrayList<>();
            IntStream.range(0, Math.min(most, MANY))
                    .forEach(number -> nodes.add(new NodeListing.Entry(new NodeId(service, "node" + number), "", "")));
            nodes.removeIf(node -> !types.test(node.type()));
            return ifAny(new NodeListing.Listed(nodes, nodes.isEmpty()));
        }

        @Override
        public CompletionStage<Map<NodeId, List<OwnSubscription>>> subscriptionsOf(String service, Jid bare) {
            Map<NodeId, List<OwnSubscription>> subscriptions = new HashMap<>();
            IntStream.range(0, MANY)
                    .forEach(number -> subscriptions.put(
                            new NodeId(service, "node" + number),
                            List.of(new OwnSubscription(bare, SubId.FIRST, SubscriptionState.SUBSCRIBED))));
            return ifAny(subscriptions);
        }

        @Override
        public CompletionStage<Map<NodeId, Affiliation>> affiliationsOf(String service, Jid bare) {
            Map<NodeId, Affiliation> affiliations = new HashMap<>();
            IntStream.range(0, MANY)
                    .forEach(number -> affiliations.put(new NodeId(service, "node" + number), Affiliation.MEMBER));
            return ifAny(affiliations);
        }

        @Override
        public CompletionStage<Optional<List<Jid>>> publishersOf(NodeKey node, int among) {
            return ifAny(Optional.empty());
        }

        @Override
        public CompletionStage<Map<NodeId, Boolean>> ownedBy(String service, Jid bare) {
            Map<NodeId, Boolean> owned = new TreeMap<>();
            IntStream.range(0, MANY).forEach(number -> owned.put(new NodeId(service, "node" + number), true));
            return ifAny(owned);
        }

        private <T> CompletionStage<T> ifAny(T answer) {
            return reply.isPresent()
                    ? CompletableFuture.completedFuture(answer)
                    : CompletableFuture.failedFuture(new TimeoutException("no answer"));
        }
    }
}
