package im.fanfare.component.pubsub;

import im.fanfare.component.forms.DataForm;
import im.fanfare.component.forms.NodeConfigForm;
import im.fanfare.pubsub.Item;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.stanza.Iq;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What items are compared by, and how it is asked for and said: XEP-0395, version 0.2.0. */
final class CompareStanza {
    static final String NS = "urn:xmpp:pubsub:cap:0";

    private static final String MAP = "cap-v-map";

    /** The value that the last item is expected to have, where a publish expects one: §3.2. */
    static Optional<String> expected(XmlElement publishOptions) {
        return publishOptions
                .child("x", DataForm.NS)
                .flatMap(DataForm::parse)
                .flatMap(form -> form.fields().stream()
                        .filter(field -> field.name().equals(NodeConfigForm.EXPECTED))
                        .map(field -> field.values().stream().findFirst().orElse(""))
                        .findFirst());
    }

    /**
     * The values of these items, where the request asks for them. §3.1 wants them without being asked; but every child of
     * {@code <items/>} is an item to Smack, whose users would get none of them. So the feature is not advertised.
     */
    static List<XmlElement> map(PubSubRequest request, NodeReply.Items reply) {
        List<Item> items = reply.items();
        boolean isWanted =
                request.iq().payload().flatMap(pubsub -> pubsub.child(MAP, NS)).isPresent();
        if (!isWanted || items.isEmpty() || reply.values().size() < items.size()) {
            return List.of();
        }
        return List.of(XmlElement.of(MAP, NS)
                .with(IntStream.range(0, items.size())
                        .mapToObj(i -> XmlElement.of("cap-v-map-entry", NS)
                                .with("item-id", items.get(i).id().value())
                                .with("cap-value", reply.values().get(i)))
                        .toList()));
    }

    /** §3.3. */
    static Iq refuse(Iq request, NodeReply.ComparisonFailed failed) {
        XmlElement error = PubSubStanza.stanzaError(PubSubError.OVERTAKEN)
                .toElement()
                .with(XmlElement.of("compare-and-publish-failed", NS).with("cap-id", failed.last()));
        return new Iq(Iq.Type.ERROR, request.id(), request.to(), request.from(), Optional.empty(), Optional.of(error));
    }

    private CompareStanza() {}
}
