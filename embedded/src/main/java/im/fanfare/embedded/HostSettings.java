package im.fanfare.embedded;

import java.util.List;

/**
 * What a host server is to serve, and where.
 *
 * @param components the domains under which components may connect
 * @param secret with which they do
 */
public record HostSettings(List<String> components, String secret, int clientPort, int componentPort) {
    public HostSettings {
        components = List.copyOf(components);
    }

    /** On free ports. */
    public static HostSettings of(String... components) {
        return new HostSettings(List.of(components), "secret", Ports.free(), Ports.free());
    }

    public HostSettings withClientPort(int port) {
        return new HostSettings(components, secret, port, componentPort);
    }
}
