package im.fanfare.component.system;

import static im.fanfare.component.system.Transcript.create;
import static im.fanfare.component.system.Transcript.publish;
import static im.fanfare.component.system.Transcript.pubsub;
import static im.fanfare.component.system.Transcript.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.fanfare.embedded.HostServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.xml.stream.XMLStreamException;
import org.jivesoftware.smack.packet.XmlElement;
import org.jivesoftware.smackx.pubsub.Item;
import org.jivesoftware.smackx.pubsub.LeafNode;
import org.jivesoftware.smackx.pubsub.PubSubManager;
import org.jivesoftware.smackx.rsm.packet.RSMSet;
import org.jivesoftware.smackx.rsm.packet.RSMSet.PageDirection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.jxmpp.jid.impl.JidCreate;

/**
 * What we say is understood by the client libraries of other languages: Python's slixmpp, and stanza of npm, which
 * speaks over a WebSocket. Each walks once through everything and says what it saw. Smack, which SmackClientIT walks with,
 * goes through the thousands of items here, where they are.
 */
@ParameterizedClass
@EnumSource
class OtherClientsIT {
    private static final int THOUSANDS = 10_000;
    private static final int AT_ONCE = 2_000;
    private static final String LARGE_NODE = "clients/thousands";
    private static final int PAGE = 500;
    private static final Set<Elsinore.Behind> FILLED = ConcurrentHashMap.newKeySet();

    private final Elsinore elsinore;
    private final HostServer server;

    OtherClientsIT(Elsinore.Behind host) {
        elsinore = Elsinore.behind(host);
        server = elsinore.server();
        if (FILLED.add(host)) {
            fill();
        }
    }

    @Test
    void isUnderstoodBySlixmpp() throws Exception {
        understands("slixmpp", List.of("/usr/bin/python3", script("walk_slixmpp.py"), port()));
    }

    @Test
    void isUnderstoodByStanza() throws Exception {
        var runner = Path.of("../.ci/javascript").toString();
        understands(
                "stanza",
                List.of(runner, script("walk_stanza.js"), server.webSocket().toString()));
    }

    /** XEP-0059 §2.2 and §2.3. */
    @Test
    void isPagedThroughBySmack() throws Exception {
        var bernardo = SmackLogin.as("bernardo-with-smack", server);
        try {
            var node = PubSubManager.getInstanceFor(bernardo, JidCreate.bareFrom(XmppClient.SERVICE))
                    .getLeafNode(LARGE_NODE);
            var forwards = new ArrayList<String>();
            for (var page = page(node, new RSMSet(PAGE)); !page.isEmpty(); ) {
                forwards.addAll(page);
                page = page(node, new RSMSet(PAGE, forwards.get(forwards.size() - 1), PageDirection.after));
            }
            assertThat(forwards).isEqualTo(items());

            var last = page(node, new RSMSet(PAGE, "", PageDirection.before));
            var before = page(node, new RSMSet(PAGE, last.get(0), PageDirection.before));
            assertThat(last).isEqualTo(items().subList(THOUSANDS - PAGE, THOUSANDS));
            assertThat(before).isEqualTo(items().subList(THOUSANDS - 2 * PAGE, THOUSANDS - PAGE));
        } finally {
            bernardo.disconnect();
        }
    }

    private static List<String> page(LeafNode node, RSMSet wanted) throws Exception {
        List<XmlElement> answered = new ArrayList<>();
        var items = node.getItems(List.of(wanted), answered).stream()
                .map(Item::getId)
                .toList();
        assertThat(answered)
                .filteredOn(RSMSet.class::isInstance)
                .extracting(set -> ((RSMSet) set).getCount())
                .containsExactly(THOUSANDS);
        return items;
    }

