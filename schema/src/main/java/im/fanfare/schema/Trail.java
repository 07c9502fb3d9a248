package im.fanfare.schema;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.MDC;

/**
 * By what a request is followed over the members: in their logs at level debug, by its id, which lines have beside them in
 * the MDC; and by OpenTelemetry where it is sampled. Where neither is so it has nothing of this behind it, and nothing is
 * kept or sent.
 *
 * @param request the id of the stanza that asked, as the requester chose it; empty where it is not followed
 * @param span that whatever comes next is a part of; none where it is not sampled
 */
public record Trail(String request, Span span) {
    public static final Trail NONE = new Trail("", Span.NONE);

    /** The id of the stanza that asked, as the requester chose it. */
    public static final String REQUEST = "request";

    /** Who asked. */
    public static final String REQUESTER = "requester";

    /** Whom it was asked of, with its service. */
    public static final String NODE = "node";

    /** The id of the notification: see {@link im.fanfare.pubsub.MessageId}. */
    public static final String MESSAGE = "message";

    /** Where in which trace, where the request is sampled. */
    public static final String TRACEPARENT = "traceparent";

    /** Requesters choose ids; what is longer than anybody needs is cut. */
    private static final int LONGEST = 128;

    /** As it came from another member. */
    static Trail of(String request, String traceparent) {
        return request.isEmpty() && traceparent.isEmpty() ? NONE : new Trail(request, Span.of(traceparent));
    }

    /** Of the request that this thread is busy with. */
    public static Trail current() {
        @Nullable String request = MDC.get(REQUEST);
        if (request == null) {
            return NONE;
        }
        @Nullable String traceparent = MDC.get(TRACEPARENT);
        return of(request, traceparent == null ? "" : traceparent);
    }

    public boolean isNone() {
        return request.isEmpty() && span.isNone();
    }

    /** The same request, where what comes next is a part of another span. */
    public Trail under(Span part) {
        return span.isNone() && part.isNone() ? this : new Trail(request, part);
    }

    /** These, and what a line has beside it of a request that is followed. */
    public Map<String, String> beside(Map<String, String> more) {
        Map<String, String> beside = new HashMap<>(more);
        beside.put(REQUEST, request);
        if (!span.isNone()) {
            beside.put(TRACEPARENT, span.traceparent());
        }
        return beside;
    }

    /** Every line that this thread writes during the work has these beside it. */
    public static <T> T during(Map<String, String> beside, Supplier<T> work) {
        @Nullable Map<String, String> before = MDC.getCopyOfContextMap();
        beside.forEach((key, value) -> MDC.put(key, value.substring(0, Math.min(value.length(), LONGEST))));
        try {
            return work.get();
        } finally {
            if (before == null) {
                MDC.clear();
            } else {
                MDC.setContextMap(before);
            }
        }
    }

    /** Writes a line with these beside it; for whoever has asked whether the level is on. */
    public static void debug(Logger logger, Map<String, String> beside, String line, Object... arguments) {
        during(beside, () -> {
            logger.debug(line, arguments);
            return line;
        });
    }
}
