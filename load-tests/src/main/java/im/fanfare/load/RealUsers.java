package im.fanfare.load;

import im.fanfare.embedded.HostServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Users of a real XMPP server, each logged in with a connection of his own (RFC 6120): the subscribers by number, and the
 * publisher. One thread reads what all of them are told, and hands it to the checker.
 */
final class RealUsers implements AutoCloseable {
    private static final int BUFFER_BYTES = 4 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HostServer server;
    private final Script script;
    private final Checker checker;
    private final Requests requests = new Requests();
    private final Selector selector = Selector.open();
    private final List<User> subscribers = new ArrayList<>();
    private final User publisher;
    private volatile boolean closing;

    /** Registers them and logs them in. */
    RealUsers(HostServer server, Script script, Checker checker, int subscribers)
            throws IOException, InterruptedException {
        this.server = server;
        this.script = script;
        this.checker = checker;
        this.publisher = new User("publisher");
        for (int number = 0; number < subscribers; number++) {
            this.subscribers.add(new User(Script.user(number)));
        }
        Thread reader = new Thread(this::read, "users read");
        reader.setDaemon(true);
        reader.start();
        publisher.bind();
        for (User subscriber : this.subscribers) {
            subscriber.bind();
        }
    }

    int size() {
        return subscribers.size();
    }

    /** Completes with the moment of the answer. */
    CompletableFuture<Long> create(Audience audience) throws IOException {
        return publisher.ask(requests.next(), script.create(audience.node()));
    }

    CompletableFuture<Long> subscribe(Audience audience, int number) throws IOException {
        return subscribers
                .get(number)
                .ask(requests.next(), script.subscribe(audience.node(), script.subscriber(number)));
    }

    Publication publish(Audience audience) throws IOException {
        Requests.Request request = requests.next();
        Publication publication = checker.publish(audience, request.moment());
        var unused = publisher.ask(request, script.publish(audience.node(), publication.item()));
        return publication;
    }

    private void read() {
        try {
            while (!closing) {
                selector.select(key -> ((User) key.attachment()).read());
            }
        } catch (IOException | UncheckedIOException e) {
            if (!closing) {
                requests.failAll(new IOException("a user's connection ended: " + e.getMessage(), e));
            }
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        selector.close();
        publisher.connection.close();
        for (User subscriber : subscribers) {
            subscriber.connection.close();
        }
    }

    private final class User implements StanzaReader.Sink {
        private final TextChannel connection;
        private final StanzaReader reader = new StanzaReader(script, this, BUFFER_BYTES);
        private long now;

        private User(String name) throws IOException {
            server.register(name, name);
            connection = new TextChannel(server.settings().clientPort());
            String opening = "<stream:stream xmlns='jabber:client' xmlns:stream='" + Script.STREAMS + "' to='"
                    + HostServer.DOMAIN + "' version='1.0'>";
            write(opening);
            awaitText("</stream:features>");
            String credentials =
                    Base64.getEncoder().encodeToString(('\0' + name + '\0' + name).getBytes(StandardCharsets.UTF_8));
            write("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + credentials + "</auth>");
            awaitText("<success");
            write(opening);
            connection.channel().configureBlocking(false);
            connection.channel().register(selector, SelectionKey.OP_READ, this);
        }

        /** RFC 6120 §7, and the presence without which nobody is told of anything. */
        private void bind() throws IOException, InterruptedException {
            Requests.Request request = requests.next();
            write("<iq type='set' id='" + request.id() + "'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                    + "<resource>load</resource></bind></iq>");
            try {
                request.answered().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("a user could not log in: " + e.getMessage(), e);
            }
            write("<presence/>");
        }

        private CompletableFuture<Long> ask(Requests.Request request, String body) throws IOException {
            write(script.request(request.id(), body));
            return request.moment();
        }

        private void write(String xml) throws IOException {
            connection.write(xml);
        }

        private void awaitText(String wanted) throws IOException {
            connection.await(read -> read.contains(wanted), read -> read.contains("<failure"));
        }

        private void read() {
            try {
                if (!reader.readFrom(connection.channel())) {
                    throw new IOException("the server closed it");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            now = System.nanoTime();
            reader.handOver();
        }

        @Override
        public void notification(int subscriber, int item, int revision, boolean whole) {
            checker.notification(subscriber, item, revision, whole, now);
        }

        @Override
        public void stanza(String xml) {
            if (xml.startsWith("<iq")) {
                Iq iq = Iq.of(xml);
                if (!iq.isRequest()) {
                    requests.answered(iq.id(), xml, iq.type().equals("result"), now);
                }
            } else if (xml.startsWith("<message")) {
                checker.stray();
            }
        }

        @Override
        public void opened(String header) {}

        @Override
        public void ended() {}
    }
}
