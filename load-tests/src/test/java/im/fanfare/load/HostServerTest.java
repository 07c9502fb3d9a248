package im.fanfare.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The host server's side of XEP-0114, to a component that is nothing but a socket. */
class HostServerTest {
    private static final Script SCRIPT = Script.of("pubsub.localhost", "secret");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String HEADER = "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' "
            + "xmlns:stream='http://etherx.jabber.org/streams' to='%s'>";

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final Checker checker = new Checker(Checker.Order.SENT);
    private HostServer host;
    private Socket component;

    @BeforeEach
    void connect() throws IOException {
        host = new HostServer(SCRIPT, checker, HostServer.atPort(0), said::add);
        component = new Socket(InetAddress.getLoopbackAddress(), host.port());
        component.setSoTimeout((int) PATIENCE.toMillis());
    }

    @AfterEach
    void close() throws IOException {
        component.close();
        host.close();
    }

    @Test
    void letsTheComponentInThatKnowsTheSecret() throws Exception {
        shakeHands();

        host.await(1, PATIENCE);
        assertThat(said).isEmpty();
    }

    @Test
    void cutsEveryConnectionAndFailsWhatWasAsked() throws Exception {
        shakeHands();
        host.await(1, PATIENCE);
        var asked = host.requests().next();

        assertThat(host.cut()).isOne();

        assertThat(host.connections()).isZero();
        assertThatThrownBy(() -> asked.answered().get(20, TimeUnit.SECONDS)).hasMessageContaining("cut");
        assertThat(component.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void readsNoFasterThanItMay() throws Exception {
        shakeHands();
        host.await(1, PATIENCE);
        host.readAtMost(10_000);
        var asked = host.requests().next();
        long begun = System.nanoTime();
        write("<message>" + "x".repeat(5_000) + "</message><iq type='result' id='" + asked.id()
                + "' from='a' to='b'/>");

        asked.answered().get(20, TimeUnit.SECONDS);

        assertThat(System.nanoTime() - begun)
                .isGreaterThan(Duration.ofMillis(400).toNanos());
    }

    @Test
    void keepsTheComponentOutThatDoesNot() throws Exception {
        write(HEADER.formatted(SCRIPT.service()));
        readUntil(">");
        write("<handshake>0000</handshake>");

        assertThat(readUntil("</stream:stream>")).contains("<not-authorized ");
        assertThatThrownBy(() -> host.await(1, Duration.ZERO)).hasMessageContaining("0 connections");
    }

    @Test
    void keepsAnotherServiceOut() throws Exception {
        write(HEADER.formatted("pubsub.elsewhere"));

        assertThat(readUntil("</stream:stream>")).contains("<host-unknown ");
    }

    @Test
    void routesBackWhatTheComponentSendsToItself() throws Exception {
        shakeHands();
        var ping = "<iq type='get' id='b:1' from='pubsub.localhost' to='pubsub.localhost'>"
                + "<ping xmlns='urn:xmpp:ping'/></iq>";
        write(ping);

        assertThat(readUntil("</iq>")).isEqualTo(ping);
    }

    @Test
    void hasNobodyWhoAnswersRequests() throws Exception {
        shakeHands();
        write("<iq type='get' id='1' from='pubsub.localhost' to='localhost'><query xmlns='a:b'/></iq>");

        assertThat(readUntil("</iq>"))
                .startsWith("<iq type='error' from='localhost' to='pubsub.localhost' id='1'>")
                .contains("<service-unavailable ");
    }

    @Test
    void saysWhatBecameOfARequest() throws Exception {
        shakeHands();
        host.await(1, PATIENCE);
        var granted = host.requests().next();
        var refused = host.requests().next();
        write("<iq type='result' id='%s'/><iq type='error' id='%s'><error/></iq>"
                .formatted(granted.id(), refused.id()));

        assertThat(granted.answered().get(20, TimeUnit.SECONDS).moment()).isPositive();
        assertThatThrownBy(() -> refused.answered().get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("refused: <iq type='error'");
    }

    @Test
    void countsAMessageThatIsNoNotification() throws Exception {
        shakeHands();
        write("<message to='u000001@localhost'><body>Hello</body></message>"
                + "<iq type='get' id='1' from='pubsub.localhost' to='pubsub.localhost'/>");
        readUntil("/>");

        assertThat(checker.findings().stray()).isEqualTo(1);
    }

    private void shakeHands() throws IOException {
        write(HEADER.formatted(SCRIPT.service()));
        var header = readUntil(">").concat(readUntil(">"));
        var id = header.replaceFirst("(?s).* id='([^']*)'.*", "$1");
        write("<handshake>" + SCRIPT.digest(id) + "</handshake>");
        assertThat(readUntil(">")).isEqualTo("<handshake/>");
    }

    private void write(String xml) throws IOException {
        component.getOutputStream().write(xml.getBytes(StandardCharsets.UTF_8));
    }

    private String readUntil(String end) throws IOException {
        var text = new StringBuilder();
        while (!text.toString().endsWith(end)) {
            int next = component.getInputStream().read();
            assertThat(next).as(text.toString()).isNotNegative();
            text.append((char) next);
        }
        return text.toString();
    }
}
