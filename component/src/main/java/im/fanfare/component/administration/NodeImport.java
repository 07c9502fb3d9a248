package im.fanfare.component.administration;

import im.fanfare.component.administration.Refusal.Reason;
import im.fanfare.component.forms.DataForm;
import im.fanfare.component.forms.SubscribeOptionsForm;
import im.fanfare.component.portable.MalformedFile;
import im.fanfare.component.portable.NodeFileReader;
import im.fanfare.pubsub.Affiliation;
import im.fanfare.pubsub.ConfigField;
import im.fanfare.pubsub.Imported;
import im.fanfare.pubsub.ItemId;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NewItem;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.NodeState;
import im.fanfare.pubsub.Payload;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionState;
import im.fanfare.stanza.XmlElement;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * Takes a node over from a file: creates it, configured as it was, and gives it what it had, in the order of the file, as
 * {@link NodeCommand.Import} does: nobody is told. What cannot be had here is counted by why. See decision 19.
 *
 * <p>After a fault the node has what came before it. The same file again, into the node that is there, ends as one try
 * would have: items that are there move to the end, each in its turn.
 */
final class NodeImport implements NodeFileReader.Sink<Refusal> {
    /** Commands under way, of those that a node has room for: so that it commits many at a time. */
    private static final int UNDER_WAY = 512;

    /**
     * What has been taken over.
     *
     * @param leftOut how many items, affiliations and subscriptions were not, by why
     * @param changed fields of the configuration that we have not, or not so, with what they were
     */
    record Taken(
            String service,
            String node,
            Jid owner,
            int items,
            int affiliations,
            int subscriptions,
            Map<String, Integer> leftOut,
            Map<String, String> changed) {}

    /** A command that was sent, and what it is counted as. */
    private record Sent(String kind, CompletionStage<NodeReply> reply) {}

    private final Asking asking;
    private final NodeId node;
    private final Optional<Jid> wantedOwner;
    private final boolean again;
    private final Deque<Sent> sent = new ArrayDeque<>();
    private final Map<String, Integer> taken = new TreeMap<>();
    private final Map<String, Integer> leftOut = new TreeMap<>();
    private final Map<String, String> changed = new TreeMap<>();
    private Optional<Jid> owner = Optional.empty();

    /**
     * A node that is to be.
     *
     * @param again whether it may be there already
     */
    NodeImport(Asking asking, NodeId node, Optional<Jid> owner, boolean again) {
        this.asking = asking;
        this.node = node;
        this.wantedOwner = owner;
        this.again = again;
    }

    /**
     * Reads the file to its end.
     *
     * @param name of the node in the file
     */
    Taken read(InputStream file, String name) throws Refusal {
        try {
            NodeFileReader.read(file, name, wantedOwner.map(Jid::toString), this);
            settle(0);
        } catch (MalformedFile malformed) {
            settle(0);
            throw new Refusal(Reason.WRONG, malformed.getMessage() + soFar());
        } catch (Refusal refusal) {
            throw new Refusal(refusal.reason(), refusal.getMessage() + soFar());
        }
        Jid found = owner.orElseThrow(() -> new Refusal(
                Reason.UNKNOWN,
                "the file has no node " + name
                        + wantedOwner.map(user -> " of " + user).orElse("")));
        return new Taken(
                node.service(),
                node.name(),
                found,
                taken.getOrDefault("items", 0),
                taken.getOrDefault("affiliations", 0),
                taken.getOrDefault("subscriptions", 0),
                leftOut,
                changed);
    }

    private String soFar() {
        return owner.isEmpty() ? "" : "; the node has what came before: " + taken + "; repeat it with again";
    }

    // ------------------------------------------------------------------------------------------- in the order of a
    // file

    @Override
    public void configuration(String user, DataForm form) throws Refusal {
        if (owner.isPresent()) {
            throw new Refusal(Reason.WRONG, "the file has several nodes of that name: say whose, by owner");
        }
        Jid whose = wantedOwner.isPresent()
                ? wantedOwner.get()
                : Jid.of(user)
                        .orElseThrow(() ->
                                new Refusal(Reason.WRONG, "the file does not say whose node it is: say it, by owner"));
        NodeReply reply = asking.ask(new NodeCommand.Create(node, whose, configuration(form)));
        boolean isThere = reply.refuses(PubSubError.CONFLICT);
        if (isThere && !again) {
            throw new Refusal(Reason.NOT_ALLOWED, "there is a node " + node + " already");
        }
        if (isThere) {
            NodeState present = asking.ask(
                            new NodeCommand.Describe(node, node.serviceJid()), NodeReply.Description.class)
                    .state();
            if (!present.owners().contains(whose)) {
                throw new Refusal(Reason.NOT_ALLOWED, "the node " + node + " that is there is not one of " + whose);
            }
        } else if (!(reply instanceof NodeReply.Done)) {
            throw Asking.refusal(node, reply);
        }
        owner = Optional.of(whose);
    }

