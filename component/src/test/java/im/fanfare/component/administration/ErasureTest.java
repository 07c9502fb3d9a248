package im.fanfare.component.administration;

import static im.fanfare.component.administration.Castle.HAMLET;
import static im.fanfare.component.administration.Castle.HORATIO;
import static im.fanfare.component.administration.Castle.SERVICE;
import static im.fanfare.component.administration.Castle.node;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.pubsub.MemoryNodes;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.ItemRef;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeEvent;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.schema.Bounces;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody goes, and nothing of his is left, and nothing of others' has gone. */
class ErasureTest {
    private static final Jid YORICK = Jid.parse("yorick@denmark.lit");

    private final Castle castle = new Castle();

    @AfterEach
    void stop() {
        castle.close();
    }

    @Test
    void deletesTheNodesThatItAloneOwns() {
        creates(YORICK, "jests", Map.of());
        creates(HAMLET, "musings", Map.of());

        assertThat(erase()).startsWith("200 ").contains("\"nodesDeleted\":1");

        assertThat(castle.nodes.snapshot()).containsOnlyKeys(node("musings"));
        assertThat(castle.nodes.takePublications())
                .as("who is subscribed to it is told")
                .anyMatch(told -> told.revision().event() instanceof NodeEvent.NodeDeleted);
    }

    /** XEP-0248 §8.2: what others have in it stays theirs. */
    @Test
    void deletesACollectionThatItAloneOwnsAndNoneOfTheNodesInIt() {
        Map<ConfigField, String> open =
                Map.of(ConfigField.NODE_TYPE, "collection", ConfigField.CHILDREN_ASSOCIATION_POLICY, "all");
        creates(YORICK, "skulls", open);
        creates(HAMLET, "graves", open);
        Map<NodeId, Long> both = Map.of(node("skulls"), 1L, node("graves"), 1L);
        castle.does(new NodeCommand.Create(node("musings"), HAMLET, Map.of(), both));
        castle.does(new NodeCommand.Create(node("jests"), YORICK, Map.of(), both));
        publishes(HAMLET, "musings", "alas");

        assertThat(erase()).startsWith("200 ").contains("\"nodesDeleted\":2");

        assertThat(castle.nodes.snapshot()).containsOnlyKeys(node("graves"), node("musings"));
        assertThat(castle.nodes.snapshot().get(node("musings")).index()).hasSize(1);
        assertThat(castle.asks("GET", "/user?jid=" + YORICK)).endsWith("\"subscriptions\":[],\"affiliations\":[]}");
    }

    @Test
    void remembersNothingOfItsPresence() {
        assertThat(erase()).startsWith("200 ");

        assertThat(castle.installation.forgotten).containsExactly(YORICK);
    }

    @Test
    void leavesANodeThatOthersOwnToThem() {
        creates(YORICK, "jests", Map.of());
        castle.does(new NodeCommand.ChangeAffiliations(node("jests"), YORICK, Map.of(HAMLET, Affiliation.OWNER)));
        publishes(YORICK, "jests", "gorge", "gambols");
        publishes(HAMLET, "jests", "alas");

        assertThat(erase())
                .isEqualTo("200 [{\"service\":\"" + SERVICE + "\",\"nodesDeleted\":0,\"itemsRetracted\":2,"
                        + "\"subscriptionsEnded\":0,\"affiliationsEnded\":1,\"namedAsCreator\":[\"jests\"]}]");

        assertThat(jests().affiliations()).isEqualTo(Map.of(HAMLET, Affiliation.OWNER));
        assertThat(jests().index()).extracting(ItemRef::id).containsExactly(id("alas"));
    }

