package im.fanfare.schema;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.MDC;

/**
 * How a request is followed through the logs of members, at level debug: by what its lines have beside them, in the MDC.
 * Where the edge does not log at that level the request has no id behind it, and nothing of this is kept or sent.
 */
public final class Trail {
    /** The id of the stanza that asked, as the requester chose it. */
    public static final String REQUEST = "request";

    /** Who asked. */
    public static final String REQUESTER = "requester";

    /** Whom it was asked of, with its service. */
    public static final String NODE = "node";

    /** The id of the notification: see {@link MessageId}. */
    public static final String MESSAGE = "message";

    /** Requesters choose ids; what is longer than anybody needs is cut. */
    private static final int LONGEST = 128;

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

    /** The id of the request that this thread is busy with; empty where nobody follows it. */
    public static String request() {
        @Nullable String id = MDC.get(REQUEST);
        return id == null ? "" : id;
    }

    private Trail() {}
}
