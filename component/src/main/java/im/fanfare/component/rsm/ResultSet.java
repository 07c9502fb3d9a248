package im.fanfare.component.rsm;

import im.fanfare.pubsub.Paging;
import im.fanfare.stanza.XmlElement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * As much of a list as one stanza holds, or of the part that was asked for, and the note that says which: XEP-0059 §2,
 * XEP-0060 §6.5.4.
 *
 * @param elements in the order of the list
 * @param note the {@code <set/>} to stand behind them, where they are not all or a part was asked for
 */
public record ResultSet(List<XmlElement> elements, Optional<XmlElement> note) {
    public static final String NS = "http://jabber.org/protocol/rsm";

    /** With room to spare: Prosody ends the stream of who sends 512 KiB in one stanza. */
    static final int MOST_BYTES = 400 * 1024;

    /** More than there are of anything. */
    private static final int MANY = 1_000_000_000;

    /**
     * What is there of what was asked for.
     *
     * @param index of the first entry in the whole list, if that is known
     * @param count how long the whole list is, if that is known
     */
    public record Page<T>(List<T> entries, Optional<Integer> index, Optional<Integer> count) {
        public Page {
            entries = List.copyOf(entries);
        }

        /** Entries of a list that nobody has counted, from somewhere in it. */
        public static <T> Page<T> of(List<T> entries) {
            return new Page<>(entries, Optional.empty(), Optional.empty());
        }
    }

    public ResultSet {
        elements = List.copyOf(elements);
    }

    /**
     * Cuts a list of which nobody asked for a part.
     *
     * @param uid what tells an entry from the others
     */
    public static <T> ResultSet of(List<T> all, Function<T, XmlElement> write, Function<T, String> uid) {
        return of(new Page<>(all, Optional.of(0), Optional.of(all.size())), Optional.empty(), write, uid);
    }

    /**
     * The part of a list that somebody asks for, or all of it as far as it fits.
     *
     * @return nothing where the entry that the part is told by is not there: §2.4
     */
    public static <T> Optional<ResultSet> part(
            List<T> all, Optional<Paging> asked, Function<T, XmlElement> write, Function<T, String> uid) {
        if (asked.isEmpty() || all.isEmpty()) { // of nothing whatever there is no part: §2.2
            return Optional.of(of(all, write, uid));
        }
        return asked.get()
                .of(all, uid)
                .map(part -> of(
                        new Page<>(part.entries(), Optional.of(part.index()), Optional.of(part.total())),
                        asked,
                        write,
                        uid));
    }

    /**
     * Cuts a page, at its end or, where it is asked for backwards, at its beginning.
     *
     * @param asked the part that was asked for; who asked for one is told which it got
     */
    public static <T> ResultSet of(
            Page<T> page, Optional<Paging> asked, Function<T, XmlElement> write, Function<T, String> uid) {
        boolean backwards = asked.filter(Paging::isBackwards).isPresent();
        List<T> order = new ArrayList<>(page.entries());
        if (backwards) {
            Collections.reverse(order);
        }
        List<XmlElement> elements = fitting(order, write);
        if (backwards) {
            Collections.reverse(elements);
        }
        int first = backwards ? order.size() - elements.size() : 0;
        boolean isWhole = page.count().filter(count -> count == elements.size()).isPresent();
        if (asked.isEmpty() && (isWhole || elements.isEmpty())) {
            return new ResultSet(elements, Optional.empty());
        }
        List<String> uids = page.entries().subList(first, first + elements.size()).stream()
                .map(uid)
                .toList();
        return new ResultSet(elements, Optional.of(note(uids, page.index().map(index -> index + first), page.count())));
    }

    private static <T> List<XmlElement> fitting(List<T> order, Function<T, XmlElement> write) {
        List<XmlElement> elements = new ArrayList<>();
        int room = MOST_BYTES;
        for (T entry : order) {
            XmlElement element = write.apply(entry);
            room -= element.toXml(element.namespace()).getBytes(StandardCharsets.UTF_8).length;
            if (room < 0 && !elements.isEmpty()) {
                break;
            }
            elements.add(element);
        }
        return elements;
    }

    /**
     * The note itself: §2.2.
     *
     * @param uids of the entries that it stands behind
     * @param index where in the whole list the first stands, if that is known
     * @param count how long the whole list is, if that is known
     */
    public static XmlElement note(List<String> uids, Optional<Integer> index, Optional<Integer> count) {
        XmlElement set = XmlElement.of("set", NS);
        if (!uids.isEmpty()) {
            set = set.with(XmlElement.text("first", NS, uids.get(0)).with("index", index.map(String::valueOf)))
                    .with(XmlElement.text("last", NS, uids.get(uids.size() - 1)));
        }
        return count.isPresent() ? set.with(XmlElement.text("count", NS, Integer.toString(count.get()))) : set;
    }

    /**
     * The part of a list that a {@code <set/>} asks for: §2.
     *
     * @return nothing where it asks for none that there can be
     */
    public static Optional<Paging> parse(XmlElement set) {
        Optional<String> max = set.child("max", NS).map(XmlElement::text);
        List<Paging.Place> places = new ArrayList<>();
        set.child("after", NS).map(XmlElement::text).map(Paging.After::new).ifPresent(places::add);
        set.child("before", NS)
                .map(XmlElement::text)
                .map(uid -> uid.isEmpty() ? new Paging.Last() : new Paging.Before(uid))
                .ifPresent(places::add);
        Optional<String> index = set.child("index", NS).map(XmlElement::text);
        index.flatMap(ResultSet::number).map(Paging.At::new).ifPresent(places::add);
        boolean isMisread = Stream.of(max, index)
                .flatMap(Optional::stream)
                .anyMatch(text -> number(text).isEmpty());
        return isMisread || places.size() > 1
                ? Optional.empty()
                : Optional.of(new Paging(
                        places.stream().findFirst().orElseGet(Paging.First::new), max.flatMap(ResultSet::number)));
    }

    /** A number of entries, however large. */
    private static Optional<Integer> number(String text) {
        boolean isNumber = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Optional.of(text.length() > 9 ? MANY : Integer.valueOf(text)) : Optional.empty();
    }
}
