package im.fanfare.quickstart;

import java.util.Optional;
import org.jivesoftware.smack.XMPPConnection;
import org.jivesoftware.smack.debugger.SmackDebugger;
import org.jivesoftware.smack.packet.TopLevelStreamElement;
import org.jxmpp.jid.EntityFullJid;

/** What a connection has received, letter for letter: Smack calls it a debugger, and shows the raw stream to nothing else. */
final class WireLog extends SmackDebugger {
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
        return begin < 0 || end < 0 ? Optional.empty() : Optional.of(all.substring(begin, end + "</message>".length()));
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
