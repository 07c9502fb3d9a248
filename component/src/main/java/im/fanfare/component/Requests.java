package im.fanfare.component;

import im.fanfare.component.blacklist.Blacklist;
import im.fanfare.component.iq.IqRouter;
import im.fanfare.component.limits.Requesters;
import im.fanfare.component.link.Link;
import im.fanfare.component.link.StanzaHandler;
import im.fanfare.component.management.RequestMeters;
import im.fanfare.component.message.MessageRouter;
import im.fanfare.component.presence.PresenceHandler;
import im.fanfare.schema.Span;
import im.fanfare.schema.Tracing;
import im.fanfare.stanza.StanzaError;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes stanzas from links, has them answered, and sends the answer back by the link that the request came by. So many
 * may be under way; whoever comes then is told to wait, and the link goes on reading.
 *
 * <p>XEP-0114 has no way to say that a component takes no more requests. So before the links end everybody is told to
 * wait, at once, until none is under way: then nothing is left without an answer but what the host server writes in the
 * moment in which it is told of the end.
 */
final class Requests implements StanzaHandler, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration GLANCE = Duration.ofMillis(5);
    private static final StanzaError TOO_MANY = StanzaError.of(StanzaError.Type.WAIT, "resource-constraint");

    private final IqRouter router;
    private final MessageRouter messages;
    private final PresenceHandler presences;
    private final Blacklist blacklist;
    private final Requesters requesters;
    private final int most;
    private final RequestMeters meters;
    private final RequestTrail trail;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean closed;

    Requests(
            IqRouter router,
            MessageRouter messages,
            PresenceHandler presences,
            Blacklist blacklist,
            Requesters requesters,
            int most,
            RequestMeters meters,
            Tracing tracing) {
        this.router = router;
        this.messages = messages;
        this.presences = presences;
        this.blacklist = blacklist;
        this.requesters = requesters;
        this.most = most;
        this.meters = meters;
        this.trail = new RequestTrail(tracing);
    }

    int underWay() {
        return underWay.get();
    }

    private CompletionStage<List<XmlElement>> take(XmlElement stanza) {
        Span span = trail.begin(stanza);
        return RequestTrail.isFollowed(span) ? RequestTrail.follow(span, stanza, () -> route(stanza)) : route(stanza);
    }

    private CompletionStage<List<XmlElement>> route(XmlElement stanza) {
        return stanza.is("message", Stanzas.NS)
                ? messages.route(stanza).thenApply(bounced -> bounced.stream().toList())
                : router.route(stanza);
    }

    @Override
    public void handle(Link link, XmlElement stanza) {
        if (stanza.is("presence", Stanzas.NS)) {
            handlePresence(link, stanza);
            return;
        }
        Optional<StanzaError> refused = closed || underWay.get() >= most ? Optional.of(TOO_MANY) : refusal(stanza);
        if (refused.isPresent()) {
            IqRouter.refuse(stanza, refused.get())
                    .or(() -> messages.refuse(stanza, refused.get()))
                    .ifPresent(refusal -> {
                        meters.answered(stanza, refusal, Duration.ZERO);
                        link.reply(refusal);
                    });
            return;
        }
        underWay.incrementAndGet();
        long began = System.nanoTime();
        take(stanza).whenComplete((answer, fault) -> {
            if (answer != null && !answer.isEmpty()) {
                meters.answered(stanza, answer.get(answer.size() - 1), Duration.ofNanos(System.nanoTime() - began));
                link.reply(answer);
            }
            underWay.decrementAndGet(); // the answer is on its way by now
        });
    }

    private Optional<StanzaError> refusal(XmlElement stanza) {
        return blacklist.refusal(stanza).or(() -> requesters.refusal(stanza));
    }

    /** It is no request that waits for an answer, so who sends too much of it is not told; nothing is decided by it here. */
    private void handlePresence(Link link, XmlElement stanza) {
        if (!PresenceHandler.isRequest(stanza) || refusal(stanza).isEmpty()) {
            presences.take(stanza).forEach(link::reply);
        }
    }

    /** Whoever asks from now on is told to wait; returns once all before are answered, or will not be soon. */
    @Override
    public void close() {
        closed = true;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (underWay.get() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(GLANCE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
