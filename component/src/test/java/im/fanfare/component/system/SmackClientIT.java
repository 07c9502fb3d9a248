package im.fanfare.component.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import im.fanfare.embedded.HostServer;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smack.filter.AndFilter;
import org.jivesoftware.smack.filter.FromMatchesFilter;
import org.jivesoftware.smack.filter.MessageTypeFilter;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smackx.commands.AdHocCommandManager;
import org.jivesoftware.smackx.commands.packet.AdHocCommandData;
import org.jivesoftware.smackx.disco.packet.DiscoverItems;
import org.jivesoftware.smackx.iqversion.VersionManager;
import org.jivesoftware.smackx.mam.MamManager;
import org.jivesoftware.smackx.ping.PingManager;
import org.jivesoftware.smackx.pubsub.AccessModel;
import org.jivesoftware.smackx.pubsub.Affiliation;
import org.jivesoftware.smackx.pubsub.EventElement;
import org.jivesoftware.smackx.pubsub.Item;
import org.jivesoftware.smackx.pubsub.ItemDeleteEvent;
import org.jivesoftware.smackx.pubsub.ItemsExtension;
import org.jivesoftware.smackx.pubsub.LeafNode;
import org.jivesoftware.smackx.pubsub.PayloadItem;
import org.jivesoftware.smackx.pubsub.PubSubException.NotAPubSubNodeException;
import org.jivesoftware.smackx.pubsub.PubSubManager;
import org.jivesoftware.smackx.pubsub.SimplePayload;
import org.jivesoftware.smackx.pubsub.Subscription;
import org.jivesoftware.smackx.pubsub.listener.ItemDeleteListener;
import org.jivesoftware.smackx.pubsub.listener.ItemEventListener;
import org.jivesoftware.smackx.xdata.FormField;
import org.jivesoftware.smackx.xdata.form.FillableForm;
import org.jivesoftware.smackx.xdatalayout.packet.DataLayout;
import org.jivesoftware.smackx.xdatavalidation.packet.ValidateElement;
import org.jivesoftware.smackx.xdatavalidation.packet.ValidateElement.RangeValidateElement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.jxmpp.jid.impl.JidCreate;

/** What we say is understood by a client library that many programs use: Smack reads every answer and notification. */
@ParameterizedClass
@EnumSource
class SmackClientIT {
    private static final String ADMIN = "http://jabber.org/protocol/admin#";

    private final HostServer server;
    private XMPPTCPConnection horatio;
    private XMPPTCPConnection marcellus;
    private PubSubManager owner;
    private PubSubManager user;

    SmackClientIT(Elsinore.Behind host) {
        server = Elsinore.behind(host).server();
    }

    @BeforeEach
    void logIn() throws Exception {
        horatio = SmackLogin.as("horatio", server);
        marcellus = SmackLogin.as("marcellus", server);
        owner = PubSubManager.getInstanceFor(horatio, JidCreate.bareFrom(XmppClient.SERVICE));
        user = PubSubManager.getInstanceFor(marcellus, JidCreate.bareFrom(XmppClient.SERVICE));
    }

    @AfterEach
    void logOut() {
        horatio.disconnect();
        marcellus.disconnect();
    }

    @Test
    void findsTheService() throws Exception {
        assertThat(PubSubManager.getPubSubService(horatio).toString()).isEqualTo(XmppClient.SERVICE);
        assertThat(owner.canCreateNodesAndPublishItems()).isTrue();
        assertThat(PingManager.getInstanceFor(horatio).ping(JidCreate.from(XmppClient.SERVICE)))
                .isTrue();
        assertThat(VersionManager.getInstanceFor(horatio)
                        .getVersion(JidCreate.from(XmppClient.SERVICE))
                        .getName())
                .isEqualTo("Fanfare");
    }

