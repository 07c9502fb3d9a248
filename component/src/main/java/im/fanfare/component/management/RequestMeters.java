package im.fanfare.component.management;

import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long requests take, by what they ask and how they end. Whatever a user may spell counts as {@code other}, so that
 * nobody outside decides how many series there are.
 */
public final class RequestMeters {
    /** How a request ends that is not refused. */
    public static final String RESULT = "result";

    private static final String OTHER = "other";

    /** The children of {@code pubsub}, and the payloads of the other extensions. */
    private static final Set<String> OPERATIONS = Set.of(
            "affiliations",
            "collection",
            "command",
            "configure",
            "create",
            "default",
            "delete",
            "items",
            "metadata",
            "options",
            "ping",
            "publish",
            "purge",
            "query",
            "retract",
            "subscribe",
            "subscriptions",
            "time",
            "unsubscribe");

    /** RFC 6120 §8.3.3. */
    private static final Set<String> CONDITIONS = Set.of(
            "bad-request",
            "conflict",
            "feature-not-implemented",
            "forbidden",
            "gone",
            "internal-server-error",
            "item-not-found",
            "jid-malformed",
            "not-acceptable",
            "not-allowed",
            "not-authorized",
            "payment-required",
            "policy-violation",
            "resource-constraint",
            "service-unavailable",
            "undefined-condition",
            "unexpected-request");

    private final MeterRegistry registry;

    /** Those there have been, by operation and outcome: to look one up in the registry costs more than to count. */
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    private record Series(String operation, String outcome) {}

    RequestMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts a request that was answered. */
    public void answered(XmlElement request, XmlElement answer, Duration after) {
        timers.computeIfAbsent(new Series(operation(request), outcome(answer)), this::timer)
                .record(after);
    }

    private Timer timer(Series series) {
        return Timer.builder("fanfare.requests")
                .description("Requests answered, by operation and outcome: result, or the error's condition")
                .tag("operation", series.operation())
                .tag("outcome", series.outcome())
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(registry);
    }

    /** What it asks. */
    public static String operation(XmlElement request) {
        List<XmlElement> payload = request.children();
        if (payload.isEmpty()) {
            return OTHER;
        }
        XmlElement first = payload.get(0);
        List<XmlElement> inner = first.children();
        String name =
                first.name().equals("pubsub") && !inner.isEmpty() ? inner.get(0).name() : first.name();
        return OPERATIONS.contains(name) ? name : OTHER;
    }

    /** How it ends: {@link #RESULT}, or the error's condition. */
    public static String outcome(XmlElement answer) {
        if (!answer.attribute("type").equals(Optional.of("error"))) {
            return RESULT;
        }
        return answer.child("error", Stanzas.NS).stream()
                .flatMap(error -> error.children().stream())
                .map(XmlElement::name)
                .filter(CONDITIONS::contains)
                .findFirst()
                .orElse(OTHER);
    }
}
