package im.fanfare.component.iq;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.stanza.Iq;
import im.fanfare.stanza.XmlElement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import javax.xml.namespace.QName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6120 §8.2.3, §8.3 and §8.4. */
class IqRouterTest {
    private static final String ADDRESSED = "from='hamlet@denmark.lit/elsinore' to='pubsub.shakespeare.lit'";
    private static final String ECHO = "<echo xmlns='urn:echo'/>";

    @Test
    void handsARequestToWhoKnowsItsPayload() {
        assertThat(route("<iq type='get' id='1' " + ADDRESSED + ">" + ECHO + "</iq>"))
                .contains(Xml.plain("""
                        <iq type='result' id='1' from='pubsub.shakespeare.lit' to='hamlet@denmark.lit/elsinore'>
                          <echo xmlns='urn:echo'/>
                        </iq>"""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<iq type='result' id='1' " + ADDRESSED + "/>",
                "<iq type='error' id='1' " + ADDRESSED + "><error type='cancel'/></iq>",
                "<message " + ADDRESSED + "><body>Words, words, words.</body></message>",
                "<message type='error' " + ADDRESSED + "/>",
                "<presence " + ADDRESSED + "/>",
                "<presence type='subscribe' " + ADDRESSED + "/>",
                "<iq xmlns='urn:x' type='get' id='1' " + ADDRESSED + "/>",
                "<iq type='get' id='1' from='@' to='pubsub.shakespeare.lit'/>",
                "<iq type='get' id='1' to='pubsub.shakespeare.lit'/>",
                "<iq type='get' id='1' from='hamlet@denmark.lit'/>",
            })
    void saysNothingToWhatAsksNothing(String stanza) {
        assertThat(route(stanza)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<iq type='get' " + ADDRESSED + ">" + ECHO + "</iq>",
                "<iq type='get' id='' " + ADDRESSED + ">" + ECHO + "</iq>",
                "<iq type='get' id='1' " + ADDRESSED + "/>",
                "<iq type='get' id='1' " + ADDRESSED + ">words</iq>",
                "<iq type='set' id='1' " + ADDRESSED + ">" + ECHO + ECHO + "</iq>",
                "<iq id='1' " + ADDRESSED + ">" + ECHO + "</iq>",
                "<iq type='GET' id='1' " + ADDRESSED + ">" + ECHO + "</iq>",
                "<iq type='subscribe' id='1' " + ADDRESSED + ">" + ECHO + "</iq>",
            })
    void refusesWhatIsNoRequest(String stanza) {
        XmlElement reply = route(stanza).orElseThrow();

        assertThat(reply.attribute("to")).contains("hamlet@denmark.lit/elsinore");
        assertThat(reply.attribute("id")).isEqualTo(Xml.stanza(stanza).attribute("id"));
        assertThat(errorOf(reply)).isEqualTo("modify bad-request");
    }

    @ParameterizedTest(name = "{1} to {0}")
    @CsvSource({
        "pubsub.shakespeare.lit,          <echo xmlns='urn:other'/>",
        "pubsub.shakespeare.lit,          <other xmlns='urn:echo'/>",
        "hamlet@pubsub.shakespeare.lit,   <echo xmlns='urn:echo'/>",
        "pubsub.shakespeare.lit/elsinore, <echo xmlns='urn:echo'/>",
    })
    void isUnavailableForWhatNobodyKnows(String to, String payload) {
        Optional<XmlElement> reply =
                route("<iq type='get' id='1' from='hamlet@denmark.lit' to=\"" + to + "\">" + payload + "</iq>");

        assertThat(reply).map(IqRouterTest::errorOf).contains("cancel service-unavailable");
    }

    @Test
    void answersAlsoWhereAHandlerBreaks() {
        String request = "<iq type='get' id='1' " + ADDRESSED + ">" + ECHO + "</iq>";

        assertThat(route(request, iq -> {
                    throw new IllegalStateException("The time is out of joint");
                }))
                .map(IqRouterTest::errorOf)
                .contains("cancel internal-server-error");
        assertThat(route(request, iq -> CompletableFuture.failedFuture(new IllegalStateException("O cursed spite"))))
                .map(IqRouterTest::errorOf)
                .contains("cancel internal-server-error");
    }

    private static Optional<XmlElement> route(String stanza) {
        return route(
                stanza,
                iq -> CompletableFuture.completedFuture(iq.result(iq.payload().orElseThrow())));
    }

    private static Optional<XmlElement> route(String stanza, Function<Iq, CompletionStage<Iq>> answer) {
        IqRouter router = new IqRouter(List.of(new Echo(answer)));
        List<XmlElement> replies =
                router.route(Xml.stanza(stanza)).toCompletableFuture().join();
        assertThat(replies).hasSizeLessThan(2);
        return replies.stream().map(Xml::plain).findFirst();
    }

    private static String errorOf(XmlElement reply) {
        XmlElement error = reply.child("error").orElseThrow();
        return error.attribute("type").orElseThrow()
                + ' '
                + error.children().get(0).name();
    }

    private record Echo(Function<Iq, CompletionStage<Iq>> answer) implements IqHandler {
        @Override
        public Set<QName> payloads() {
            return Set.of(new QName("urn:echo", "echo"));
        }

        @Override
        public List<String> features() {
            return List.of();
        }

        @Override
        public CompletionStage<Iq> handle(Iq request) {
            return answer.apply(request);
        }
    }
}