    private void understands(String client, List<String> program) throws Exception {
        var user = client + "-user";
        var guarded = "clients/guarded-by-" + client;
        hasRequestAt(guarded, user);

        var seen = walk(client, program, List.of(user, XmppClient.SERVICE, "clients/" + client, LARGE_NODE, guarded));

        assertThat(texts(seen.at("/finds/identities"))).containsExactly("pubsub/service");
        assertThat(seen.at("/finds/version").asText()).isEqualTo("Fanfare");
        assertThat(seen.at("/finds/archives").asBoolean()).isTrue();
        assertThat(seen.at("/finds/pings").asBoolean()).isTrue();
        assertThat(seen.at("/configures/title").asText()).isEqualTo("Princely Musings");
        assertThat(seen.at("/configures/max_items").asText()).isEqualTo("7");
        assertThat(texts(seen.at("/configures/access_models"))).contains("open", "authorize", "whitelist");
        assertThat(seen.at("/publishes/subscription").asText()).isEqualTo("subscribed");
        assertThat(texts(seen.at("/publishes/told"))).containsExactly("item0", "item1", "item2", "item3", "item4");
        assertThat(texts(seen.at("/publishes/payloads"))).contains("Soliloquy 0", "Soliloquy 4");
        assertThat(texts(seen.at("/publishes/retracted"))).containsExactly("item0");
        assertThat(seen.at("/pages/count").asInt()).isEqualTo(THOUSANDS);
        assertThat(texts(seen.at("/pages/ids"))).isEqualTo(items());
        assertThat(texts(seen.at("/looks_back/items"))).containsExactly("item1", "item2", "item3", "item4");
        assertThat(seen.at("/looks_back/pages").asInt()).isEqualTo(2);
        assertThat(seen.at("/looks_back/stamped").asBoolean()).isTrue();
        assertThat(texts(seen.at("/commands/listed"))).contains("http://jabber.org/protocol/pubsub#get-pending");
        assertThat(texts(seen.at("/commands/offered"))).containsExactly(guarded);
        assertThat(texts(seen.at("/commands/status"))).containsExactly("executing", "completed");
        assertThat(seen.at("/commands/asks").asText()).isEqualTo("bernardo@localhost");
        assertThat(seen.at("/is_refused").asText()).isEqualTo("conflict");
        assertThat(texts(seen.at("/administers/owns"))).containsExactly(guarded, "clients/" + client);
        assertThat(seen.at("/administers/deleted").asText()).isEqualTo("completed");
        Await.until(() -> isSubscribed(guarded), () -> elsinore.bernardo().asks("get", pubsub("<subscriptions/>")));
    }

    /** Walks with a client that the user logs in with, and returns what it has seen. */
    private JsonNode walk(String client, List<String> program, List<String> arguments) throws Exception {
        var errors = Path.of("target", client + "-" + server.pid() + ".log").toFile();
        var process = new ProcessBuilder(
                        Stream.concat(program.stream(), arguments.stream()).toList())
                .redirectError(errors)
                .start();
        try {
            var said = process.getInputStream().readAllBytes();
            assertThat(process.waitFor())
                    .as("%s: %s", errors, Files.readString(errors.toPath()))
                    .isZero();
            return new ObjectMapper().readTree(said);
        } finally {
            process.destroyForcibly();
        }
    }

    private void hasRequestAt(String node, String owner) throws IOException, XMLStreamException {
        server.register(owner, owner);
        try (var client = XmppClient.login(server, owner, "desk")) {
            client.sets(create(node, "access_model", "authorize"));
            elsinore.bernardo().sets(subscribe(node, "bernardo@localhost"));
        }
    }

    private boolean isSubscribed(String node) {
        return elsinore.bernardo()
                .asks("get", pubsub("<subscriptions node='" + node + "'/>"))
                .toXml()
                .contains("subscription='subscribed'");
    }

    private void fill() {
        var hamlet = elsinore.hamlet();
        hamlet.sets(create(LARGE_NODE, "max_items", "max", "deliver_payloads", "true"));
        for (int from = 0; from < THOUSANDS; from += AT_ONCE) {
            var part = IntStream.range(from, from + AT_ONCE)
                    .mapToObj(OtherClientsIT::item)
                    .toList();
            part.forEach(id -> hamlet.says("<iq type='set' to='" + XmppClient.SERVICE + "' id='" + id + "'>"
                    + publish(LARGE_NODE, id) + "</iq>"));
            part.forEach(id -> assertThat(
                            hamlet.hears(answer -> answer.attribute("id").equals(Optional.of(id)))
                                    .attribute("type"))
                    .contains("result"));
        }
    }

    /** Oldest first. */
    private static List<String> items() {
        return IntStream.range(0, THOUSANDS).mapToObj(OtherClientsIT::item).toList();
    }

    private static String item(int number) {
        return "thousands-" + number;
    }

    private String port() {
        return Integer.toString(server.settings().clientPort());
    }

    private static String script(String name) {
        return String.join(File.separator, "target", "test-classes", "clients", name);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
