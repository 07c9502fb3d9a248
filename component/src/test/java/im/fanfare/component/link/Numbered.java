package im.fanfare.component.link;

import im.fanfare.fanout.Frames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Notifications that can be told apart: {@code name-0}, {@code name-1} and so on. */
record Numbered(String name, int size, String body) implements Frames {
    Numbered(String name, int size) {
        this(name, size, "Denmark's a prison.");
    }

    @Override
    public int write(int index, byte[] into, int at) {
        byte[] stanza = stanza(index).getBytes(StandardCharsets.UTF_8);
        if (into.length - at < stanza.length) {
            return -1;
        }
        System.arraycopy(stanza, 0, into, at, stanza.length);
        return stanza.length;
    }

    String stanza(int index) {
        return "<message from='pubsub.denmark.lit' to='francisco@denmark.lit' id='" + name + '-' + index + "'><body>"
                + body + "</body></message>";
    }

    List<String> stanzas() {
        return IntStream.range(0, size).mapToObj(this::stanza).toList();
    }

    @Override
    public int recipient(int index) {
        return index;
    }
}
