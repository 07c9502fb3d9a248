package im.fanfare.component.administration;

import im.fanfare.component.administration.Administration.NodeReport;
import im.fanfare.component.administration.Administration.UserReport;
import im.fanfare.component.administration.Refusal.Reason;
import im.fanfare.component.commands.Command;
import im.fanfare.component.commands.CommandsHandler;
import im.fanfare.component.forms.DataForm;
import im.fanfare.pubsub.Jid;
import im.fanfare.stanza.StanzaError;
import im.fanfare.stanza.XmlElement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What administrators have done by ad-hoc commands: {@link Administration}, asked from a client. Where XEP-0133, version
 * 1.2.0, has a command for it, by its name and with its fields; else by a name of ours. Each is about the service that is
 * asked.
 */
public final class AdministrationCommands {
    static final String STANDARD = "http://jabber.org/protocol/admin";
    static final String OURS = "im.fanfare.admin";

    private static final Logger logger = LoggerFactory.getLogger(AdministrationCommands.class);

    /** Of values in a field: a user may be subscribed to more than fits into a stanza. */
    private static final int MOST_VALUES = 1_000;

    private static final DataForm.Field ACCOUNT = DataForm.Field.of("accountjid", "jid-single", "The user's bare JID");
    private static final DataForm.Field ACCOUNTS = DataForm.Field.of("accountjids", "jid-multi", "Bare JIDs of users");
    private static final String BLACKLISTED = "blacklistjids";
    private static final DataForm.Field ANNOUNCEMENT = DataForm.Field.of("announcement", "text-multi", "Announcement");
    private static final DataForm.Field NODE = DataForm.Field.of("node", "text-single", "The name of the node");
    private static final DataForm.Field OWNER = DataForm.Field.of("owner", "jid-single", "The new owner's bare JID");

    /** What is done with a form that has been filled in. */
    private interface Operation {
        Command.Completed perform(Administration it, Optional<String> service, DataForm form) throws Refusal;
    }

    private final Set<Jid> administrators;
    private final Supplier<Optional<Administration>> administration;
    private final Executor threads;

    /**
     * Commands of these bare JIDs; for all others there are none.
     *
     * @param administration absent while the member starts or leaves
     * @param threads on which an operation may wait
     */
    public AdministrationCommands(
            Set<Jid> administrators, Supplier<Optional<Administration>> administration, Executor threads) {
        this.administrators = Set.copyOf(administrators);
        this.administration = administration;
        this.threads = threads;
    }

    public List<Command> commands() {
        return List.of(
                new Deed(STANDARD, "delete-user", "Erase all data of users", List.of(ACCOUNTS), this::erase),
                new Deed(
                        STANDARD,
                        "add-to-blacklist-in",
                        "Edit the list of those whose requests are refused",
                        AdministrationCommands::blacklisted,
                        AdministrationCommands::block),
                new Deed(
                        STANDARD,
                        "announce",
                        "Say something to all who are online",
                        List.of(ANNOUNCEMENT),
                        AdministrationCommands::announce),
                new Deed(OURS, "user-nodes", "List the nodes of a user", List.of(ACCOUNT), this::user),
                new Deed(OURS, "node", "Look at a node", List.of(NODE), this::node),
                new Deed(OURS, "change-owner", "Give a node to another owner", List.of(NODE, OWNER), this::changeOwner),
                new Deed(OURS, "delete-node", "Delete a node", List.of(NODE), this::delete),
                new Deed(OURS, "statistics", "Show the members and what they do", List.of(), this::statistics));
    }

    /** What there is to fill in. */
    private interface Blank {
        List<DataForm.Field> fields(Administration it, Optional<String> service) throws Refusal;
    }

    private final class Deed implements Command {
        private final String formType;
        private final String verb;
        private final String name;
        private final Optional<Blank> blank;
        private final Operation operation;

        Deed(String formType, String verb, String name, Optional<Blank> blank, Operation operation) {
            this.formType = formType;
            this.verb = verb;
            this.name = name;
            this.blank = blank;
            this.operation = operation;
        }

        Deed(String formType, String verb, String name, Blank blank, Operation operation) {
            this(formType, verb, name, Optional.of(blank), operation);
        }

