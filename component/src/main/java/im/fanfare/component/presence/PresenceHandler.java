package im.fanfare.component.presence;

import im.fanfare.component.presence.PresenceChange.Kind;
import im.fanfare.pubsub.Jid;
import im.fanfare.pubsub.Show;
import im.fanfare.stanza.Presence;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Takes presence to the service: RFC 6121 §3 and §4. The service is available to whoever asks, and for as long as it
 * answers; anybody may subscribe to that, and share their own.
 */
public final class PresenceHandler {
    private static final String PROBE = "probe";
    private static final String SUBSCRIBE = "subscribe";
    private static final String SUBSCRIBED = "subscribed";
    private static final String UNSUBSCRIBE = "unsubscribe";
    private static final String UNSUBSCRIBED = "unsubscribed";
    private static final String UNAVAILABLE = "unavailable";

    /** What is answered. */
    private static final Set<String> REQUESTS = Set.of(PROBE, SUBSCRIBE, UNSUBSCRIBE);

    /** Errors that say that nobody will ever be there. */
    private static final Set<String> GONE = Set.of("gone", "item-not-found");

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}");

    private final Consumer<PresenceChange> changes;

    /** @param changes takes what is to be remembered, and must not block */
    public PresenceHandler(Consumer<PresenceChange> changes) {
        this.changes = changes;
    }

    /** Whether the stanza asks for an answer. */
    public static boolean isRequest(XmlElement stanza) {
        return stanza.attribute("type").filter(REQUESTS::contains).isPresent();
    }

    /** Takes a presence stanza from the host server; what is returned goes back, in this order. */
    public List<XmlElement> take(XmlElement stanza) {
        return presence(stanza).map(this::take).orElse(List.of());
    }

    /** The presence, if it is one to the service itself. */
    private static Optional<Presence> presence(XmlElement stanza) {
        Optional<Jid> from = Stanzas.jid(stanza, "from");
        Optional<Jid> to =
                Stanzas.jid(stanza, "to").filter(service -> service.local().isEmpty() && service.isBare());
        return from.isEmpty() || to.isEmpty()
                ? Optional.empty()
                : Optional.of(new Presence(stanza.attribute("type"), from.get(), to.get(), stanza.children()));
    }

    private List<XmlElement> take(Presence presence) {
        String service = presence.to().domain();
        Jid from = presence.from();
        switch (presence.type().orElse("")) {
            case "" ->
                changes.accept(PresenceChange.available(
                        service, from, isNegative(presence), isLate(presence), show(presence), away(presence)));
            case UNAVAILABLE -> changes.accept(PresenceChange.of(service, from, Kind.UNAVAILABLE));
            case SUBSCRIBED -> changes.accept(PresenceChange.of(service, from.bare(), Kind.SUBSCRIBED));
            case UNSUBSCRIBED -> changes.accept(PresenceChange.of(service, from.bare(), Kind.UNSUBSCRIBED));
            case SUBSCRIBE -> {
                changes.accept(PresenceChange.of(service, from.bare(), Kind.SUBSCRIBE));
                return List.of(
                        Presence.write(Optional.of(SUBSCRIBED), service, from.bare()), available(service, from.bare()));
            }
            case UNSUBSCRIBE -> {
                return List.of(
                        Presence.write(Optional.of(UNSUBSCRIBED), service, from.bare()),
                        Presence.write(Optional.of(UNAVAILABLE), service, from.bare()));
            }
            case PROBE -> {
                return List.of(available(service, from));
            }
            case "error" -> {
                if (saysGone(presence)) {
                    changes.accept(PresenceChange.of(service, from.bare(), Kind.GONE));
                }
            }
            default -> {
                // RFC 6121 §4.7.1 knows no other; one that comes later says nothing to us.
            }
        }
        return List.of();
    }

    private static XmlElement available(String service, Jid to) {
        return Presence.write(Optional.empty(), service, to);
    }

    /** §4.7.2.3; what is no number counts as 0, as where there is none. */
    private static boolean isNegative(Presence presence) {
        return presence.child("priority", Stanzas.NS)
                .map(priority -> priority.text().strip())
                .filter(number -> number.startsWith("-") && !number.equals("-0"))
                .isPresent();
    }

    /** §4.7.2.1; what is no such word says nothing. */
    private static Show show(Presence presence) {
        return presence.child("show", Stanzas.NS)
                .flatMap(show -> Show.parse(show.text().strip()))
                .orElse(Show.ONLINE);
    }

    /** XEP-0203: so host servers answer probes. */
    private static boolean isLate(Presence presence) {
        return presence.child("delay", "urn:xmpp:delay").isPresent();
    }

    /** XEP-0312 §2; what is no number of seconds, or one of centuries, says nothing. */
    private static Optional<Duration> away(Presence presence) {
        return presence.child("ago", "urn:xmpp:ago:0")
                .flatMap(ago -> ago.attribute("secs"))
                .filter(number -> SECONDS.matcher(number).matches())
                .map(number -> Duration.ofSeconds(Long.parseLong(number)));
    }

    private static boolean saysGone(Presence presence) {
        return presence
                .child("error", Stanzas.NS)
                .filter(error -> !error.attribute("type").equals(Optional.of("wait")))
                .stream()
                .flatMap(error -> error.children().stream())
                .anyMatch(condition -> condition.namespace().equals(Stanzas.ERRORS) && GONE.contains(condition.name()));
    }
}
