package im.fanfare.gatling.websocket;

import static io.gatling.javaapi.core.CoreDsl.doSwitch;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.onCase;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.core.CoreDsl.tryMax;
import static io.gatling.javaapi.http.HttpDsl.ws;

import im.fanfare.gatling.engine.Attribute;
import im.fanfare.gatling.engine.Engine;
import im.fanfare.load.Audience;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.Ws;
import io.gatling.javaapi.http.WsFrameCheck;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Function;

/**
 * The steps of a scenario, in Gatling's own words: XMPP over WebSocket, RFC 7395.
 *
 * <p>Who takes them is in the session: {@link #ACCOUNT}, and for subscribers {@link #USER}.
 */
public final class XmppDsl {
    /** Who this is. */
    public static final Attribute<Account> ACCOUNT = new Attribute<>("account", Account.class);
    /** What Gatling calls a log-in with all its tries; the requests of one may fail. */
    public static final String LOGIN = "log in";
    /** And these, which are made once. */
    public static final String CREATE = "create node";

    public static final String SUBSCRIBE = "subscribe";
    public static final String PUBLISH = "publish";
    /** Session attribute: the user's number, an Integer. */
    public static final String USER = "user";

    private static final Attribute<String> JID = new Attribute<>("jid", String.class);
    private static final String MECHANISM = "mechanism";
    private static final String BEGAN = "began";
    private static final String FRAMING = "urn:ietf:params:xml:ns:xmpp-framing";
    private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static final String BIND = "urn:ietf:params:xml:ns:xmpp-bind";
    private static final int PATIENCE = 60;
    private static final int TRIES = 3;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final String SOCKET = "socket";
    private static final Attribute<Scram> EXCHANGE = new Attribute<>("scram", Scram.class);
    private static final Attribute<String> RESPONSE = new Attribute<>("response", String.class);
    private static final String CHALLENGE = "challenge";
    private static final String SIGNATURE = "signature";
    private static final Attribute<Users.Publishing> PUBLISHING = new Attribute<>("publishing", Users.Publishing.class);
    private static final String ID = "id";

    private XmppDsl() {}

    /**
     * Connects, authenticates, binds a resource (RFC 6120 §6 and §7), and is there. What fails is begun again with a new
     * connection, as people's clients do: Gatling counts each failure by its step, and as {@link #LOGIN} the whole.
     */
    public static ChainBuilder login(Users users) {
        return exec(session -> session.set(BEGAN, System.nanoTime()))
                .exec(tryMax(TRIES).on(connect(users)))
                .exec(Engine.step(LOGIN, turn -> {
                    Session session = turn.session();
                    long nanos = System.nanoTime() - session.getLong(BEGAN);
                    long now = turn.now();
                    turn.log(LOGIN, now - nanos / NANOS_PER_MILLI, now, session.isFailed() ? "gave up" : null);
                    if (!session.isFailed()) {
                        users.notifications().latencies().record(LOGIN + " by " + session.getString(MECHANISM), nanos);
                    }
                    turn.next();
                }));
    }

    private static ChainBuilder connect(Users users) {
        return exec(session -> session.remove(SOCKET)
                        .set(MECHANISM, account(session).mechanism().toString()))
                .exec(socket("connect")
                        .connect(users.server().webSocket().toString())
                        .subprotocol("xmpp"))
                .exec(open("open", ">#{mechanism}<"))
                .exec(doSwitch("#{mechanism}")
                        .on(
                                onCase(Account.Mechanism.PLAIN.toString()).then(plain()),
                                onCase(Account.Mechanism.SCRAM_SHA_1.toString()).then(scram()),
                                onCase(Account.Mechanism.ANONYMOUS.toString()).then(anonymous())))
                .exec(open("open again", BIND))
                .exec(socket("send bind")
                        .sendText("<iq xmlns='jabber:client' type='set' id='bind'><bind xmlns='" + BIND + "'/></iq>")
                        .await(PATIENCE)
                        .on(answer("bind", "bind")
                                .check(regex("<jid>([^<]+)</jid>").saveAs(JID.name()))))
                .exec(socket("send presence").sendText("<presence xmlns='jabber:client'/>"));
    }

    /** Creates the node, open and with ten items: XEP-0060 §8.1. */
    public static ChainBuilder createNode(Users users, Function<Session, Audience> node) {
        return exec(socket("send create node")
                .sendText(session -> users.script()
                        .request(
                                "create",
                                users.script().create(node.apply(session).node())))
                .await(PATIENCE)
                .on(acknowledged(CREATE, "create")));
    }