        Deed(String formType, String verb, String name, List<DataForm.Field> fields, Operation operation) {
            this(
                    formType,
                    verb,
                    name,
                    Optional.<Blank>of((it, service) -> fields).filter(any -> !fields.isEmpty()),
                    operation);
        }

        @Override
        public String node() {
            return formType + '#' + verb;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean isFor(Jid requester) {
            return administrators.contains(requester.bare());
        }

        @Override
        public CompletionStage<Answer> execute(String service, Jid requester, Optional<DataForm> form) {
            if (!form.flatMap(DataForm::formType).orElse(formType).equals(formType)) {
                return Refused.badPayload();
            }
            return CompletableFuture.supplyAsync(() -> answer(service, requester, form), threads);
        }

        private Answer answer(String service, Jid requester, Optional<DataForm> form) {
            try {
                Administration it = administration
                        .get()
                        .orElseThrow(() -> new Refusal(Reason.UNAVAILABLE, "this member is starting or leaving"));
                if (form.isEmpty() && blank.isPresent()) {
                    List<DataForm.Field> fields = blank.get().fields(it, Optional.of(service));
                    return new Executing(DataForm.of(DataForm.Type.FORM, formType, fields));
                }
                DataForm filled = form.orElseGet(() -> DataForm.of(DataForm.Type.SUBMIT, formType, List.of()));
                Completed completed = operation.perform(it, Optional.of(service), filled);
                logger.info("an administrator has had a command carried out: command={} jid={}", node(), requester);
                return completed;
            } catch (Refusal refusal) {
                return new Refused(error(refusal));
            }
        }
    }

    /** What XEP-0050 §4.4 and RFC 6120 §8.3.3 have for it, with the reason in words. */
    private static StanzaError error(Refusal refusal) {
        StanzaError error = switch (refusal.reason()) {
            case WRONG ->
                StanzaError.of(StanzaError.Type.MODIFY, "bad-request")
                        .with(XmlElement.of("bad-payload", CommandsHandler.NS));
            case UNKNOWN -> StanzaError.of(StanzaError.Type.CANCEL, "item-not-found");
            case NOT_ALLOWED -> StanzaError.of(StanzaError.Type.CANCEL, "not-allowed");
            case UNAVAILABLE -> StanzaError.of(StanzaError.Type.WAIT, "internal-server-error");
        };
        return error.with(String.valueOf(refusal.getMessage()));
    }

    // ------------------------------------------------------------------------------------------------ the commands

    /** XEP-0133 §4.2; nobody has an account here, so what is deleted is what is kept of him. */
    private Command.Completed erase(Administration it, Optional<String> service, DataForm form) throws Refusal {
        List<String> users = form.values("accountjids");
        if (users.isEmpty()) {
            throw new Refusal(Reason.WRONG, "accountjids is missing");
        }
        int nodes = 0;
        int items = 0;
        int subscriptions = 0;
        int affiliations = 0;
        for (String user : users) {
            for (Erasure.Erased erased : it.erase(service, user, false)) {
                nodes += erased.nodesDeleted();
                items += erased.itemsRetracted();
                subscriptions += erased.subscriptionsEnded();
                affiliations += erased.affiliationsEnded();
            }
        }
        return Command.Completed.noting("Nodes deleted: " + nodes + ". Items retracted: " + items
                + ". Subscriptions ended: " + subscriptions + ". Affiliations ended: " + affiliations + ".");
    }

    /** XEP-0133 §4.11. */
    private static List<DataForm.Field> blacklisted(Administration it, Optional<String> service) throws Refusal {
        String[] jids = it.blacklist(service).stream()
                .map(blocked -> blocked.jid().toString())
                .toArray(String[]::new);
        return List.of(DataForm.Field.of(BLACKLISTED, "jid-multi", "Bare JIDs and domains", jids));
    }

    private static Command.Completed block(Administration it, Optional<String> service, DataForm form) throws Refusal {
        if (form.fields().stream().noneMatch(field -> field.name().equals(BLACKLISTED))) {
            throw new Refusal(Reason.WRONG, BLACKLISTED + " is missing"); // an empty one would empty the list
        }
        it.blacklist(
                service,
                form.values(BLACKLISTED).stream().filter(jid -> !jid.isEmpty()).toList());
        return Command.Completed.silently();
    }