    /**
     * What we know of it. A node whose access model we have not is closed rather than open to people it was not for, and so
     * is one that had a parent, which may have kept them out: XEP-0496 §4.4.
     */
    private Map<ConfigField, String> configuration(DataForm form) {
        Map<ConfigField, String> config = new EnumMap<>(ConfigField.class);
        boolean isClosed = false;
        for (DataForm.Field field : form.fields()) {
            String value = field.text();
            Optional<ConfigField> known = ConfigField.parse(field.name());
            boolean isOurs = known.filter(there -> !there.isRelation()).isPresent()
                    && NodeConfig.STANDARD.with(Map.of(known.get(), value)).isPresent();
            if (value.isEmpty() || field.name().equals(DataForm.FORM_TYPE)) {
                continue;
            }
            if (isOurs) {
                config.put(known.get(), value);
            } else {
                changed.put(field.name(), value);
                isClosed |= field.name().equals(ConfigField.ACCESS_MODEL.fieldName())
                        || field.name().equals(ConfigField.PARENT.fieldName());
            }
        }
        if (isClosed) {
            config.put(ConfigField.ACCESS_MODEL, "whitelist");
        }
        return config;
    }

    @Override
    public void affiliation(String jid, String word) throws Refusal {
        Optional<Jid> who = Jid.of(jid);
        Optional<Affiliation> affiliation = Affiliation.parse(word);
        if (who.isEmpty() || affiliation.isEmpty()) {
            leaveOut("affiliations without a JID or an affiliation");
        } else {
            send("affiliations", new Imported.OfAffiliation(who.get().bare(), affiliation.get()));
        }
    }

    @Override
    public void subscription(String jid, Optional<SubId> subId, String state, Optional<DataForm> form) throws Refusal {
        Optional<Jid> subscriber = Jid.of(jid);
        Optional<Map<SubscriptionOption, String>> options =
                form.map(SubscribeOptionsForm::parse).orElse(Optional.of(Map.of()));
        if (!state.equals(SubscriptionState.SUBSCRIBED.word())) {
            leaveOut("subscriptions that are " + (SubscriptionState.parse(state).isPresent() ? state : "of no state"));
        } else if (subscriber.isEmpty() || options.isEmpty()) {
            leaveOut("subscriptions without a JID, or with other options");
        } else {
            send("subscriptions", new Imported.OfSubscription(subscriber.get(), options.get(), subId));
        }
    }

    @Override
    public void item(XmlElement item) throws Refusal {
        Optional<ItemId> id = item.attribute("id").flatMap(ItemId::of);
        if (id.isEmpty() || item.children().size() > 1) {
            leaveOut("items without an id, or with several payloads");
            return;
        }
        Optional<Payload> payload =
                item.children().stream().findFirst().map(element -> new Payload(element.namespace(), element.toXml()));
        Jid publisher = item.attribute("publisher").flatMap(Jid::of).orElse(owner());
        send("items", new Imported.OfItem(new NewItem(id.get(), payload), publisher));
    }

    private Jid owner() throws Refusal {
        return owner.orElseThrow(
                () -> new Refusal(Reason.WRONG, "the file has what is in the node before how it is configured"));
    }

    // ------------------------------------------------------------------------------------------------- many at a time

    private void leaveOut(String why) {
        leftOut.merge(why, 1, Integer::sum);
    }

    private void send(String kind, Imported what) throws Refusal {
        owner();
        sent.add(new Sent(kind, asking.nodes().ask(new NodeCommand.Import(node, what))));
        settle(UNDER_WAY - 1);
    }

    /** Waits until no more than so many are under way. */
    private void settle(int most) throws Refusal {
        while (sent.size() > most) {
            Sent first = sent.remove();
            NodeReply reply = Asking.answer(first.reply(), "the node " + node);
            if (reply instanceof NodeReply.Refused refused && isForGood(refused.error())) {
                leaveOut(first.kind() + " refused: " + refused.error().words());
            } else if (reply instanceof NodeReply.Done || reply instanceof NodeReply.Published) {
                taken.merge(first.kind(), 1, Integer::sum);
            } else {
                throw Asking.refusal(node, reply);
            }
        }
    }

    /** Whether another try would end no better, so that the rest may go on. */
    private static boolean isForGood(PubSubError error) {
        return error.type() != PubSubError.Type.WAIT && error != PubSubError.NODE_NOT_FOUND;
    }
}
