package im.fanfare.component.pubsub;

import im.fanfare.component.forms.DataForm;
import im.fanfare.component.forms.SubscribeOptionsForm;
import im.fanfare.pubsub.NodeCommand;
import im.fanfare.pubsub.NodeConfig;
import im.fanfare.pubsub.NodeReply;
import im.fanfare.pubsub.PubSubError;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import im.fanfare.stanza.XmlElement;
import java.util.Map;
import java.util.Set;

/** {@code <options/>} of a subscription, their {@code <default/>}, and the answers: XEP-0060 §6.3 and §6.4. */
final class OptionsStanza {
    /** XEP-0497, version 0.1.0. */
    static final String EXTENDED = "urn:xmpp:pubsub-ext-sub:0";

    static NodeCommand.ReadOptions parseGet(PubSubRequest request) {
        return new NodeCommand.ReadOptions(request.node(), request.requester(), request.jid(), request.subId());
    }

    static XmlElement write(PubSubRequest request, NodeReply.Options options) {
        return PubSubStanza.wrap(XmlElement.of("options", PubSubStanza.NS)
                .with("node", request.node().name())
                .with("jid", request.jid().toString())
                .with("subid", options.subId().value())
                .with(SubscribeOptionsForm.of(DataForm.Type.FORM, options.options(), options.offered())
                        .write()));
    }

    static NodeCommand.ChangeOptions parseSet(PubSubRequest request) {
        DataForm form = form(request.verb());
        return new NodeCommand.ChangeOptions(
                request.node(),
                request.requester(),
                request.jid(),
                request.subId(),
                // Whether the requester may even cancel, the rule says.
                form.type() == DataForm.Type.CANCEL ? Map.of() : submitted(form));
    }

    /** Those that come with a subscription: §6.3.7. */
    static Map<SubscriptionOption, String> parse(XmlElement options) {
        if (options.attribute("node").isPresent() || options.attribute("jid").isPresent()) {
            throw new BadRequest(PubSubError.BAD_REQUEST);
        }
        return submitted(form(options));
    }

    private static DataForm form(XmlElement options) {
        return options.child("x", DataForm.NS)
                .flatMap(DataForm::parse)
                .orElseThrow(() -> new BadRequest(PubSubError.BAD_REQUEST));
    }

    private static Map<SubscriptionOption, String> submitted(DataForm form) {
        if (form.type() != DataForm.Type.SUBMIT) {
            throw new BadRequest(PubSubError.BAD_REQUEST);
        }
        return SubscribeOptionsForm.parse(form).orElseThrow(() -> new BadRequest(PubSubError.INVALID_OPTIONS));
    }

    /** §6.3.7: what has become of the options that came with a subscription. */
    static XmlElement writeResult(SubscriptionOptions options, Set<SubscriptionOption> offered) {
        return XmlElement.of("options", PubSubStanza.NS)
                .with(SubscribeOptionsForm.of(DataForm.Type.RESULT, options, offered)
                        .write());
    }

    /** §6.4: the same for all who subscribe to such a node. */
    static XmlElement writeDefault(PubSubRequest request, NodeConfig node) {
        return PubSubStanza.wrap(XmlElement.of("default", PubSubStanza.NS)
                .with("node", request.attribute("node"))
                .with(SubscribeOptionsForm.of(
                                DataForm.Type.RESULT, SubscriptionOptions.standardAt(node), SubscriptionOption.of(node))
                        .write()));
    }

    private OptionsStanza() {}
}
