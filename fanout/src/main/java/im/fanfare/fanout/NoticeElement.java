package im.fanfare.fanout;

import im.fanfare.pubsub.AuthorizationField;
import im.fanfare.pubsub.Notice;
import im.fanfare.pubsub.SubId;
import im.fanfare.stanza.XmlElement;
import java.util.List;

/** What the {@code <message/>} carries by which somebody is told of something that is not for all subscribers. */
final class NoticeElement {
    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";
    private static final String EVENT = PUBSUB + "#event";
    private static final String DATA = "jabber:x:data";

    static XmlElement of(String node, Notice notice) {
        if (notice instanceof Notice.SubscriptionRequest request) {
            return authorization(node, request);
        }
        if (notice instanceof Notice.SubscriptionChanged changed) {
            return XmlElement.of(
                    "event",
                    EVENT,
                    XmlElement.of("subscription", EVENT)
                            .with("node", node)
                            .with("jid", changed.subscriber().toString())
                            .with("subid", changed.subId().value())
                            .with("subscription", changed.state().word()));
        }
        if (notice instanceof Notice.AffiliationChanged changed) {
            return XmlElement.of(
                    "pubsub",
                    PUBSUB,
                    XmlElement.of("affiliations", PUBSUB)
                            .with("node", node)
                            .with(List.of(XmlElement.of("affiliation", PUBSUB)
                                    .with("jid", changed.jid().toString())
                                    .with("affiliation", changed.affiliation().word()))));
        }
        throw new IllegalArgumentException("a notice we do not know: " + notice.getClass());
    }

    /** §8.6. */
    private static XmlElement authorization(String node, Notice.SubscriptionRequest request) {
        return XmlElement.of("x", DATA)
                .with("type", "form")
                .with(List.of(
                        XmlElement.text("title", DATA, "PubSub subscriber request"),
                        XmlElement.text(
                                "instructions",
                                DATA,
                                "To approve this entity's subscription request, click the OK button. To deny the"
                                        + " request, uncheck the box. To decide later, click the cancel button."),
                        field("FORM_TYPE", "hidden", AuthorizationField.FORM_TYPE),
                        field(AuthorizationField.SUBID, "hidden", SubId.FIRST.value()),
                        field(AuthorizationField.NODE, "text-single", node).with("label", "Node ID"),
                        field(
                                        AuthorizationField.SUBSCRIBER,
                                        "jid-single",
                                        request.subscriber().toString())
                                .with("label", "Subscriber Address"),
                        field(AuthorizationField.ALLOW, "boolean", "false")
                                .with("label", "Allow this JID to subscribe to this pubsub node?")));
    }

    private static XmlElement field(String name, String type, String value) {
        return XmlElement.of("field", DATA, XmlElement.text("value", DATA, value))
                .with("var", name)
                .with("type", type);
    }

    private NoticeElement() {}
}
