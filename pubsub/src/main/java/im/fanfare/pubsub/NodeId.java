package im.fanfare.pubsub;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which node: XEP-0060 §4.6.
 *
 * @param service the domain of the service that has the node
 * @param name the NodeID, as clients spell it
 */
public record NodeId(String service, String name) implements Comparable<NodeId> {
    /** As long as a resource may be, since a node's name could be one: XEP-0060 §4.6.1. */
    public static final int MAX_NAME_BYTES = 1023;

    public NodeId {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("a node's name has 1 to " + MAX_NAME_BYTES + " bytes");
        }
    }

    /** Nothing if no node can have such a name. */
    public static Optional<NodeId> of(String service, String name) {
        try {
            return Optional.of(new NodeId(service, name));
        } catch (IllegalArgumentException emptyOrTooLong) {
            return Optional.empty();
        }
    }

    /** The service as an address, for what it does by itself. */
    public Jid serviceJid() {
        return Jid.parse(service);
    }

    @Override
    public int compareTo(NodeId other) {
        int byService = service.compareTo(other.service);
        return byService != 0 ? byService : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return service + '/' + name;
    }
}
