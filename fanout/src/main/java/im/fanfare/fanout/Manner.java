package im.fanfare.fanout;

import im.fanfare.pubsub.Show;
import im.fanfare.pubsub.SubId;
import im.fanfare.pubsub.Subscription;
import im.fanfare.pubsub.SubscriptionOption;
import im.fanfare.pubsub.SubscriptionOptions;
import im.fanfare.schema.PageRecord;
import im.fanfare.stanza.Stanzas;
import im.fanfare.stanza.XmlElement;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How somebody is told, besides by the stanza that is the same for all, and whether.
 *
 * @param shows in which ways they have to be available to be told; empty where that does not matter
 * @param withBody with a {@code <body/>} that represents the payload: XEP-0060 §13.8
 * @param subIds that are named as those by which they are told, to who has several subscriptions: §13.16
 */
record Manner(boolean withBody, Set<Show> shows, List<SubId> subIds) {
    /** As all others. */
    static final Manner PLAIN = new Manner(false, Set.of(), List.of());

    /** Behind the address the attribute and the start tag end: what is put here comes first in the stanza. */
    private static final int START = "'>".length();

    private static final String END = "</message>";

    /** Where there are headers already, they are the last element. */
    private static final String END_OF_HEADERS = "</headers>" + END;

    static Manner of(SubscriptionOptions options) {
        Manner manner = new Manner(options.isSet(SubscriptionOption.INCLUDE_BODY), options.shows(), List.of());
        return manner.isPlain() ? PLAIN : manner;
    }

    /** Whether it matters in which way they are available. */
    boolean goesByPresence() {
        return !shows.isEmpty();
    }

    /** Whether who is available in these ways is told. */
    boolean isFor(Set<Show> available) {
        return shows.isEmpty() ? !available.isEmpty() : available.stream().anyMatch(shows::contains);
    }

    /**
     * How somebody is told by these subscriptions, or nothing where none of them is for this. With a body where one of
     * them asks for it (§13.8).
     */
    static Optional<Manner> of(Page.Choice choice, PageRecord.Deliver told) {
        List<SubId> subIds = choice.of().stream()
                .filter(one -> isFor(one, told))
                .map(Subscription.One::subId)
                .toList();
        boolean named = told.terms().bySubId() && choice.isOfSeveral();
        return subIds.isEmpty()
                ? Optional.empty()
                : Optional.of(new Manner(wantBody(choice.of()), Set.of(), named ? subIds : List.of()));
    }

    private static boolean isFor(Subscription.One one, PageRecord.Deliver told) {
        PageRecord.Terms terms = told.terms();
        return one.options().deliver()
                && one.since() < told.revision()
                && terms.matter().filter(matter -> !matter.isFor(one.options())).isEmpty()
                && (one.options().wantItems() || !terms.usual())
                && terms.only().filter(subId -> !subId.equals(one.subId())).isEmpty()
                && !(terms.inDigests()
                        && one.options()
                                .digest()
                                .filter(digest -> digest.covers(told.revision()))
                                .isPresent());
    }

    /** How a subscriber is told once more, whatever by which subscription at first. */
    static Manner again(Subscription subscription) {
        List<Subscription.One> told = subscription.all().stream()
                .filter(one -> one.options().deliver() && one.options().wantItems())
                .toList();
        List<SubId> subIds = told.stream().map(Subscription.One::subId).toList();
        return new Manner(wantBody(told), Set.of(), subscription.isOneOfSeveral() ? subIds : List.of());
    }

    private static boolean wantBody(List<Subscription.One> several) {
        return several.stream().anyMatch(one -> one.options().isSet(SubscriptionOption.INCLUDE_BODY));
    }

    boolean isPlain() {
        return equals(PLAIN);
    }

    /** What stands behind the address, where this stands there for others. */
    byte[] suffix(byte[] plain, Edge edge) {
        byte[] bodied = withBody ? withBody(plain, edge) : plain;
        return subIds.isEmpty() ? bodied : withSubIds(bodied);
    }

    private static byte[] withBody(byte[] plain, Edge edge) {
        String message = "<message to='" + new String(plain, StandardCharsets.UTF_8);
        return edge.body(message).map(body -> with(plain, START, body)).orElse(plain);
    }

    /** As the last element of the message: §7.1.2.6. */
    private byte[] withSubIds(byte[] suffix) {
        List<XmlElement> names = subIds.stream()
                .map(subId -> XmlElement.text("header", NotificationStanza.SHIM, subId.value())
                        .with("name", "SubID"))
                .toList();
        if (endsWith(suffix, END_OF_HEADERS)) {
            StringBuilder more = new StringBuilder();
            names.forEach(name -> more.append(name.toXml(NotificationStanza.SHIM)));
            return with(suffix, suffix.length - END_OF_HEADERS.length(), more.toString());
        }
        return with(
                suffix,
                suffix.length - END.length(),
                XmlElement.of("headers", NotificationStanza.SHIM).with(names).toXml(Stanzas.NS));
    }

    private static boolean endsWith(byte[] suffix, String end) {
        byte[] bytes = end.getBytes(StandardCharsets.UTF_8);
        int from = suffix.length - bytes.length;
        return from >= 0 && Arrays.equals(suffix, from, suffix.length, bytes, 0, bytes.length);
    }

    private static byte[] with(byte[] plain, int at, String more) {
        byte[] inserted = more.getBytes(StandardCharsets.UTF_8);
        byte[] suffix = Arrays.copyOf(plain, plain.length + inserted.length);
        System.arraycopy(inserted, 0, suffix, at, inserted.length);
        System.arraycopy(plain, at, suffix, at + inserted.length, plain.length - at);
        return suffix;
    }
}
