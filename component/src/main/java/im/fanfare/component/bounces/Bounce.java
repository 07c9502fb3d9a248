package im.fanfare.component.bounces;

import im.fanfare.pubsub.Jid;
import im.fanfare.stanza.Message;
import im.fanfare.stanza.Stanzas;
import java.util.Set;

/**
 * A message of ours that came back: RFC 6120 §8.3.
 *
 * @param service whose message it was
 * @param address where it was sent
 * @param lasts whether there is no use in writing there again
 */
record Bounce(String service, Jid address, boolean lasts) {
    /**
     * What is said of an address that is no more, RFC 6120 §8.3.3.5, §8.3.3.7 and §8.3.3.16. Others of type {@code cancel}
     * are said of people who are merely offline, {@code service-unavailable} first of all (RFC 6121 §8.5.2.2).
     */
    private static final Set<String> FOR_GOOD = Set.of("gone", "item-not-found", "remote-server-not-found");

    static Bounce of(Message message) {
        boolean lasts = message.children().stream()
                .filter(child -> child.is("error", Stanzas.NS))
                .filter(error -> !error.attribute("type").filter("wait"::equals).isPresent())
                .flatMap(error -> error.children().stream())
                .anyMatch(condition ->
                        condition.namespace().equals(Stanzas.ERRORS) && FOR_GOOD.contains(condition.name()));
        return new Bounce(message.to().domain(), message.from(), lasts);
    }
}
