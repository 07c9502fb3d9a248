package im.fanfare.component.administration;

import static im.fanfare.component.administration.Castle.HAMLET;
import static im.fanfare.component.administration.Castle.HORATIO;
import static im.fanfare.component.administration.Castle.SERVICE;
import static im.fanfare.component.administration.Castle.node;
import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.blacklist.Blacklist;
import im.fanfare.component.commands.CommandsHandler;
import im.fanfare.component.disco.DiscoHandler;
import im.fanfare.component.iq.IqRouter;
import im.fanfare.component.iq.Xml;
import im.fanfare.component.pubsub.MemoryNodes;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.schema.MemoryBlacklists;
import im.fanfare.schema.MemoryBounces;
import im.fanfare.schema.MemoryJournal;
import im.fanfare.stanza.Schemas;
import im.fanfare.stanza.XmlElement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Administration by ad-hoc commands: XEP-0133 and XEP-0050. */
class AdministrationCommandsTest {
    private static final String BARD = "bard@shakespeare.lit/globe";
    private static final String FRANCISCO = "francisco@denmark.lit/barracks";
    private static final String COMMANDS = "http://jabber.org/protocol/commands";
    private static final String ADMIN = "http://jabber.org/protocol/admin";
    private static final String ITEMS = "http://jabber.org/protocol/disco#items";
    private static final String INFO = "http://jabber.org/protocol/disco#info";

    private final MemoryNodes nodes = new MemoryNodes();
    private final StillInstallation installation = new StillInstallation();
    private final Blacklist blacklist =
            Blacklist.start(new MemoryBlacklists(), List.of(SERVICE), Set.of(), Clock.systemUTC());
    private Optional<Administration> administration = Optional.of(new Administration(
            List.of(SERVICE), nodes, new MemoryJournal(), new MemoryBounces(), blacklist, installation));
    private final IqRouter router = router();

    private IqRouter router() {
        var commands = new CommandsHandler(
                new AdministrationCommands(Set.of(Jid.parse(BARD).bare()), () -> administration, Runnable::run)
                        .commands(),
                () -> "session1");
        return new IqRouter(List.of(commands, new DiscoHandler(nodes, commands, List.of(commands), any -> List.of())));
    }

    AdministrationCommandsTest() {
        does(new NodeCommand.Create(node("musings"), HAMLET, Map.of()));
        does(new NodeCommand.Subscribe(node("musings"), HORATIO, HORATIO));
    }

    /** XEP-0133 §3. */
    @Test
    void listsTheCommandsToAdministrators() {
        assertThat(asks(BARD, "get", "<query xmlns='" + ITEMS + "' node='" + COMMANDS + "'/>")
                        .children()
                        .get(0)
                        .children())
                .extracting(item -> item.attribute("node").orElseThrow())
                .containsExactly(
                        ADMIN + "#delete-user",
                        ADMIN + "#add-to-blacklist-in",
                        ADMIN + "#announce",
                        "im.fanfare.admin#user-nodes",
                        "im.fanfare.admin#node",
                        "im.fanfare.admin#change-owner",
                        "im.fanfare.admin#delete-node",
                        "im.fanfare.admin#statistics");
    }

    /** XEP-0133 §5 and §6. */
    @Test
    void listsThemToNobodyElse() {
        assertThat(asks(FRANCISCO, "get", "<query xmlns='" + ITEMS + "' node='" + COMMANDS + "'/>")
                        .children()
                        .get(0)
                        .children())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {FRANCISCO, "bard@shakespeare.lit.elsewhere.lit", "hamlet@denmark.lit"})
    void carriesThemOutForNobodyElse(String stranger) {
        for (String command : List.of(ADMIN + "#delete-user", "im.fanfare.admin#delete-node")) {
            assertThat(errorOf(
                            execute(stranger, command, form("node", "musings", "accountjids", "hamlet@denmark.lit"))))
                    .isEqualTo("auth forbidden");
            assertThat(errorOf(asks(stranger, "get", "<query xmlns='" + INFO + "' node='" + command + "'/>")))
                    .isEqualTo("auth forbidden");
        }
        assertThat(nodes.snapshot()).containsOnlyKeys(node("musings"));
    }