    @Test
    void publishesAndRetracts() throws Exception {
        var node = owner.createNode("smack/publishing");
        var seen = user.getLeafNode("smack/publishing");
        var items = new LinkedBlockingQueue<Item>();
        var retracted = new LinkedBlockingQueue<String>();
        var purged = new LinkedBlockingQueue<String>();
        ItemEventListener<Item> listener = event -> items.addAll(event.getItems());
        seen.addItemEventListener(listener);
        seen.addItemDeleteListener(deletions(retracted, purged));
        seen.subscribe(marcellus.getUser().asBareJid());

        node.publish(item("1st"));
        node.publish(item("2nd"));
        node.publish(item("3rd"));
        assertThat(next(items).getId()).isEqualTo("1st");
        assertThat(((PayloadItem<?>) next(items)).getPayload().toXML().toString())
                .contains("Soliloquy");
        assertThat(ids(seen.getItems())).containsExactly("1st", "2nd", "3rd");
        assertThat(ids(seen.getItems(1))).containsExactly("3rd");
        assertThat(ids(seen.getItems(List.of("2nd")))).containsExactly("2nd");

        node.deleteItem(List.of("1st", "2nd"));
        assertThat(List.of(next(retracted), next(retracted))).containsExactly("1st", "2nd");
        node.deleteAllItems();
        assertThat(next(purged)).isEqualTo("smack/publishing");
        assertThat(seen.getItems()).isEmpty();
        owner.deleteNode("smack/publishing");
    }

    /** XEP-0050 §3, XEP-0133 §4.2: horatio is an administrator. */
    @Test
    void administers() throws Exception {
        owner.createNode("smack/administered");
        var service = JidCreate.bareFrom(XmppClient.SERVICE);
        var commands = AdHocCommandManager.getInstance(horatio);

        assertThat(commands.discoverCommands(service).getItems())
                .extracting(DiscoverItems.Item::getNode)
                .contains("http://jabber.org/protocol/admin#delete-user", "im.fanfare.admin#node");
        assertThat(AdHocCommandManager.getInstance(marcellus)
                        .discoverCommands(service)
                        .getItems())
                .extracting(DiscoverItems.Item::getNode)
                .contains("http://jabber.org/protocol/pubsub#get-pending")
                .doesNotContain("im.fanfare.admin#node");

        var looked = completed("im.fanfare.admin#node", form -> form.setAnswer("node", "smack/administered"));
        assertThat(looked.getForm().getField("owners").getFirstValue()).isEqualTo("horatio@localhost");
        var deleted = completed("im.fanfare.admin#delete-node", form -> form.setAnswer("node", "smack/administered"));
        assertThat(deleted.getStatus()).isEqualTo(AdHocCommandData.Status.completed);
        var missing = catchThrowableOfType(XMPPErrorException.class, () -> user.getNode("smack/administered"));
        assertThat(missing.getStanzaError().getCondition()).isEqualTo(Condition.item_not_found);
    }

    /** XEP-0133 §4.23: to marcellus, who is there for the service as well. */
    @Test
    void saysSomethingToAllWhoAreOnline() throws Exception {
        var service = JidCreate.bareFrom(XmppClient.SERVICE);
        var said = new LinkedBlockingQueue<Message>();
        marcellus.addAsyncStanzaListener(
                message -> said.add((Message) message),
                new AndFilter(FromMatchesFilter.create(service), MessageTypeFilter.HEADLINE));
        marcellus.sendStanza(
                marcellus.getStanzaFactory().buildPresenceStanza().to(service).build());
        VersionManager.getInstanceFor(marcellus).getVersion(service); // behind the presence

        var announced = completed(
                ADMIN + "announce",
                form -> form.setAnswer("announcement", List.of("Something is rotten", "in the state")));

        assertThat(announced.getNotes().get(0).getValue()).matches("Users told: [1-9].*");
        assertThat(next(said).getBody()).isEqualTo("Something is rotten\nin the state");
    }