    /** One of the node's audience: XEP-0060 §6.1. */
    public static ChainBuilder subscribe(Users users, Function<Session, Audience> node) {
        return exec(session -> {
                    users.bound(session.getInt(USER), bareJid(session));
                    return session;
                })
                .exec(socket("send subscribe")
                        .sendText(session -> users.script()
                                .request(
                                        "subscribe",
                                        users.script()
                                                .subscribe(node.apply(session).node(), bareJid(session))))
                        .await(PATIENCE)
                        .on(acknowledged(SUBSCRIBE, "subscribe")));
    }

    /** The publisher's next item: XEP-0060 §7.1. */
    public static ChainBuilder publish(Users users, Function<Session, Audience> node) {
        return exec(session -> {
                    Users.Publishing publishing = users.publish(node.apply(session));
                    return PUBLISHING
                            .in(session, publishing)
                            .set(ID, publishing.request().id());
                })
                .exec(socket("send publish")
                        .sendText(session -> PUBLISHING.of(session).xml())
                        .await(PATIENCE)
                        .on(acknowledged(PUBLISH, "#{id}")));
    }

    /** Says goodbye, upon which the server closes the connection: RFC 7395 §3.6. */
    public static ChainBuilder logout() {
        return exec(socket("send close")
                .sendText("<close xmlns='" + FRAMING + "'/>")
                .await(PATIENCE)
                .on(ws.checkTextMessage("close").matching(substring("<close"))));
    }

    /** A request of the user's one connection. */
    private static Ws socket(String request) {
        return ws(request, SOCKET);
    }

    private static ChainBuilder open(String name, String offered) {
        return exec(socket("send " + name)
                .sendText(session ->
                        "<open xmlns='" + FRAMING + "' to='" + account(session).domain() + "' version='1.0'/>")
                .await(PATIENCE)
                .on(
                        ws.checkTextMessage(name).matching(substring("<open")),
                        ws.checkTextMessage("features")
                                .matching(substring("features"))
                                .check(substring(offered))));
    }

    /** RFC 4616. */
    private static ChainBuilder plain() {
        return exec(socket("send PLAIN")
                .sendText(session -> auth(
                        Account.Mechanism.PLAIN,
                        '\0' + account(session).user() + '\0' + account(session).password()))
                .await(PATIENCE)
                .on(ws.checkTextMessage("PLAIN").check(substring("<success"))));
    }

    /** RFC 4505. */
    private static ChainBuilder anonymous() {
        return exec(socket("send ANONYMOUS")
                .sendText(auth(Account.Mechanism.ANONYMOUS, ""))
                .await(PATIENCE)
                .on(ws.checkTextMessage("ANONYMOUS").check(substring("<success"))));
    }

    /** RFC 5802; the server has to prove that it knows the password as well. */
    private static ChainBuilder scram() {
        return exec(session -> EXCHANGE.in(
                        session,
                        new Scram(
                                account(session).user(),
                                account(session).password(),
                                UUID.randomUUID().toString())))
                .exec(socket("send SCRAM-SHA-1")
                        .sendText(session -> auth(
                                Account.Mechanism.SCRAM_SHA_1,
                                EXCHANGE.of(session).first()))
                        .await(PATIENCE)
                        .on(ws.checkTextMessage("SCRAM-SHA-1, challenge")
                                .check(regex("<challenge[^>]*>([^<]*)<").saveAs(CHALLENGE))))
                .exec(session -> {
                    Scram.Final last = EXCHANGE.of(session)
                            .last(new String(
                                    Base64.getDecoder().decode(session.getString(CHALLENGE)), StandardCharsets.UTF_8));
                    return RESPONSE.in(session, last.message()).set(SIGNATURE, base64(last.serverSignature()));
                })
                .exec(socket("send SCRAM-SHA-1, response")
                        .sendText(session ->
                                "<response xmlns='" + SASL + "'>" + base64(RESPONSE.of(session)) + "</response>")
                        .await(PATIENCE)
                        .on(ws.checkTextMessage("SCRAM-SHA-1").check(regex("<success[^>]*>#{signature}<"))));
    }

    private static String auth(Account.Mechanism mechanism, String initial) {
        return "<auth xmlns='" + SASL + "' mechanism='" + mechanism + "'>" + base64(initial) + "</auth>";
    }

    private static WsFrameCheck.Text answer(String name, String id) {
        return ws.checkTextMessage(name).matching(regex("^<iq[^>]*\\sid=['\"]" + id + "['\"]"));
    }

    private static WsFrameCheck.Text acknowledged(String name, String id) {
        return answer(name, id).check(regex("<error.*").notExists());
    }

    private static Account account(Session session) {
        return ACCOUNT.of(session);
    }

    private static String bareJid(Session session) {
        String full = JID.of(session);
        return full.substring(0, full.indexOf('/'));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