    /** XEP-0133 §4.2. */
    @Test
    void erasesAllDataOfUsers() {
        does(new NodeCommand.Create(node("graves"), HORATIO, Map.of()));

        assertThat(execute(BARD, ADMIN + "#delete-user", "")).isEqualTo(Xml.plain("""
                <iq type='result' id='1' from='pubsub.denmark.lit' to='bard@shakespeare.lit/globe'>
                  <command xmlns='http://jabber.org/protocol/commands' node='http://jabber.org/protocol/admin#delete-user'
                      sessionid='session1' status='executing'>
                    <actions execute='complete'><complete/></actions>
                    <x xmlns='jabber:x:data' type='form'>
                      <field var='FORM_TYPE' type='hidden'><value>http://jabber.org/protocol/admin</value></field>
                      <field var='accountjids' type='jid-multi' label='Bare JIDs of users'/>
                    </x>
                  </command>
                </iq>"""));
        var done = execute(
                BARD,
                ADMIN + "#delete-user",
                "<x xmlns='jabber:x:data' type='submit'>"
                        + "<field var='FORM_TYPE' type='hidden'><value>" + ADMIN + "</value></field>"
                        + "<field var='accountjids'><value>horatio@denmark.lit</value>"
                        + "<value>yorick@denmark.lit</value></field></x>");

        assertThat(done.toXml())
                .contains("status='completed'", "<note type='info'>Nodes deleted: 1. Items retracted: 0.")
                .contains("Subscriptions ended: 1.");
        assertThat(nodes.snapshot()).containsOnlyKeys(node("musings"));
    }

    /** XEP-0133 §4.23. */
    @Test
    void saysSomethingToAllWhoAreOnline() {
        String command = ADMIN + "#announce";
        assertThat(execute(BARD, command, "").toXml()).contains("<field var='announcement' type='text-multi'");

        String lines = "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>" + ADMIN
                + "</value></field><field var='announcement'><value>The rest</value><value>is silence</value></field></x>";
        assertThat(execute(BARD, command, lines).toXml()).contains("status='completed'", "Users told: 3.");
        assertThat(installation.announced).containsExactly(SERVICE + ": The rest\nis silence");

        assertThat(errorOf(execute(BARD, command, form("announcement", " "))))
                .isEqualTo("modify bad-request bad-payload");
        assertThat(errorOf(execute(FRANCISCO, command, lines))).isEqualTo("auth forbidden");
        assertThat(installation.announced).hasSize(1);
    }

    /** XEP-0133 §4.11: the form has the list, and what comes back is the list. */
    @Test
    void editsTheBlacklist() {
        String command = ADMIN + "#add-to-blacklist-in";
        assertThat(execute(BARD, command, "").toXml())
                .contains("<field var='blacklistjids' type='jid-multi' label='Bare JIDs and domains'/>");

        assertThat(execute(BARD, command, listing("marlowe.lit", "Yorick@denmark.lit"))
                        .toXml())
                .contains("status='completed'");
        assertThat(execute(BARD, command, "").toXml())
                .contains("<value>marlowe.lit</value><value>yorick@denmark.lit</value>");

        assertThat(execute(BARD, command, listing("marlowe.lit")).toXml()).contains("status='completed'");
        assertThat(errorOf(execute(BARD, command, listing("marlowe.lit/globe"))))
                .isEqualTo("modify bad-request bad-payload");
        assertThat(errorOf(execute(BARD, command, listing()))).isEqualTo("modify bad-request bad-payload");
        assertThat(blacklist.of(SERVICE).toCompletableFuture().join()).containsExactly(Jid.parse("marlowe.lit"));
    }

    private static String listing(String... jids) {
        String values = Stream.of(jids)
                .map(jid -> "<value>" + jid + "</value>")
                .collect(Collectors.joining("", "<field var='blacklistjids'>", "</field>"));
        return "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>" + ADMIN + "</value></field>"
                + (jids.length == 0 ? "" : values) + "</x>";
    }

    @Test
    void listsTheNodesOfAUser() {
        does(new NodeCommand.ChangeAffiliations(node("musings"), HAMLET, Map.of(HORATIO, Affiliation.PUBLISHER)));

        assertThat(execute(BARD, "im.fanfare.admin#user-nodes", form("accountjid", "horatio@denmark.lit"))
                        .toXml())
                .contains("<field var='accountjid' type='jid-single' label='accountjid'>"
                        + "<value>horatio@denmark.lit</value></field>")
                .contains("<field var='publisher' type='text-multi' label='publisher'><value>musings</value></field>")
                .contains(
                        "<field var='subscribed' type='text-multi' label='subscribed'><value>musings</value></field>");
    }

