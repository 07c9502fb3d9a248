package im.fanfare.component;

import im.fanfare.component.management.RequestMeters;
import im.fanfare.schema.Span;
import im.fanfare.schema.Tracing;
import im.fanfare.schema.Trail;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the edge tells of requests that are followed: lines at level debug, and the first span where they are sampled. */
final class RequestTrail {
    private static final Logger logger = LoggerFactory.getLogger(Requests.class);

    /** It is for the operator to look why; whatever else a request is refused for, it is for the requester. */
    private static final Set<String> FAULTS = Set.of("internal-server-error", "resource-constraint");

    private final Tracing tracing;

    RequestTrail(Tracing tracing) {
        this.tracing = tracing;
    }

    /** Begins the first span of a request, where it is sampled. */
    Span begin(XmlElement stanza) {
        if (!tracing.isOn() || !isRequest(stanza)) {
            return Span.NONE;
        }
        Span span = tracing.request(RequestMeters.operation(stanza));
        if (!span.isNone()) {
            describe(span, stanza);
        }
        return span;
    }

    static boolean isFollowed(Span span) {
        return !span.isNone() || logger.isDebugEnabled();
    }

    /** Has a stanza answered; whoever is asked on this thread follows the request. */
    static CompletionStage<List<XmlElement>> follow(
            Span span, XmlElement stanza, Supplier<CompletionStage<List<XmlElement>>> route) {
        Map<String, String> beside = beside(stanza, span);
        return Trail.during(beside, () -> {
                    logger.debug("{} comes from the host server", stanza.name());
                    return route.get();
                })
                .whenComplete((answer, fault) -> {
                    if (answer != null && !answer.isEmpty()) {
                        answered(span, answer.get(answer.size() - 1), beside);
                    }
                    span.end();
                });
    }

    private static boolean isRequest(XmlElement stanza) {
        return stanza.is("iq", Stanzas.NS)
                && stanza.attribute("type")
                        .filter(type -> type.equals("get") || type.equals("set"))
                        .isPresent();
    }

    private static void describe(Span span, XmlElement stanza) {
        span.set("rpc.system.name", "xmpp")
                .set("rpc.method", RequestMeters.operation(stanza))
                .set("fanfare.request", stanza.attribute("id").orElse(""))
                .set("fanfare.service", stanza.attribute("to").orElse(""));
        node(stanza).ifPresent(node -> span.set("fanfare.node", node));
    }

    /** The node that is asked, where the stanza names one: a command (XEP-0050) calls itself a node too. */
    private static Optional<String> node(XmlElement stanza) {
        return stanza.children().stream()
                .filter(payload -> !payload.name().equals("command"))
                .flatMap(payload -> Stream.concat(Stream.of(payload), payload.children().stream()))
                .flatMap(element -> element.attribute("node").stream())
                .findFirst();
    }

    private static Map<String, String> beside(XmlElement stanza, Span span) {
        Trail trail = new Trail(stanza.attribute("id").orElse(""), span);
        return trail.beside(Map.of(Trail.REQUESTER, stanza.attribute("from").orElse("")));
    }

    private static void answered(Span span, XmlElement reply, Map<String, String> beside) {
        String outcome = RequestMeters.outcome(reply);
        span.set("rpc.response.status_code", outcome);
        if (FAULTS.contains(outcome)) {
            span.failed(outcome);
        } else if (!outcome.equals(RequestMeters.RESULT)) {
            span.refused(outcome);
        }
        if (logger.isDebugEnabled()) {
            Trail.debug(
                    logger,
                    beside,
                    "it is answered: {}",
                    reply.attribute("type").orElse(""));
        }
    }
}
