package im.fanfare.component.rsm;

import im.fanfare.stanza.XmlElement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * As much of a list as one stanza holds, and the note that says so: XEP-0059 §2.2, XEP-0060 §6.5.4.
 *
 * @param elements the first of the list
 * @param note the {@code <set/>} to stand behind them, where they are not all
 */
public record ResultSet(List<XmlElement> elements, Optional<XmlElement> note) {
    public static final String NS = "http://jabber.org/protocol/rsm";

    /** With room to spare: Prosody ends the stream of who sends 512 KiB in one stanza. */
    static final int MOST_BYTES = 400 * 1024;

    public ResultSet {
        elements = List.copyOf(elements);
    }

    /**
     * Cuts a list of which we know the end.
     *
     * @param uid what tells an entry from the others
     */
    public static <T> ResultSet of(List<T> all, Function<T, XmlElement> write, Function<T, String> uid) {
        return cut(all, Optional.of(all.size()), write, uid);
    }

    /** Cuts a list that goes on behind its end; how far, nobody has counted. */
    public static <T> ResultSet ofMore(List<T> known, Function<T, XmlElement> write, Function<T, String> uid) {
        return cut(known, Optional.empty(), write, uid);
    }

    private static <T> ResultSet cut(
            List<T> known, Optional<Integer> count, Function<T, XmlElement> write, Function<T, String> uid) {
        List<XmlElement> elements = new ArrayList<>();
        int room = MOST_BYTES;
        for (T entry : known) {
            XmlElement element = write.apply(entry);
            room -= element.toXml(element.namespace()).getBytes(StandardCharsets.UTF_8).length;
            if (room < 0 && !elements.isEmpty()) {
                break;
            }
            elements.add(element);
        }
        boolean isWhole = count.filter(number -> number == elements.size()).isPresent();
        return isWhole || elements.isEmpty()
                ? new ResultSet(elements, Optional.empty())
                : new ResultSet(
                        elements,
                        Optional.of(note(
                                uid.apply(known.get(0)),
                                Optional.of(0),
                                uid.apply(known.get(elements.size() - 1)),
                                count)));
    }

    /**
     * The note itself.
     *
     * @param index where in the whole list the first stands, if that is known
     * @param count how long the whole list is, if that is known
     */
    public static XmlElement note(String first, Optional<Integer> index, String last, Optional<Integer> count) {
        XmlElement set = XmlElement.of(
                "set",
                NS,
                XmlElement.text("first", NS, first).with("index", index.map(String::valueOf)),
                XmlElement.text("last", NS, last));
        return count.map(number -> set.with(XmlElement.text("count", NS, Integer.toString(number))))
                .orElse(set);
    }
}