    @Test
    void looksAtANode() {
        assertThat(execute(BARD, "im.fanfare.admin#node", form("node", "musings"))
                        .toXml())
                .contains("status='completed'", "<x xmlns='jabber:x:data' type='result'>")
                .contains("label='owners'><value>hamlet@denmark.lit</value>")
                .contains("label='subscribers'><value>1</value>")
                .contains("label='member'><value>elsinore:7355</value>");
    }

    @Test
    void givesANodeToAnotherOwner() {
        var done =
                execute(BARD, "im.fanfare.admin#change-owner", form("node", "musings", "owner", "yorick@denmark.lit"));

        assertThat(done.toXml()).contains("status='completed'");
        assertThat(nodes.snapshot().get(node("musings")).affiliations())
                .isEqualTo(Map.of(Jid.parse("yorick@denmark.lit"), Affiliation.OWNER));
        assertThat(execute(
                                BARD,
                                "im.fanfare.admin#change-owner",
                                form("node", "musings", "owner", "yorick@denmark.lit"))
                        .toXml())
                .as("once more")
                .contains("status='completed'");
    }

    @Test
    void deletesANode() {
        assertThat(execute(BARD, "im.fanfare.admin#delete-node", form("node", "musings"))
                        .toXml())
                .contains("status='completed'");
        assertThat(nodes.snapshot()).isEmpty();
    }

    /** It needs no form. */
    @Test
    void showsStatistics() {
        assertThat(execute(BARD, "im.fanfare.admin#statistics", "").toXml())
                .contains("<value>elsinore:7355</value><value>wittenberg:7355</value>")
                .contains("label='nodes-awake'><value>3</value>", "label='delivery-backlog'><value>12</value>");
    }

    /** XEP-0050 §4.4 and RFC 6120 §8.3.3. */
    @ParameterizedTest
    @CsvSource({
        "node, node, nowhere, cancel item-not-found",
        "delete-node, node, nowhere, cancel item-not-found",
        "delete-node, node, '', modify bad-request bad-payload",
        "delete-node, nodes, musings, modify bad-request bad-payload",
        "change-owner, node, musings, modify bad-request bad-payload",
        "user-nodes, accountjid, horatio@denmark.lit/elsinore, modify bad-request bad-payload",
        "user-nodes, FORM_TYPE, jabber:bot, modify bad-request bad-payload"
    })
    void saysWhatIsWrong(String command, String field, String value, String error) {
        assertThat(errorOf(execute(BARD, "im.fanfare.admin#" + command, form(field, value))))
                .isEqualTo(error);
        assertThat(nodes.snapshot()).containsOnlyKeys(node("musings"));
    }

    @Test
    void asksToWaitWhereTheMemberIsNotThereYet() {
        administration = Optional.empty();

        assertThat(errorOf(execute(BARD, "im.fanfare.admin#statistics", ""))).isEqualTo("wait internal-server-error");
    }

    private void does(NodeCommand command) {
        nodes.ask(command).toCompletableFuture().join();
    }

    private XmlElement execute(String from, String command, String form) {
        return asks(from, "set", "<command xmlns='" + COMMANDS + "' node='" + command + "'>" + form + "</command>");
    }

    private XmlElement asks(String from, String type, String payload) {
        var request = Xml.stanza(
                "<iq type='" + type + "' from='" + from + "' to='" + SERVICE + "' id='1'>" + payload + "</iq>");
        var answer =
                Xml.plain(router.route(request).toCompletableFuture().join().get(0));
        Schemas.assertValid(answer);
        return answer;
    }

    private static String form(String... fieldsAndValues) {
        var form = new StringBuilder("<x xmlns='jabber:x:data' type='submit'>");
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            form.append(
                    "<field var='" + fieldsAndValues[i] + "'><value>" + fieldsAndValues[i + 1] + "</value></field>");
        }
        return form.append("</x>").toString();
    }

    /** Type and conditions. */
    private static String errorOf(XmlElement answer) {
        var error = answer.children().get(0);
        var conditions = error.children().stream()
                .map(XmlElement::name)
                .filter(name -> !name.equals("text"))
                .toList();
        return error.attribute("type").orElse("none") + ' ' + String.join(" ", conditions);
    }
}
