package im.fanfare.embedded;

import java.util.List;
import java.util.Optional;

/**
 * What a host server is to serve, and where.
 *
 * @param components the domains under which components may connect
 * @param secret with which they do
 * @param web what it offers beside, to users in browsers
 */
public record HostSettings(
        List<String> components, String secret, int clientPort, int componentPort, Optional<Web> web) {
    /**
     * WebSocket (RFC 7395).
     *
     * @param open what is there for people without an account
     */
    public record Web(int port, Optional<Open> open) {}

    /**
     * People without an account, and a publish-subscribe service of the server's own.
     *
     * @param guests the domain at which anybody logs in by SASL ANONYMOUS
     * @param pubsub the domain of the server's own service
     * @param publisher the user who may create nodes there
     */
    public record Open(String guests, String pubsub, String publisher) {}

    public HostSettings {
        components = List.copyOf(components);
    }

    /** On free ports. */
    public static HostSettings of(String... components) {
        return new HostSettings(List.of(components), "secret", Ports.free(), Ports.free(), Optional.empty());
    }

    public HostSettings withClientPort(int port) {
        return new HostSettings(components, secret, port, componentPort, web);
    }

    /** On a free port, for those who have an account. */
    public HostSettings withWeb() {
        return withWeb(Optional.empty());
    }

    /** On a free port, for everybody. */
    public HostSettings withWeb(String guests, String pubsub, String publisher) {
        return withWeb(Optional.of(new Open(guests, pubsub, publisher)));
    }

    private HostSettings withWeb(Optional<Open> open) {
        var web = new Web(Ports.free(), open);
        return new HostSettings(components, secret, clientPort, componentPort, Optional.of(web));
    }
}