    /** XEP-0133 §4.11: until the list is empty again. */
    @Test
    void refusesWhoIsOnTheBlacklist() throws Exception {
        owner.createNode("smack/blacklist");
        assertThat((Object) user.getLeafNode("smack/blacklist")).isNotNull();

        block(List.of("marcellus@localhost"));
        try {
            var refused = catchThrowableOfType(XMPPErrorException.class, () -> user.createNode("smack/blacklisted"));
            assertThat(refused.getStanzaError().getCondition()).isEqualTo(Condition.forbidden);
            assertThat((Object) owner.getLeafNode("smack/blacklist")).isNotNull();
        } finally {
            block(List.of());
        }
        assertThat((Object) user.createNode("smack/blacklisted")).isNotNull();
    }

    private void block(List<String> jids) throws Exception {
        assertThat(completed(ADMIN + "add-to-blacklist-in", form -> form.setAnswer("blacklistjids", jids))
                        .getStatus())
                .isEqualTo(AdHocCommandData.Status.completed);
    }

    /** By horatio. */
    private AdHocCommandData completed(String command, Consumer<FillableForm> filling) throws Exception {
        var remote = AdHocCommandManager.getInstance(horatio)
                .getRemoteCommand(JidCreate.bareFrom(XmppClient.SERVICE), command);
        var form = remote.execute().asExecutingOrThrow().getFillableForm();
        filling.accept(form);
        return remote.complete(form.getSubmitForm()).asCompletedOrThrow().getResponse();
    }

    /** XEP-0442. */
    @Test
    void pagesThroughAnArchive() throws Exception {
        var node = owner.createNode("smack/archive");
        for (int i = 0; i < 5; i++) {
            node.publish(item("item" + i));
        }
        var archive = MamManager.getInstanceFor(marcellus, JidCreate.bareFrom(XmppClient.SERVICE));
        assertThat(archive.isSupported()).isTrue();

        var query = archive.queryArchive(MamManager.MamQueryArgs.builder()
                .queryNode("smack/archive")
                .setResultPageSizeTo(2)
                .queryLastPage()
                .build());
        var seen = new ArrayList<>(itemsOf(query.getMessages()));
        while (!query.isComplete()) {
            seen.addAll(0, itemsOf(query.pagePrevious(2)));
        }

        assertThat(seen).containsExactly("item0", "item1", "item2", "item3", "item4");
        var since = archive.queryArchive(MamManager.MamQueryArgs.builder()
                .queryNode("smack/archive")
                .limitResultsSince(new Date(System.currentTimeMillis() + TimeUnit.HOURS.toMillis(1)))
                .build());
        assertThat(since.getMessages()).isEmpty();
        assertThat(since.isComplete()).isTrue();
        assertThat(archive.retrieveFormFields("smack/archive"))
                .extracting(FormField::getFieldName)
                .contains("start", "end", "with", "ids");
    }

    private static List<String> itemsOf(List<Message> messages) {
        return messages.stream()
                .map(EventElement::from)
                .map(event -> ((ItemsExtension) event.getEvent()).getItems())
                .flatMap(items -> items.stream().map(item -> ((Item) item).getId()))
                .toList();
    }

    @Test
    void configuresNodes() throws Exception {
        var form = owner.getDefaultConfiguration().getFillableForm();
        form.setTitle("Princely Musings");
        form.setAccessModel(AccessModel.whitelist);
        var node = (LeafNode) owner.createNode("smack/configuring", form);
        assertThat(node.getNodeConfiguration().getField("pubsub#title").getFirstValue())
                .isEqualTo("Princely Musings");

        var shown = node.getNodeConfiguration();
        var validation = (RangeValidateElement) ValidateElement.from(shown.getField("pubsub#max_items"));
        assertThat(validation.getDatatype()).isEqualTo("pubsub:integer-or-max");
        assertThat(validation.getMax()).isEqualTo("10000000");
        assertThat(shown.getDataForm().getExtensionElements())
                .filteredOn(DataLayout.class::isInstance)
                .extracting(page -> ((DataLayout) page).getLabel())
                .contains("The node", "Items", "Notifications");

        var changed = shown.getFillableForm();
        changed.setAccessModel(AccessModel.open);
        node.sendConfigurationForm(changed);

        assertThat(node.getNodeConfiguration().getAccessModel()).isEqualTo(AccessModel.open);
        assertThat(owner.discoverNodes(null).getItems()).anyMatch(item -> "smack/configuring".equals(item.getNode()));
        assertThat(node.discoverInfo().hasIdentity("pubsub", "leaf")).isTrue();
    }

