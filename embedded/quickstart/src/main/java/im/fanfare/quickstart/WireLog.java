package im.fanfare.quickstart;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smack.debugger.SmackDebugger;
import org.jivesoftware.smack.packet.TopLevelStreamElement;
import org.jxmpp.jid.EntityFullJid;

/**
 * What a connection has received, element by element as it arrived; Smack indents it on the way, for reading.
 *
 * <p>Smack calls it a debugger, and shows the stream to nothing else.
 */
final class WireLog extends SmackDebugger {
    /** Indented as well, which would look like part of it. */
    private static final Pattern TEXT_ON_ITS_OWN = Pattern.compile(">\\s+([^<>\\s][^<>]*?)\\s+<");

    private final StringBuilder received = new StringBuilder();

    WireLog(XMPPConnection connection) {
        super(connection);
    }

    /** The last message received that contains {@code text}. */
    synchronized Optional<String> messageWith(String text) {
        var all = received.toString();
        int found = all.lastIndexOf(text);
        int begin = found < 0 ? -1 : all.lastIndexOf("<message", found);
        int end = found < 0 ? -1 : all.indexOf("</message>", found);
        return begin < 0 || end < 0
                ? Optional.empty()
                : Optional.of(TEXT_ON_ITS_OWN.matcher(all.substring(begin, end)).replaceAll(">$1<") + "</message>");
    }

    @Override
    public synchronized void incomingStreamSink(CharSequence text) {
        received.append(text);
    }

    @Override
    public void outgoingStreamSink(CharSequence text) {}

    @Override
    public void userHasLogged(EntityFullJid user) {}

    @Override
    public void onIncomingStreamElement(TopLevelStreamElement element) {}

    @Override
    public void onOutgoingStreamElement(TopLevelStreamElement element) {}
}
