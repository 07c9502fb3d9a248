package im.fanfare.component.system;

import im.fanfare.component.link.ComponentStream;
import im.fanfare.component.link.StanzaParser;
import im.fanfare.embedded.HostSettings;
import im.fanfare.stanza.XmlElement;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;

/**
 * All users of one domain, u0 and up, over one stream: they create, subscribe and publish, and tell {@link Promises}
 * what was acknowledged and what came. A message costs them no parser, so that they never hold up the host server.
 */
final class Subscribers implements AutoCloseable {
    /** Where stanzas go. */
    interface Way {
        void send(String stanza) throws IOException;
    }

    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";

    private static final String PING = "<ping xmlns='urn:xmpp:ping'/>";

    /** Requests under way at a time, where many are made. */
    private static final int UNDER_WAY = 512;

    private final String domain;
    private final String service;
    private final Promises promises;
    private final AtomicLong ids = new AtomicLong();
    private final Map<String, CompletableFuture<XmlElement>> asked = new ConcurrentHashMap<>();
    private final Queue<String> others = new ConcurrentLinkedQueue<>();
    private volatile Way way = stanza -> {
        throw new IOException("not attached");
    };
    private volatile Optional<ComponentStream> stream = Optional.empty();

    Subscribers(String domain, String service, Promises promises) {
        this.domain = domain;
        this.service = service;
        this.promises = promises;
    }

    /** As a component of a host server; again after its end, as often as it takes. */
    Subscribers attach(HostSettings host) {
        Await.until(() -> isAttached(host), () -> "no stream for " + domain);
        return this;
    }

    private boolean isAttached(HostSettings host) {
        try {
            ComponentStream opened = ComponentStream.open(domain, host.componentPort(), host.secret(), this::take);
            stream = Optional.of(opened);
            way = opened::send;
            return true;
        } catch (IOException e) {
            return false; // it is away, or has not noticed that we were
        }
    }

    /** By another way; whoever has it passes to {@link #take} what comes. */
    void attach(Way another) {
        way = another;
    }

    /** Done when the stream has ended and nothing more comes by it. */
    CompletableFuture<Void> ended() {
        return stream.map(ComponentStream::ended).orElseThrow();
    }

    String user(int number) {
        return "u" + number + '@' + domain;
    }

    // ------------------------------------------------------------------------------------------------------ asking

    /** The service's answer, result or error; never, if it is lost. */
    CompletableFuture<XmlElement> ask(String from, String type, String payload) {
        return ask(service, from, type, payload);
    }

    CompletableFuture<XmlElement> ask(String to, String from, String type, String payload) {
        String id = "q" + ids.incrementAndGet();
        CompletableFuture<XmlElement> answer = new CompletableFuture<>();
        asked.put(id, answer);
        try {
            way.send(
                    "<iq type='" + type + "' id='" + id + "' from='" + from + "' to='" + to + "'>" + payload + "</iq>");
        } catch (IOException e) {
            asked.remove(id);
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /**
     * Returns when all has come that a service had handed over whose process was killed. The host server reads what is
     * left of a stream before it says itself that nobody serves, and what it says comes behind that.
     */
    void awaitWhatWasHandedOver() {
        CompletableFuture<Void> refused = new CompletableFuture<>();
        Await.until(
                () -> refused.isDone() || isAskedAgain(refused), () -> "the host server keeps a stream that is dead");
    }

    /** What is asked before the host server knows is lost; false, so that it is asked again. */
    private boolean isAskedAgain(CompletableFuture<Void> refused) {
        ask(user(0), "get", PING).thenAccept(answer -> {
            if (!isResult(answer)) {
                refused.complete(null);
            }
        });
        return false;
    }

    void create(String node) {
        XmlElement answer = ask(user(0), "set", "<pubsub xmlns='" + PUBSUB + "'><create node='" + node + "'/></pubsub>")
                .orTimeout(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        if (!isResult(answer)) {
            throw new AssertionError(answer.toXml());
        }
    }

    /** The first so many users; returns when all have their results. */
    void subscribe(String node, int users) {
        Semaphore room = new Semaphore(UNDER_WAY);
        CompletableFuture<?>[] all = IntStream.range(0, users)
                .mapToObj(i -> {
                    Await.until(room::tryAcquire, () -> "no answer to any of " + UNDER_WAY + " subscribers");
                    return subscribe(node, user(i)).whenComplete((done, fault) -> room.release());
                })
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all)
                .orTimeout(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private CompletableFuture<Void> subscribe(String node, String user) {
        return ask(
                        user,
                        "set",
                        "<pubsub xmlns='" + PUBSUB + "'><subscribe node='" + node + "' jid='" + user + "'/></pubsub>")
                .thenAccept(answer -> {
                    if (!isResult(answer)) {
                        throw new AssertionError(answer.toXml());
                    }
                    promises.subscribed(node, user);
                });
    }

    /** By u0, who owns every node here. Done with whether it was acknowledged. */
    CompletableFuture<Boolean> publish(String node, String item) {
        promises.sent(node, item);
        return ask(
                        user(0),
                        "set",
                        "<pubsub xmlns='" + PUBSUB + "'><publish node='" + node + "'><item id='" + item
                                + "'><soliloquy xmlns='urn:example:hamlet'>To be, or not to be</soliloquy></item>"
                                + "</publish></pubsub>")
                .thenApply(answer -> {
                    if (isResult(answer)) {
                        promises.acknowledged(node, item);
                    }
                    return isResult(answer);
                });
    }

    static boolean isResult(XmlElement answer) {
        return answer.attribute("type").filter("result"::equals).isPresent();
    }

    // ---------------------------------------------------------------------------------------------------- listening

    /** What came, in the order in which it came. */
    void take(String stanza) {
        if (stanza.startsWith("<message") && !stanza.contains("<items")) {
            others.add(stanza);
            return;
        }
        if (stanza.startsWith("<message")) {
            int end = stanza.indexOf('>');
            promises.saw(
                    attribute(stanza, "to", 0, end),
                    attribute(stanza, "node", stanza.indexOf("<items", end), stanza.length()),
                    attribute(stanza, "id", stanza.indexOf("<item ", end), stanza.length()),
                    attribute(stanza, "id", 0, end));
            return;
        }
        XmlElement iq = parsed(stanza);
        iq.attribute("id").map(asked::remove).ifPresent(answer -> answer.complete(iq));
    }

    /** Whether a message has come that is no notification of items, and has all of these words. */
    boolean wereTold(String... words) {
        return others.stream().anyMatch(message -> Stream.of(words).allMatch(message::contains));
    }

    private static XmlElement parsed(String stanza) {
        try {
            return StanzaParser.usual().parse(stanza);
        } catch (XMLStreamException e) {
            throw new AssertionError(stanza, e);
        }
    }

    private static String attribute(String stanza, String name, int from, int to) {
        for (char quote : new char[] {'\'', '"'}) {
            String before = ' ' + name + '=' + quote;
            int start = from < 0 ? -1 : stanza.indexOf(before, from);
            if (start >= 0 && start < to) {
                return stanza.substring(start + before.length(), stanza.indexOf(quote, start + before.length()));
            }
        }
        throw new AssertionError("no " + name + " in " + stanza);
    }

    @Override
    public void close() {
        stream.ifPresent(ComponentStream::close);
    }
}
