package im.fanfare.quickstart;

import im.fanfare.embedded.EmbeddedCassandra;
import im.fanfare.embedded.EmbeddedKafka;
import im.fanfare.embedded.HostSettings;
import im.fanfare.embedded.Ports;
import im.fanfare.embedded.Prosody;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;

/**
 * Starts what Fanfare needs, Fanfare, and a demonstration; then waits to be stopped.
 *
 * <p>Everything is a process of its own and ends with this one: in reverse order when this one is asked to stop, at once
 * when it is killed. The exit status is 0 unless something did not start or the demonstration failed.
 */
public final class Quickstart {
    private static final String SERVICE = "pubsub.localhost";
    private static final Account ROMEO = Account.named("romeo");
    private static final Account JULIET = Account.named("juliet");
    private static final int USAGE = 64;

    private final Terminal terminal;
    private final Options options;
    private final DataDirectory data;
    private final Stack stack;

    private Quickstart(Terminal terminal, Options options, Stack stack) {
        this.terminal = terminal;
        this.options = options;
        this.data = new DataDirectory(options.data());
        this.stack = stack;
    }

    public static void main(String[] arguments) {
        // Not the platform's character set: the arrows below are not in every one.
        var terminal = new Terminal(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        Options options;
        try {
            options = Options.parse(List.of(arguments), System.getenv());
        } catch (IllegalArgumentException e) {
            terminal.line(e.getMessage() + " ./quickstart --help lists the options.");
            System.exit(USAGE);
            return;
        }
        if (options.help()) {
            terminal.line(help());
            return;
        }
        var ending = new Ending(new Stack(terminal));
        new Quickstart(terminal, options, ending.stack()).runUntilTheEnd(ending);
    }

    private void runUntilTheEnd(Ending ending) {
        try {
            run();
        } catch (IOException | SmackException | XMPPException | InterruptedException | RuntimeException e) {
            if (stack.isClosing()) {
                return; // what was stopped halfway has failed, of course
            }
            terminal.line("");
            terminal.line("Failed: " + e.getMessage());
            terminal.line("Logs are in " + data.logs() + ".");
            ending.with(1);
        }
        ending.with(0);
    }

    private void run() throws IOException, SmackException, XMPPException, InterruptedException {
        long begun = System.nanoTime();
        var lock = data.lock();
        if (options.fresh()) {
            data.clear();
        }
        terminal.line("Fanfare quickstart, data and logs in " + data.dir());

        var kafka = new EmbeddedKafka(data.home("kafka"));
        var cassandra = new EmbeddedCassandra(data.home("cassandra"));
        var kafkaReady = inBackground("Kafka", "127.0.0.1:" + kafka.port(), kafka::close, kafka::start);
        var cassandraReady =
                inBackground("Cassandra", "127.0.0.1:" + cassandra.port(), cassandra::close, cassandra::start);
        var prosody = options.host().isPresent() ? Optional.<Prosody>empty() : Optional.of(prosody());
        await(kafkaReady);
        await(cassandraReady);
        stack.watch("Kafka", kafka.process());
        stack.watch("Cassandra", cassandra.process());

        var attachment = options.host().orElseGet(() -> attachmentTo(prosody.orElseThrow()));
        var members = Members.of(options.members(), data, cassandra, kafka, attachment);
        start(members);
        terminal.line("Ready: %s accepts publishes (%s after the start; Kafka %s, Cassandra 127.0.0.1:%d)"
                .formatted(
                        attachment.service(),
                        Station.seconds(Station.since(begun)),
                        kafka.bootstrap(),
                        cassandra.port()));
        terminal.line("Metrics: " + String.join(", ", members.metrics()));
        terminal.line("Administration: ./fanfare --url " + members.administration() + " members");

        if (prosody.isPresent()) {
            demonstrate(prosody.get());
            explain(prosody.get());
        }
        if (!options.exit()) {
            terminal.line("Ctrl-C stops everything; the data stays for the next run (--fresh forgets it).");
            new CountDownLatch(1).await();
        }
        lock.release();
    }

    private Prosody prosody() throws IOException {
        var settings = HostSettings.of(SERVICE).withClientPort(Ports.preferring(5222));
        var prosody = new Prosody(data.home("prosody"), settings);
        long begun = System.nanoTime();
        stack.push("Prosody", prosody::close);
        prosody.start();
        prosody.register(ROMEO.user(), ROMEO.password());
        prosody.register(JULIET.user(), JULIET.password());
        terminal.done("Prosody on 127.0.0.1:" + settings.clientPort(), Station.since(begun));
        stack.watch("Prosody", prosody.process());
        return prosody;
    }

    private static Attachment attachmentTo(Prosody prosody) {
        var settings = prosody.settings();
        return new Attachment(SERVICE, "127.0.0.1", settings.componentPort(), settings.secret());
    }

    private void start(Members members) throws IOException {
        long begun = System.nanoTime();
        var name = options.members() == 1 ? "Fanfare" : "Fanfare, %d members".formatted(options.members());
        stack.push(name, members::close);
        members.start();
        terminal.done(name, Station.since(begun));
        int number = 1;
        for (var member : members.processes()) {
            stack.watch("Fanfare member " + number++, member);
        }
    }

    private void demonstrate(Prosody prosody) throws IOException, InterruptedException, SmackException, XMPPException {
        int port = prosody.settings().clientPort();
        terminal.line("");
        terminal.line("romeo@localhost publishes to the node %s, juliet@localhost is subscribed and receives:"
                .formatted(Demonstration.NODE));
        terminal.line("");
        try (var romeo = Client.login(port, Prosody.DOMAIN, ROMEO);
                var juliet = Client.login(port, Prosody.DOMAIN, JULIET)) {
            var shown = new Demonstration(romeo, juliet, SERVICE).run();
            terminal.line(shown.notification());
            terminal.line("");
            shown.stations().forEach(station -> terminal.line(station.line()));
        }
    }

    private void explain(Prosody prosody) {
        terminal.line("");
        terminal.line(
                "With a client of your own: host 127.0.0.1, port %d, without TLS; user romeo@localhost, password %s,"
                        .formatted(prosody.settings().clientPort(), ROMEO.password()));
        terminal.line("or juliet@localhost, password %s; new accounts can be registered. The service is %s."
                .formatted(JULIET.password(), SERVICE));
    }

    private CompletableFuture<Void> inBackground(String name, String where, Stack.Closing close, Callable<?> start) {
        long begun = System.nanoTime();
        stack.push(name, close);
        return CompletableFuture.runAsync(() -> {
            try {
                start.call();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
            terminal.done(name + " on " + where, Station.since(begun));
        });
    }

    private static void await(CompletableFuture<Void> ready) throws IOException {
        try {
            ready.join();
        } catch (CompletionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getMessage(), cause);
        }
    }

    private static String help() {
        try (var text = Quickstart.class.getResourceAsStream("help.txt")) {
            return text == null ? "" : new String(text.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
