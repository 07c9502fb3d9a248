package im.fanfare.gatling.websocket;

import im.fanfare.gatling.engine.Engine;
import im.fanfare.gatling.notification.Notifications;
import im.fanfare.gatling.notification.Notifying;
import im.fanfare.load.Audience;
import im.fanfare.load.Iq;
import im.fanfare.load.Publication;
import im.fanfare.load.Requests;
import im.fanfare.load.Script;
import io.gatling.javaapi.core.ProtocolBuilder;
import io.gatling.javaapi.http.HttpDsl;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The protocol: real users of a real server, each with a WebSocket of Gatling's.
 *
 * <p>Every frame passes by here before Gatling's checks see it: so a notification is counted at the moment when it comes,
 * whatever its user is waiting for. A node's only publisher numbers its items in the order in which they are sent, and
 * that is the order that everybody has to be told in, whichever service tells them.
 */
public final class Users implements Notifying {
    /** The local part of the one who publishes to all nodes. */
    public static final String PUBLISHER = "publisher";

    private static final Pattern TO = Pattern.compile("^<message[^>]*?\\sto=['\"]([^'\"/]+)");
    private static final Pattern NODE = Pattern.compile("<items[^>]*?\\snode=['\"]([^'\"]+)");
    private static final Pattern ITEM = Pattern.compile("<item[^>]*?\\sid=['\"]i(\\d{1,9})['\"]");
    private static final String PING = "urn:xmpp:ping";
    private static final int NOBODY = -1;

    private final Server server;
    private final Script script;
    private final Notifications notifications;
    private final Requests requests = new Requests();
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

    /** A publish that is about to be sent. */
    record Publishing(Requests.Request request, Publication publication, String xml) {}

    public Users(Server server, Notifications notifications) {
        this.server = server;
        this.script = Script.of(server.service(), "");
        this.notifications = notifications;
    }

    /** Goes before {@link #protocol()} into {@code setUp(…).protocols(…)}. */
    public HttpProtocolBuilder http() {
        return HttpDsl.http.wsAutoReplyTextFrame(this::answer);
    }

    /** For {@code setUp(…).protocols(…)}. */
    public ProtocolBuilder protocol() {
        return Engine.protocol(this);
    }

    @Override
    public Notifications notifications() {
        return notifications;
    }

    /** Address of the service that all this is about. */
    public String service() {
        return server.service();
    }

    Server server() {
        return server;
    }

    Script script() {
        return script;
    }

    public Account publisher() {
        return new Account(PUBLISHER, server.password(), server.domain(), Account.Mechanism.PLAIN);
    }

    /** The account of the user of this number, or none where that is the point. */
    public Account subscriber(int number, Account.Mechanism mechanism) {
        String domain = mechanism == Account.Mechanism.ANONYMOUS
                ? server.guests().orElseThrow(() -> new IllegalStateException("no domain for guests is known"))
                : server.domain();
        return new Account(Script.user(number), server.password(), domain, mechanism);
    }

    /** From now on what comes for this address comes for the user of this number. */
    void bound(int number, String bareJid) {
        numbers.put(bareJid, number);
    }

    Publishing publish(Audience audience) {
        Requests.Request request = requests.next();
        Publication publication = notifications.checker().publish(audience, request.moment());
        var unused = publication
                .acknowledgement()
                .thenRun(() -> notifications.latencies().record("publish", publication.nanosToAcknowledgement()));
        String xml = script.request(request.id(), script.publish(audience.node(), publication.item()));
        return new Publishing(request, publication, xml);
    }

    /** Takes note of what has come, and answers pings; null where there is nothing to say. */
    private @Nullable String answer(String frame) {
        long now = System.nanoTime();
        if (frame.startsWith("<message")) {
            message(frame, now);
            return null;
        }
        if (!frame.startsWith("<iq")) {
            return null;
        }
        Iq iq = Iq.of(frame);
        if (!iq.isRequest()) {
            requests.answered(iq.id(), frame, iq.type().equals("result"), now);
            return null;
        }
        return frame.contains(PING)
                ? "<iq xmlns='jabber:client' type='result' to='" + iq.from() + "' id='" + iq.id() + "'/>"
                : null;
    }

    private void message(String frame, long now) {
        Matcher node = NODE.matcher(frame);
        if (!node.find() || !notifications.isOfThisRun(node.group(1))) {
            return; // a greeting, or a node of an earlier run, whose last item is sent to whoever comes
        }
        Matcher to = TO.matcher(frame);
        int number = to.find() ? numbers.getOrDefault(to.group(1), NOBODY) : NOBODY;
        Matcher item = ITEM.matcher(frame);
        if (number == NOBODY || !item.find()) {
            notifications.checker().stray();
            return;
        }
        int id = Integer.parseInt(item.group(1));
        boolean isWhole = frame.contains(script.payload()) && !item.find();
        notifications.checker().notification(number, id, id, isWhole, now);
    }
}
