package im.fanfare.component.link;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How one link reaches its host server.
 *
 * @param service the domain that the host server gives us
 * @param secret what XEP-0114 §3 proves; it is neither logged nor printed
 * @param multicast absent where every recipient has a stanza
 */
public record LinkConfig(
        String service, Endpoint endpoint, String secret, Limits limits, Times times, Optional<Multicast> multicast) {
    public LinkConfig {
        need(!service.isBlank(), "service", service, "the domain that the host server gives us");
        need(!secret.isEmpty(), "secret", "empty", "the one that the host server has for this service");
    }

    /** The usual limits and times, without TLS. */
    public static LinkConfig of(String service, String host, int port, String secret) {
        return new LinkConfig(
                service, Endpoint.plain(host, port), secret, Limits.DEFAULT, Times.DEFAULT, Optional.empty());
    }

    public LinkConfig with(Endpoint changed) {
        return new LinkConfig(service, changed, secret, limits, times, multicast);
    }

    public LinkConfig with(Limits changed) {
        return new LinkConfig(service, endpoint, secret, changed, times, multicast);
    }

    public LinkConfig with(Times changed) {
        return new LinkConfig(service, endpoint, secret, limits, changed, multicast);
    }

    public LinkConfig with(Multicast changed) {
        return new LinkConfig(service, endpoint, secret, limits, times, Optional.of(changed));
    }

    @Override
    public String toString() {
        return "LinkConfig[service=" + service + ", endpoint=" + endpoint + ", limits=" + limits + ", times=" + times
                + "]";
    }

    /**
     * Where the host server listens.
     *
     * @param tls absent for a plain socket
     * @param allowMultiple COMPAT(Openfire): says in the stream header that this is one of several links
     */
    public record Endpoint(String host, int port, Optional<Tls> tls, boolean allowMultiple) {
        public Endpoint {
            need(!host.isBlank(), "host", host, "a host name or an address");
            need(port > 0 && port < 65_536, "port", port, "1 to 65535");
        }

        public static Endpoint plain(String host, int port) {
            return new Endpoint(host, port, Optional.empty(), false);
        }

        public static Endpoint tls(String host, int port, Tls tls) {
            return new Endpoint(host, port, Optional.of(tls), false);
        }

        @Override
        public String toString() {
            return host + ':' + port + (tls.isPresent() ? " with TLS" : "");
        }
    }

    /**
     * What bounds memory and repetition.
     *
     * @param maxStanzaBytes inbound; a larger stanza is skipped, and refused if it is a request
     * @param maxDepth inbound; elements inside one another, the stanza itself being the first
     * @param maxElements inbound; one stanza's elements, each of which costs some 200 bytes of heap
     * @param windowStanzas written and not confirmed; at most so many are repeated after a fault
     * @param maxOutboundBytes the largest stanza that the host server takes; it would end the stream over a larger one
     */
    public record Limits(int maxStanzaBytes, int maxDepth, int maxElements, int windowStanzas, int maxOutboundBytes) {
        /** 512 KiB is the least that a host server grants a component unasked (Prosody). */
        public static final Limits DEFAULT = new Limits(1 << 20, 128, 50_000, 4_096, 512 << 10);

        public Limits {
            need(maxStanzaBytes >= 10_000, "max-stanza-bytes", maxStanzaBytes, "10000 or more: RFC 6120 §13.12");
            // What writes an element calls itself for its children.
            need(maxDepth >= 8 && maxDepth <= 512, "max-depth", maxDepth, "8 to 512");
            need(maxElements >= 100, "max-elements", maxElements, "100 or more");
            need(windowStanzas >= 1, "window-stanzas", windowStanzas, "1 or more");
            need(
                    maxOutboundBytes >= 10_000 && maxOutboundBytes <= 64 << 20,
                    "max-outbound-bytes",
                    maxOutboundBytes,
                    "10000 to 64 MiB");
        }

        public Limits withWindow(int stanzas) {
            return new Limits(maxStanzaBytes, maxDepth, maxElements, stanzas, maxOutboundBytes);
        }
    }

    /**
     * The service of the host server that sends one stanza to many: XEP-0033.
     *
     * @param address its own
     * @param domains whose users are reached through it; as JIDs spell them
     * @param recipients of one stanza at most, of which we are one
     */
    public record Multicast(String address, Set<String> domains, int recipients) {
        public Multicast {
            need(!address.isBlank(), "multicast", address, "the address of the host server's multicast service");
            need(!domains.isEmpty(), "multicast-domains", domains, "a domain of the host server's users");
            need(recipients >= 2, "multicast-recipients", recipients, "2 or more");
            domains = Set.copyOf(domains);
        }
    }

    /**
     * How long is waited, and for what.
     *
     * @param backoffMin before the second attempt to connect; doubled for each further one
     * @param refused between attempts where the host server says no: a person has to act, or another link to end
     * @param connect for the socket, and again for the handshake
     * @param keepAlive without anything written before a barrier is sent for its own sake
     * @param barrier for a barrier to come back before the link counts as dead
     * @param closing for what is written to be confirmed when the link is closed
     */
    public record Times(
            Duration backoffMin,
            Duration backoffMax,
            Duration refused,
            Duration connect,
            Duration keepAlive,
            Duration barrier,
            Duration closing) {
        public static final Times DEFAULT = new Times(
                Duration.ofMillis(500),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10));

        public Times {
            positive("backoff-min", backoffMin);
            need(backoffMax.compareTo(backoffMin) >= 0, "backoff-max", backoffMax, "no less than backoff-min");
            positive("refused", refused);
            positive("connect", connect);
            positive("keep-alive", keepAlive);
            positive("barrier", barrier);
            need(!closing.isNegative(), "closing", closing, "0 or more");
        }

        private static void positive(String key, Duration value) {
            need(!value.isNegative() && !value.isZero(), key, value, "more than 0");
        }
    }

    private static void need(boolean fulfilled, String key, Object value, String what) {
        if (!fulfilled) {
            throw new IllegalArgumentException("link." + key + " is " + value + ", needs " + what);
        }
    }
}