    @Test
    void takesWhatItIsToNodesOfOthers() {
        creates(HAMLET, "jests", Map.of(ConfigField.PUBLISH_MODEL, "open"));
        creates(HAMLET, "closed", Map.of(ConfigField.ACCESS_MODEL, "authorize"));
        creates(HAMLET, "barred", Map.of());
        castle.does(new NodeCommand.ChangeAffiliations(node("barred"), HAMLET, Map.of(YORICK, Affiliation.OUTCAST)));
        for (String resource : List.of("", "/grave")) {
            Jid subscriber = Jid.parse(YORICK + resource);
            castle.does(new NodeCommand.Subscribe(node("jests"), YORICK, subscriber));
            castle.does(new NodeCommand.Subscribe(
                    node("jests"), YORICK, subscriber, Map.of(SubscriptionOption.DELIVER, "false")));
            castle.does(new NodeCommand.Subscribe(node("closed"), YORICK, subscriber));
        }
        castle.does(new NodeCommand.Subscribe(node("jests"), HORATIO, HORATIO));
        publishes(Jid.parse("yorick@denmark.lit/grave"), "jests", "gorge");
        publishes(HORATIO, "jests", "propinquity");

        assertThat(erase())
                .contains("\"nodesDeleted\":0,\"itemsRetracted\":1,\"subscriptionsEnded\":6,\"affiliationsEnded\":1");

        assertThat(jests().subscriptions()).hasSize(1);
        assertThat(jests().index()).extracting(ItemRef::id).containsExactly(id("propinquity"));
        castle.nodes.snapshot().values().forEach(node -> {
            assertThat(node.pending()).isEmpty();
            assertThat(node.affiliations()).doesNotContainKey(YORICK);
        });
        assertThat(castle.asks("GET", "/user?jid=" + YORICK)).endsWith("\"subscriptions\":[],\"affiliations\":[]}");
    }

    @Test
    void findsItemsAtNodesOfStrangersOnlyWhereItLooksEverywhere() {
        creates(HAMLET, "jests", Map.of(ConfigField.PUBLISH_MODEL, "open"));
        publishes(YORICK, "jests", "gorge");

        assertThat(erase()).contains("\"itemsRetracted\":0");
        assertThat(castle.asks("POST", "/erase?everywhere=true&jid=" + YORICK)).contains("\"itemsRetracted\":1");

        assertThat(jests().index()).isEmpty();
    }

    @Test
    void findsTheLastOfManyItems() {
        creates(HAMLET, "jests", Map.of(ConfigField.PUBLISH_MODEL, "open"));
        castle.does(new NodeCommand.Subscribe(node("jests"), YORICK, YORICK));
        for (int i = 0; i < 1_300; i++) { // of which a part is whole
            publishes(i % 600 == 0 ? HORATIO : YORICK, "jests", "item " + i);
        }

        assertThat(erase()).contains("\"itemsRetracted\":1297");

        assertThat(jests().index())
                .extracting(ItemRef::id)
                .containsExactly(id("item 0"), id("item 600"), id("item 1200"));
    }

    @Test
    void mayBeRepeated() {
        creates(YORICK, "jests", Map.of());
        erase();
        var before = castle.nodes.snapshot();

        assertThat(erase()).contains("\"nodesDeleted\":0,\"itemsRetracted\":0,\"subscriptionsEnded\":0");
        assertThat(castle.nodes.snapshot()).isEqualTo(before);
    }

    @Test
    void forgetsThatItsAddressesBounced() {
        castle.bounces
                .put(SERVICE, YORICK, new Bounces.History(2, Instant.EPOCH), Duration.ofDays(1))
                .toCompletableFuture()
                .join();

        erase();

        assertThat(castle.bounces.of(SERVICE, YORICK).toCompletableFuture().join())
                .isEmpty();
    }

    private void creates(Jid owner, String name, Map<ConfigField, String> config) {
        castle.does(new NodeCommand.Create(node(name), owner, config));
    }

    private void publishes(Jid publisher, String name, String... items) {
        for (String item : items) {
            Payload payload = new Payload("urn:x", "<jest xmlns='urn:x'/>");
            castle.does(new NodeCommand.Publish(
                    node(name), publisher, Optional.of(new NewItem(id(item), Optional.of(payload))), Map.of()));
        }
    }

    private static ItemId id(String text) {
        return new ItemId(text);
    }

    private String erase() {
        return castle.asks("POST", "/erase?jid=" + YORICK);
    }

    private MemoryNodes.Snapshot jests() {
        return castle.nodes.snapshot().get(node("jests"));
    }
}
