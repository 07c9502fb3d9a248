package im.fanfare.component.administration;

import im.fanfare.component.blacklist.Blacklist;
import im.fanfare.component.pubsub.MemoryNodes;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeId;
import im.fanfare.schema.MemoryBlacklists;
import im.fanfare.schema.MemoryBounces;
import im.fanfare.schema.MemoryJournal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** pubsub.denmark.lit, administered over HTTP, with nodes in memory. */
final class Castle implements AutoCloseable {
    static final String SERVICE = "pubsub.denmark.lit";
    static final Jid HAMLET = Jid.parse("hamlet@denmark.lit");
    static final Jid HORATIO = Jid.parse("horatio@denmark.lit");

    final MemoryBounces bounces = new MemoryBounces();
    final Blacklist blacklist = Blacklist.start(new MemoryBlacklists(), List.of(SERVICE), Set.of(), Clock.systemUTC());
    final MemoryNodes nodes = new MemoryNodes();
    final StillInstallation installation = new StillInstallation();
    final RestlessDuty duty = new RestlessDuty();
    private final AdministrationServer server;

    /** Each look at it finds it a step further. */
    static final class RestlessDuty implements Duty {
        State state = State.ON;

        @Override
        public Report report() {
            Report report =
                    new Report("elsinore:7355", state, state == State.ON ? List.of() : List.of("it is drained"));
            state = state == State.DRAINING ? State.DRAINED : state;
            return report;
        }

        @Override
        public void drain() {
            state = State.DRAINING;
        }

        @Override
        public void undrain() {
            state = State.ON;
        }
    }

    Castle(Optional<String> token) {
        Administration administration =
                new Administration(List.of(SERVICE), nodes, new MemoryJournal(), bounces, blacklist, installation);
        server = AdministrationServer.start(
                new AdministrationConfig(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), token),
                () -> Optional.of(administration).filter(there -> duty.state == Duty.State.ON),
                duty);
    }

    Castle() {
        this(Optional.empty());
    }

    static NodeId node(String name) {
        return new NodeId(SERVICE, name);
    }

    /** Hamlet creates it, Horatio subscribes. */
    Castle withMusings() {
        does(new NodeCommand.Create(node("musings"), HAMLET, Map.of()));
        does(new NodeCommand.Subscribe(node("musings"), HORATIO, HORATIO));
        return this;
    }

    void does(NodeCommand command) {
        nodes.ask(command).toCompletableFuture().join();
    }

    String url() {
        return "http://127.0.0.1:" + server.address().getPort();
    }

    /** The status, and what is said. */
    String asks(String method, String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url() + path)).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return says(request);
    }

    /** The same, of a file that is given to it. */
    String gives(String path, String file) {
        return says(HttpRequest.newBuilder(URI.create(url() + path)).POST(HttpRequest.BodyPublishers.ofString(file)));
    }

    private static String says(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close();
        blacklist.close();
    }
}
