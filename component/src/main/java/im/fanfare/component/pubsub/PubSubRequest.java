package im.fanfare.component.pubsub;

import im.fanfare.component.rsm.ResultSet;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.NodeId;
import im.fanfare.pubsub.Paging;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.SubId;
import im.fanfare.stanza.Iq;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request of XEP-0060: the one thing that is wanted, and what says more about it.
 *
 * @param verb what is wanted, for example {@code <publish/>}
 * @param companion what may stand behind it, for example {@code <publish-options/>}
 */
record PubSubRequest(Iq iq, XmlElement verb, Optional<XmlElement> companion) {
    /** What may stand behind what: §8.1.3, §7.1.5, §6.3.7. */
    private static final Map<String, String> COMPANIONS =
            Map.of("create", "configure", "publish", "publish-options", "subscribe", "options");

    /** Reads the {@code <pubsub/>} of a request. What is not in its namespace is an extension that we do not know. */
    static PubSubRequest parse(Iq iq) {
        XmlElement pubsub = iq.payload().orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST));
        List<XmlElement> children = pubsub.children().stream()
                .filter(child -> child.namespace().equals(pubsub.namespace()))
                .toList();
        if (children.isEmpty() || children.size() > 2) {
            throw new BadRequest(PubSubError.BAD_REQUEST);
        }
        XmlElement verb = children.get(0);
        Optional<XmlElement> companion = children.stream().skip(1).findFirst();
        String allowed = COMPANIONS.getOrDefault(verb.name(), "");
        if (companion.filter(second -> !second.name().equals(allowed)).isPresent()) {
            throw new BadRequest(PubSubError.BAD_REQUEST);
        }
        return new PubSubRequest(iq, verb, companion);
    }

    Jid requester() {
        return iq.from();
    }

    String service() {
        return iq.to().domain();
    }

    /** The node that the request must name. */
    NodeId node() {
        return named().orElseThrow(() -> new BadRequest(PubSubError.NODEID_REQUIRED));
    }

    /** The node that the request may name. */
    Optional<NodeId> named() {
        return attribute("node").map(this::nodeId);
    }

    NodeId nodeId(String name) {
        return NodeId.of(service(), name).orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST));
    }

    /** The part of a list that the request may ask for: XEP-0059. */
    Optional<Paging> paging() {
        return iq.payload()
                .flatMap(pubsub -> pubsub.child("set", ResultSet.NS))
                .map(set -> ResultSet.parse(set).orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST)));
    }

    /** The JID that the request must name. */
    Jid jid() {
        return jid(verb);
    }

    static Jid jid(XmlElement element) {
        String text = element.attribute("jid").orElseThrow(() -> new BadRequest(PubSubError.JID_REQUIRED));
        return Jid.of(text).orElseThrow(() -> new BadRequest(PubSubError.INVALID_JID));
    }

    /** The subscription that the request may name. */
    Optional<SubId> subId() {
        return attribute("subid").map(SubId::new);
    }

    /** An attribute that says something. */
    Optional<String> attribute(String name) {
        return verb.attribute(name).filter(value -> !value.isEmpty());
    }
}
