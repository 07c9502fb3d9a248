package im.fanfare.embedded;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Just enough XMPP over a socket to knock at a host server's doors. */
final class RawStream implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("<stream:stream[^>]* id=['\"]([^'\"]+)['\"]");
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final Reader reader;
    private final StringBuilder received = new StringBuilder();

    private RawStream(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        reader = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
    }

    /** Offers XEP-0114's handshake; answers what the server sends up to its verdict. */
    static RawStream component(HostServer server, String domain) throws IOException, GeneralSecurityException {
        var stream = new RawStream(server.settings().componentPort());
        stream.send("<stream:stream xmlns='jabber:component:accept'"
                + " xmlns:stream='http://etherx.jabber.org/streams' to='" + domain + "'>");
        var id = stream.until(ID);
        var digest = MessageDigest.getInstance("SHA-1")
                .digest((id + server.settings().secret()).getBytes(StandardCharsets.UTF_8));
        stream.send("<handshake>" + HexFormat.of().formatHex(digest) + "</handshake>");
        stream.until(Pattern.compile("(<handshake|<stream:error)"));
        return stream;
    }

    /** Logs in as a user with SASL PLAIN. */
    static RawStream client(HostServer server, String user, String password) throws IOException {
        var stream = new RawStream(server.settings().clientPort());
        stream.send("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
                + " version='1.0' to='" + HostServer.DOMAIN + "'>");
        stream.until(Pattern.compile("(</stream:features>)"));
        var plain = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        stream.send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
                + Base64.getEncoder().encodeToString(plain) + "</auth>");
        stream.until(Pattern.compile("(<success|<failure)"));
        return stream;
    }

    String received() {
        return received.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void send(String xml) throws IOException {
        socket.getOutputStream().write(xml.getBytes(StandardCharsets.UTF_8));
    }

    private String until(Pattern wanted) throws IOException {
        var matcher = wanted.matcher(received);
        while (!matcher.reset().find()) {
            int next = reader.read();
            if (next < 0) {
                throw new IOException("stream ended after: " + received);
            }
            received.append((char) next);
        }
        return matcher.group(1);
    }
}
