package im.fanfare.load;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the harness says to the service, and how its own words look when they come back.
 *
 * <p>Subscribers and items are numbered, and their addresses and ids are those numbers, so that a notification can be
 * checked without looking anything up by name.
 *
 * @param domain of the publisher and the subscribers
 * @param payload of every item, as XML
 */
public record Script(String service, String domain, String secret, String payload) {
    static final String STREAMS = "http://etherx.jabber.org/streams";
    static final String COMPONENT = "jabber:component:accept";

    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";
    private static final int PAYLOAD_BYTES = 200;
    private static final int ADDRESS_DIGITS = 6;

    /** For a service at {@code pubsub.example.org} the users are those of {@code example.org}: they may create nodes. */
    public static Script of(String service, String secret) {
        int dot = service.indexOf('.');
        String domain = dot < 0 ? service : service.substring(dot + 1);
        return new Script(
                service, domain, secret, "<data xmlns='urn:fanfare:load'>" + "x".repeat(PAYLOAD_BYTES) + "</data>");
    }

    public String publisher() {
        return "publisher@" + domain + "/load";
    }

    /** The local part of the address of this subscriber. */
    public static String user(int number) {
        String digits = Integer.toString(number);
        return "u" + "0".repeat(Math.max(0, ADDRESS_DIGITS - digits.length())) + digits;
    }

    public String subscriber(int number) {
        return user(number) + '@' + domain;
    }

    public String iq(String id, String from, String body) {
        return iq("set", id, from, body);
    }

    /**
     * A request to the service.
     *
     * @param type set or get
     */
    public String iq(String type, String id, String from, String body) {
        return "<iq type='" + type + "' from='" + from + "' to='" + service + "' id='" + id + "'><pubsub xmlns='"
                + PUBSUB + "'>" + body + "</pubsub></iq>";
    }

    /** As a client writes it, whose server says from whom it is. */
    public String request(String id, String body) {
        return "<iq xmlns='jabber:client' type='set' to='" + service + "' id='" + id + "'><pubsub xmlns='" + PUBSUB
                + "'>" + body + "</pubsub></iq>";
    }

    /** Open, keeps ten items, tells nobody of those that have to go. */
    public String create(String node) {
        return "<create node='" + node + "'/><configure><x xmlns='jabber:x:data' type='submit'>"
                + field("FORM_TYPE", PUBSUB + "#node_config")
                + field("pubsub#access_model", "open")
                + field("pubsub#max_items", "10")
                + field("pubsub#notify_retract", "false")
                + "</x></configure>";
    }

    /** The same, below another node: XEP-0496. */
    String createBelow(String parent, String node) {
        return create(node).replace("</x>", field("{urn:xmpp:pubsub-relationships:0}parent", parent) + "</x>");
    }

    /** To be told of the children of the node as well: XEP-0497. */
    String follow(String node, String jid) {
        return subscribe(node, jid) + "<options><x xmlns='jabber:x:data' type='submit'>"
                + field("FORM_TYPE", PUBSUB + "#subscribe_options")
                + field("{urn:xmpp:pubsub-ext-sub:0}depth", "1") + "</x></options>";
    }

    public String subscribe(String node, String jid) {
        return "<subscribe node='" + node + "' jid='" + jid + "'/>";
    }

    public String unsubscribe(String node, String jid) {
        return "<unsubscribe node='" + node + "' jid='" + jid + "'/>";
    }

    /** XEP-0060 §6.5.7. */
    public String newestItem(String node) {
        return "<items node='" + node + "' max_items='1'/>";
    }

    /** XEP-0060 §5.6. */
    public String subscriptions() {
        return "<subscriptions/>";
    }

    public String publish(String node, int item) {
        return "<publish node='" + node + "'><item id='i" + item + "'>" + payload + "</item></publish>";
    }

    /** As the service writes it. */
    String notification(String to, String node, String item, int revision) {
        return "<message from='" + service + "' id='0123456789abcdef-" + revision
                + "' type='headline' to='" + to
                + "'><event xmlns='"
                + PUBSUB + "#event'><items node='" + node + "'><item id='" + item + "'>" + payload
                + "</item></items></event></message>";
    }

    String streamHeader(String id) {
        return "<?xml version='1.0'?><stream:stream xmlns='" + COMPONENT + "' xmlns:stream='" + STREAMS + "' from='"
                + service + "' id='" + id + "'>";
    }

    static String streamError(String condition) {
        return "<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
                + "</stream:stream>";
    }

    /** What the component has to answer to the stream's id: XEP-0114 §3. */
    String digest(String streamId) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1").digest((streamId + secret).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static String field(String name, String value) {
        return "<field var='" + name + "'><value>" + value + "</value></field>";
    }
}