    /** XEP-0133 §4.23. */
    private static Command.Completed announce(Administration it, Optional<String> service, DataForm form)
            throws Refusal {
        int people = it.announce(service, String.join("\n", form.values(ANNOUNCEMENT.name()))).stream()
                .mapToInt(Administration.Announced::people)
                .sum();
        return Command.Completed.noting("Users told: " + people + ".");
    }

    private Command.Completed user(Administration it, Optional<String> service, DataForm form) throws Refusal {
        UserReport user = it.user(service, value(form, "accountjid"));
        Map<String, List<String>> nodes = new TreeMap<>();
        user.affiliations()
                .forEach(one -> nodes.computeIfAbsent(one.affiliation(), none -> new ArrayList<>())
                        .add(one.node()));
        user.subscriptions()
                .forEach(one -> nodes.computeIfAbsent(one.state(), none -> new ArrayList<>())
                        .add(one.node()));
        List<DataForm.Field> fields = new ArrayList<>();
        fields.add(field("accountjid", "jid-single", List.of(user.jid().toString())));
        nodes.forEach((relation, names) -> fields.add(field(
                relation,
                "text-multi",
                names.stream().distinct().sorted().limit(MOST_VALUES).toList())));
        return result(fields);
    }

    private Command.Completed node(Administration it, Optional<String> service, DataForm form) throws Refusal {
        NodeReport node = it.node(service, value(form, "node"));
        return result(List.of(
                field("node", "text-single", List.of(node.node())),
                field("created", "text-single", List.of(node.created().toString())),
                field("creator", "jid-single", List.of(node.creator().toString())),
                field(
                        "owners",
                        "jid-multi",
                        node.owners().stream().map(Jid::toString).toList()),
                field("items", "text-single", List.of(Long.toString(node.items()))),
                field("subscribers", "text-single", List.of(Long.toString(node.subscribers()))),
                field("pending", "text-single", List.of(Long.toString(node.pending()))),
                field("member", "text-single", List.of(node.member()))));
    }

    private Command.Completed changeOwner(Administration it, Optional<String> service, DataForm form) throws Refusal {
        it.changeOwner(service, value(form, "node"), value(form, "owner"));
        return Command.Completed.silently();
    }

    private Command.Completed delete(Administration it, Optional<String> service, DataForm form) throws Refusal {
        it.delete(service, value(form, "node"));
        return Command.Completed.silently();
    }

    /** Of the installation, whatever service is asked. */
    private Command.Completed statistics(Administration it, Optional<String> service, DataForm form) throws Refusal {
        List<MemberState> members = it.members();
        List<MemberReport> reports =
                members.stream().flatMap(member -> member.report().stream()).toList();
        return result(List.of(
                field(
                        "members",
                        "text-multi",
                        members.stream().map(MemberState::member).toList()),
                field(
                        "serving",
                        "text-multi",
                        reports.stream()
                                .filter(report -> report.lacks().isEmpty())
                                .map(MemberReport::member)
                                .toList()),
                sum(
                        "nodes-awake",
                        reports.stream().map(MemberReport::nodesAwake).toList()),
                sum(
                        "publication-backlog",
                        reports.stream().map(MemberReport::publicationBacklog).toList()),
                sum(
                        "delivery-backlog",
                        reports.stream().map(MemberReport::deliveryBacklog).toList())));
    }

    private static String value(DataForm form, String name) throws Refusal {
        return form.value(name)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new Refusal(Reason.WRONG, name + " is missing"));
    }

    private static DataForm.Field sum(String name, Collection<Long> parts) {
        long sum = parts.stream().mapToLong(Long::longValue).sum();
        return field(name, "text-single", List.of(Long.toString(sum)));
    }

    private static DataForm.Field field(String name, String type, List<String> values) {
        return DataForm.Field.of(name, type, name, values.toArray(String[]::new));
    }

    private static Command.Completed result(List<DataForm.Field> fields) {
        return new Command.Completed(Optional.of(DataForm.of(DataForm.Type.RESULT, OURS, fields)), Optional.empty());
    }
}
