package im.fanfare.gatling.hub;

import im.fanfare.gatling.engine.Engine;
import im.fanfare.gatling.notification.Notifications;
import im.fanfare.gatling.notification.Notifying;
import im.fanfare.load.Audience;
import im.fanfare.load.Checker;
import im.fanfare.load.HostServer;
import im.fanfare.load.Publication;
import im.fanfare.load.Requests;
import im.fanfare.load.Script;
import im.fanfare.load.Stay;
import io.gatling.javaapi.core.ProtocolBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** The protocol: a host server whose only component is Fanfare, and whose users are Gatling's. */
public final class Hub implements Notifying, AutoCloseable {
    private static final int LANES = 1 << 20;

    private final HostServer host;
    private final Notifications notifications;

    /** A publish that has been sent. */
    record Published(Requests.Request request, Publication publication) {}

    /**
     * Listens for the component.
     *
     * @param service the address under which the component attaches
     * @param said takes what an operator should know
     */
    public Hub(
            InetSocketAddress address,
            String service,
            String secret,
            Notifications notifications,
            Consumer<String> said)
            throws IOException {
        this.notifications = notifications;
        this.host = new HostServer(Script.of(service, secret), notifications.checker(), address, said);
    }

    /** For {@code setUp(…).protocols(…)}. */
    public ProtocolBuilder protocol() {
        return Engine.protocol(this);
    }

    public HostServer host() {
        return host;
    }

    @Override
    public Notifications notifications() {
        return notifications;
    }

    /** A node that nobody has created yet, for subscribers number {@code first} to {@code first + size - 1}. */
    public Audience audience(int first, int size) {
        return notifications.audience(first, size);
    }

    /** Who has created the node, and publishes to it. */
    String owner(Audience audience) {
        return host.script().subscriber(audience.first()) + "/load";
    }

    String user(int number) {
        return host.script().subscriber(number);
    }

    Script script() {
        return host.script();
    }

    /** Sends a request of this user. */
    Requests.Request ask(int user, String type, String body) throws IOException {
        return ask(user, user(user) + "/load", type, body);
    }

    /** Sends a request of the owner: all that concerns a node goes one way, so that it stays in order. */
    Requests.Request askAsOwner(Audience audience, String body) throws IOException {
        return ask(lane(audience), owner(audience), "set", body);
    }

    Published publish(Audience audience) throws IOException {
        Requests.Request request = host.requests().next();
        // Items are numbered in the order in which they are sent.
        synchronized (audience) {
            Publication publication = checker().publish(audience, request.moment());
            send(
                    lane(audience),
                    request,
                    owner(audience),
                    "set",
                    script().publish(audience.node(), publication.item()));
            return new Published(request, publication);
        }
    }

    Stay arrives(Audience audience, int user) {
        return checker().arrives(audience, user);
    }

    Checker checker() {
        return notifications.checker();
    }

    @Override
    public void close() throws IOException {
        host.close();
    }

    private Requests.Request ask(int lane, String from, String type, String body) throws IOException {
        Requests.Request request = host.requests().next();
        send(lane, request, from, type, body);
        return request;
    }

    private void send(int lane, Requests.Request request, String from, String type, String body) throws IOException {
        try {
            host.send(lane, script().iq(type, request.id(), from, body));
        } catch (IOException e) {
            host.requests().giveUp(request.id(), e);
            throw e;
        }
    }

    private static int lane(Audience audience) {
        return Math.floorMod(audience.node().hashCode(), LANES);
    }
}