    /** But for a node's affiliations as its owner: Smack 4.5.0-beta5 asks for them and cannot read any answer. */
    @Test
    void managesSubscriptionsAndAffiliations() throws Exception {
        var node = owner.createNode("smack/managing");
        var seen = user.getLeafNode("smack/managing");
        assertThat(seen.subscribe(marcellus.getUser().asBareJid()).getState()).isEqualTo(Subscription.State.subscribed);
        assertThat(user.getSubscriptions()).extracting(Subscription::getNode).contains("smack/managing");
        assertThat(node.getSubscriptionsAsOwner())
                .extracting(subscription -> subscription.getJid().toString())
                .containsExactly("marcellus@localhost");

        node.modifyAffiliationAsOwner(
                List.of(new Affiliation(marcellus.getUser().asBareJid(), Affiliation.Type.publisher)));

        assertThat(user.getAffiliations())
                .filteredOn(affiliation -> "smack/managing".equals(affiliation.getNode()))
                .extracting(Affiliation::getAffiliation)
                .containsExactly(Affiliation.Type.publisher);
        seen.unsubscribe(marcellus.getUser().asBareJid().toString());
        assertThat(node.getSubscriptionsAsOwner()).isEmpty();
    }

    @Test
    void understandsRefusals() throws Exception {
        owner.createNode("smack/refusing");

        var conflict = catchThrowableOfType(XMPPErrorException.class, () -> user.createNode("smack/refusing"));
        assertThat(conflict.getStanzaError().getCondition()).isEqualTo(Condition.conflict);
        var missing = catchThrowableOfType(Exception.class, () -> user.getLeafNode("smack/nowhere"));
        assertThat(missing).isNotInstanceOf(NotAPubSubNodeException.class).isInstanceOf(XMPPErrorException.class);
        var forbidden = catchThrowableOfType(
                XMPPErrorException.class,
                () -> user.getLeafNode("smack/refusing").publish(item("1st")));
        assertThat(forbidden.getStanzaError().getType()).isEqualTo(Type.AUTH);
        var mistaken = catchThrowableOfType(
                XMPPErrorException.class,
                () -> user.getLeafNode("smack/refusing")
                        .subscribe(horatio.getUser().asBareJid()));
        assertThat((Object) mistaken.getStanzaError()
                        .getExtension("invalid-jid", "http://jabber.org/protocol/pubsub#errors"))
                .isNotNull();
    }

    private static PayloadItem<SimplePayload> item(String id) {
        return new PayloadItem<>(id, new SimplePayload(Transcript.ENTRY));
    }

    private static List<String> ids(List<? extends Item> items) {
        return items.stream().map(Item::getId).toList();
    }

    private static ItemDeleteListener deletions(
            LinkedBlockingQueue<String> retracted, LinkedBlockingQueue<String> purged) {
        return new ItemDeleteListener() {
            @Override
            public void handleDeletedItems(ItemDeleteEvent items) {
                retracted.addAll(items.getItemIds());
            }

            @Override
            public void handlePurge() {
                purged.add("smack/publishing");
            }
        };
    }

    private static <T> T next(LinkedBlockingQueue<T> arrivals) throws InterruptedException {
        var next = arrivals.poll(SmackLogin.PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }
}
