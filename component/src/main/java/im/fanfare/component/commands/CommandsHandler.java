package im.fanfare.component.commands;

import im.fanfare.component.forms.DataForm;
import im.fanfare.component.iq.IqHandler;
import im.fanfare.pubsub.Jid;
import im.fanfare.stanza.Iq;
import im.fanfare.stanza.StanzaError;
import im.fanfare.stanza.XmlElement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.xml.namespace.QName;

/** Finds and carries out commands: XEP-0050 §2.4 and §3. */
public final class CommandsHandler implements IqHandler {
    public static final String NS = "http://jabber.org/protocol/commands";

    private static final StanzaError NOT_FOUND = StanzaError.of(StanzaError.Type.CANCEL, "item-not-found");

    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final Supplier<String> sessions;

    /**
     * A handler of these commands.
     *
     * @param sessions names for what is begun; no two are the same
     */
    public CommandsHandler(List<? extends Command> commands, Supplier<String> sessions) {
        commands.forEach(command -> this.commands.put(command.node(), command));
        this.sessions = sessions;
    }

    /** A refusal of a request that breaks the rules in this way: XEP-0050 §4.4. */
    static StanzaError badRequest(String condition) {
        return StanzaError.of(StanzaError.Type.MODIFY, "bad-request").with(XmlElement.of(condition, NS));
    }

    /** The commands that somebody may have carried out. */
    public List<Command> commandsFor(Jid requester) {
        return commands.values().stream()
                .filter(command -> command.isFor(requester))
                .toList();
    }

    public Optional<Command> find(String node) {
        return Optional.ofNullable(commands.get(node));
    }

    @Override
    public Set<QName> payloads() {
        return Set.of(new QName(NS, "command"));
    }

    @Override
    public List<String> features() {
        return List.of(NS);
    }

    @Override
    public CompletionStage<Iq> handle(Iq request) {
        XmlElement wanted = request.payload().orElse(XmlElement.of("command", NS));
        Optional<Command> command = wanted.attribute("node").flatMap(this::find);
        if (request.type() != Iq.Type.SET) {
            return CompletableFuture.completedFuture(request.error(BAD_REQUEST));
        }
        if (command.isEmpty()) {
            return CompletableFuture.completedFuture(request.error(NOT_FOUND));
        }
        if (!command.get().isFor(request.from())) {
            return CompletableFuture.completedFuture(request.error(Command.Refused.FORBIDDEN));
        }
        return switch (wanted.attribute("action").orElse("execute")) {
            case "execute", "next", "complete" -> execute(request, wanted, command.get());
            case "cancel" ->
                CompletableFuture.completedFuture(
                        request.result(answer(wanted, command.get()).with("status", "canceled")));
            case "prev" -> CompletableFuture.completedFuture(request.error(badRequest("bad-action")));
            default -> CompletableFuture.completedFuture(request.error(badRequest("malformed-action")));
        };
    }

    private CompletionStage<Iq> execute(Iq request, XmlElement wanted, Command command) {
        Optional<DataForm> form = wanted.child("x", DataForm.NS).flatMap(DataForm::parse);
        if (wanted.child("x", DataForm.NS).isPresent()
                && form.filter(filled -> filled.type() == DataForm.Type.SUBMIT).isEmpty()) {
            return CompletableFuture.completedFuture(request.error(badRequest("bad-payload")));
        }
        return command.execute(request.to().domain(), request.from(), form)
                .thenApply(answer -> write(request, answer(wanted, command), answer));
    }

    private XmlElement answer(XmlElement wanted, Command command) {
        return XmlElement.of("command", NS)
                .with("node", command.node())
                .with(
                        "sessionid",
                        wanted.attribute("sessionid")
                                .filter(session -> !session.isEmpty())
                                .orElseGet(sessions));
    }

    private static Iq write(Iq request, XmlElement command, Command.Answer answer) {
        if (answer instanceof Command.Refused refused) {
            return request.error(refused.error());
        }
        if (answer instanceof Command.Executing executing) {
            return request.result(command.with("status", "executing")
                    .with(XmlElement.of("actions", NS, XmlElement.of("complete", NS))
                            .with("execute", "complete"))
                    .with(executing.form().write()));
        }
        Command.Completed completed = (Command.Completed) answer;
        XmlElement done = command.with("status", "completed");
        XmlElement noted = completed
                .note()
                .map(note -> done.with(XmlElement.text("note", NS, note).with("type", "info")))
                .orElse(done);
        return request.result(
                completed.result().map(DataForm::write).map(noted::with).orElse(noted));
    }
}
