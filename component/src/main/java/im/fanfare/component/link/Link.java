package im.fanfare.component.link;

import im.fanfare.pubsub.Jid;
import im.fanfare.stanza.StanzaError;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the host server, for as long as the service lives: XEP-0114.
 *
 * <p>{@code CONNECTING → UP → CONNECTING → …}, {@code REFUSED} where the host server will not have us, {@code
 * SUSPENDED} while an operator will not, {@code CLOSED} at the end. Whatever ends a stream, another one is opened, and what the host server had not confirmed goes out again.
 *
 * <p>Two threads: one connects and reads, one writes. Nothing that calls a link waits for either, except
 * {@link #close}.
 */
public final class Link implements AutoCloseable {
    /** What a link is doing. */
    public enum State {
        CONNECTING,
        UP,
        REFUSED,
        SUSPENDED,
        CLOSED
    }

    /** Is told of every change, on the reader thread: it must not block. */
    public interface Listener {
        void changed(Link link, State state);
    }

    private static final Logger logger = LoggerFactory.getLogger(Link.class);

    private static final int HASTY_CONFLICTS = 4;

    private final LinkConfig config;
    private final Outbox outbox;
    private final Barriers barriers;
    private final StanzaHandler handler;
    private final Listener listener;
    private final String barrierPrefix;
    private final String copyPrefix;
    private final Optional<Groups> multicast;
    private final Traffic traffic = new Traffic();
    private final Backoff backoff;
    private final Thread reader;
    /** Of whether it is to be there: whoever changes one of these two wakes whoever waits for it. */
    private final Object wishes = new Object();

    private volatile boolean closing;
    private volatile boolean suspended;

    private volatile State state = State.CONNECTING;
    private volatile long upSince;
    private volatile @Nullable LinkStream stream;

    public Link(LinkConfig config, Outbox outbox, Barriers barriers, StanzaHandler handler, Listener listener) {
        this.config = prepared(config);
        this.outbox = outbox;
        this.barriers = barriers;
        this.handler = handler;
        this.listener = listener;
        this.barrierPrefix = barriers.register(this::barrierCameBack);
        this.copyPrefix = barriers.register(this::copyCameBack);
        this.multicast = this.config.multicast().map(service -> new Groups(this.config, service, copyPrefix));
        this.backoff = new Backoff(config.times().backoffMin(), config.times().backoffMax());
        this.reader = thread("reads", this::run);
    }

    /** Host servers write our domain as they compare it. */
    private static LinkConfig prepared(LinkConfig config) {
        String service = Jid.parse(config.service()).domain();
        return new LinkConfig(
                service, config.endpoint(), config.secret(), config.limits(), config.times(), config.multicast());
    }

    public void start() {
        reader.start();
    }

    public LinkConfig config() {
        return config;
    }

    public State state() {
        return state;
    }

    public Outbox outbox() {
        return outbox;
    }

    public Traffic.Figures traffic() {
        return traffic.figures();
    }

    /** Sends an answer that is one stanza. */
    public CompletionStage<Void> reply(XmlElement stanza) {
        return reply(List.of(stanza));
    }

    /**
     * Sends an answer, ahead of all deliveries. Done when the host server has taken it.
     *
     * <p>An answer that no host server would take is replaced by an error: it would end the stream, again and again. So is
     * one for which there is no room, while there is room for the error.
     *
     * @param stanzas the last is the answer, the others have to be there before it; all of them go or none
     */
    public CompletionStage<Void> reply(List<XmlElement> stanzas) {
        XmlElement answer = stanzas.get(stanzas.size() - 1);
        List<byte[]> written = new ArrayList<>(stanzas.size());
        for (XmlElement stanza : stanzas) {
            String xml = stanza.toXml(Stanzas.NS);
            if (!XmlCharacters.admits(xml)) {
                logger.error(
                        "service={}: an answer with characters that XML has not, id={}", config.service(), id(answer));
                return unanswerable(answer, StanzaError.of(StanzaError.Type.CANCEL, "internal-server-error"));
            }
            byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > config.limits().maxOutboundBytes()) {
                logger.warn("service={}: an answer of {} bytes, id={}", config.service(), bytes.length, id(answer));
                return unanswerable(
                        answer,
                        StanzaError.of(StanzaError.Type.MODIFY, "policy-violation")
                                .with("The answer is larger than the host server takes; ask for less at a time."));
            }
            written.add(bytes);
        }
        CompletionStage<Void> sent = outbox.reply(written);
        return sent.toCompletableFuture().isCompletedExceptionally()
                ? unanswerable(answer, StanzaError.of(StanzaError.Type.WAIT, "resource-constraint"))
                : sent;
    }

    private static String id(XmlElement stanza) {
        return stanza.attribute("id").orElse("");
    }

    private CompletionStage<Void> unanswerable(XmlElement answer, StanzaError error) {
        String id = id(answer);
        Optional<String> from = answer.attribute("from");
        Optional<String> to = answer.attribute("to");
        boolean sound = XmlCharacters.admits(id)
                && from.map(XmlCharacters::admits).orElse(false)
                && to.map(XmlCharacters::admits).orElse(false);
        if (!answer.name().equals("iq") || !sound) {
            return CompletableFuture.failedStage(new IllegalArgumentException("no stanza to send"));
        }
        XmlElement refusal = XmlElement.of("iq", Stanzas.NS)
                .with("type", "error")
                .with("id", id)
                .with("from", from)
                .with("to", to)
                .with(error.toElement());
        return outbox.reply(List.of(refusal.toXml(Stanzas.NS).getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Ends the stream once everything that was begun is confirmed, or after {@code link.closing}, and opens no other until
     * {@link #resume}. What is to be delivered waits in the outbox; nobody waits here.
     */
    void suspend() {
        outbox.pause();
        wish(true);
        LinkStream current = stream;
        if (current != null) {
            current.close();
        }
    }

    void resume() {
        wish(false);
    }

    private void wish(boolean suspend) {
        synchronized (wishes) {
            suspended = suspend;
            wishes.notifyAll();
        }
    }

    /**
     * Takes no more deliveries, waits until the host server has taken what was written (no longer than
     * {@code link.closing}), and ends the stream. Until then requests come, and are answered.
     */
    @Override
    public void close() {
        outbox.stop();
        synchronized (wishes) {
            closing = true;
            wishes.notifyAll();
        }
        LinkStream current = stream;
        if (current != null) {
            current.close();
        }
        if (reader.getState() == Thread.State.NEW) {
            ended();
        } else if (Thread.currentThread() != reader) {
            awaitEnd();
        }
    }

    private void awaitEnd() {
        try {
            // What the reader may still wait for: a connect, or the end of the stream.
            Duration patience = config.times().closing().plus(config.times().connect());
            reader.join(patience.toMillis() + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LinkStream current = stream;
        if (current != null) {
            current.abort();
        }
    }

    private void run() {
        try {
            while (isWanted()) {
                LinkStream opened = new LinkStream(this);
                stream = opened;
                if (closing || suspended) {
                    opened.close(); // since the lines above
                }
                LinkStream.Ending ending = opened.run();
                stream = null;
                if (!closing && !suspended) {
                    waitAfter(ending);
                }
            }
        } finally {
            ended();
        }
    }

    /** False once it is closed; waits while it is suspended. */
    private boolean isWanted() {
        if (suspended && !closing) {
            change(State.SUSPENDED);
            awaitOther(true, Long.MAX_VALUE);
            if (!closing) {
                change(State.CONNECTING);
            }
        }
        if (!suspended) {
            outbox.goOn();
        }
        return !closing;
    }

    /**
     * Returns after so many nanoseconds, or when something else is wished.
     *
     * @param before whether it was to be suspended when the caller looked; that may have changed since
     */
    private void awaitOther(boolean before, long nanos) {
        long from = System.nanoTime();
        synchronized (wishes) {
            try {
                long left = nanos;
                while (!closing && suspended == before && left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(wishes, left);
                    left = nanos - (System.nanoTime() - from);
                }
            } catch (InterruptedException e) {
                closing = true; // nobody but the end of the process interrupts us
            }
        }
    }

    private void ended() {
        barriers.forget(barrierPrefix);
        barriers.forget(copyPrefix);
        outbox.close();
        change(State.CLOSED);
    }

    private void waitAfter(LinkStream.Ending ending) {
        Duration pause = pauseAfter(ending);
        logger.warn(
                "service={} host server={}: {}; trying again in {} ms",
                config.service(),
                config.endpoint(),
                sentence(ending),
                pause.toMillis());
        change(ending.isRefusal() ? State.REFUSED : State.CONNECTING);
        awaitOther(false, pause.toNanos());
    }

    private Duration pauseAfter(LinkStream.Ending ending) {
        // A host server that has not noticed yet that our last connection is gone will soon.
        boolean mayPassSoon =
                ending.condition().equals(Optional.of("conflict")) && backoff.attempts() < HASTY_CONFLICTS;
        if (ending.isRefusal() && !mayPassSoon) {
            return Backoff.jittered(config.times().refused());
        }
        // A host server that takes us and drops us at once is to be met ever more slowly.
        if (ending.wasUp()
                && System.nanoTime() - upSince > config.times().backoffMax().toNanos()) {
            backoff.reset();
        }
        return backoff.next();
    }

    private String sentence(LinkStream.Ending ending) {
        return switch (ending.condition().orElse("")) {
            case "not-authorized" ->
                "it refuses the secret of this service; link.secret must be the one it has for " + config.service();
            case "conflict" ->
                "it has another component connected as " + config.service()
                        + " and takes one only, or has not noticed yet that our last connection is gone";
            case "host-unknown" -> "it has no component configured as " + config.service();
            default -> ending.why();
        };
    }

    private void change(State next) {
        if (state == next) {
            return;
        }
        state = next;
        try {
            listener.changed(this, next);
        } catch (RuntimeException e) {
            logger.error("service={}: who listens for {} failed", config.service(), next, e);
        }
    }

    private void barrierCameBack(long number) {
        LinkStream current = stream;
        if (current != null) {
            current.barrierCameBack(number);
        }
        outbox.confirm(multicast.isPresent() ? multicast.get().pingIsBack(number) : number);
    }

    private void copyCameBack(long number) {
        multicast.ifPresent(groups -> {
            boolean wasOpen = groups.isOpen();
            outbox.confirm(groups.copyIsBack(number));
            if (!wasOpen && groups.isOpen()) {
                logger.info(
                        "service={} host server={}: takes one stanza for many recipients",
                        config.service(),
                        config.endpoint());
            }
        });
    }

    /** The stream has shaken hands. */
    void up() {
        upSince = System.nanoTime();
        logger.info("service={} host server={}: up", config.service(), config.endpoint());
        change(State.UP);
    }

    Thread thread(String does, Runnable work) {
        Thread thread = new Thread(work, "link " + config.service() + ' ' + does);
        thread.setDaemon(true);
        return thread;
    }

    Barriers barriers() {
        return barriers;
    }

    String barrierPrefix() {
        return barrierPrefix;
    }

    Optional<Groups> multicast() {
        return multicast;
    }

    StanzaHandler handler() {
        return handler;
    }

    Traffic counted() {
        return traffic;
    }

    @Override
    public String toString() {
        return "Link[" + config.service() + " at " + config.endpoint() + ", " + state + "]";
    }
}
