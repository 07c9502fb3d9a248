package im.fanfare.pubsub;

import java.util.List;

/**
 * Let another node depend on this one: XEP-0496 §4. The text does not say who may. Whoever deletes this node deletes the
 * other, so both have to be theirs.
 */
final class Adopting {
    static Decision decide(NodeView node, NodeCommand.Adopt adopt) {
        if (node.affiliationOf(adopt.requester().bare()) != Affiliation.OWNER) {
            return Decision.refuse(PubSubError.FORBIDDEN);
        }
        NodeReply reply = new NodeReply.Description(node.state().with(node.shown()), node.subscribers());
        return Decision.change(node.state().isDependedOn() ? List.of() : List.of(new NodeEvent.Adopted()), reply);
    }

    private Adopting() {}
}
