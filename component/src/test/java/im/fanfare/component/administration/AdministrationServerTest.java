package im.fanfare.component.administration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Administration over HTTP: who may, what is shown, and what bad requests get. */
class AdministrationServerTest {
    private static final String TOKEN = "a-token-that-none-guesses";

    private Castle castle = new Castle().withMusings();

    @AfterEach
    void stop() {
        castle.close();
    }

    @Test
    void showsMembersAlsoThoseThatDoNotAnswer() {
        assertThat(castle.asks("GET", "/members"))
                .isEqualTo("200 [{\"member\":\"elsinore:7355\",\"status\":\"up\",\"reachable\":true,\"ready\":true,"
                        + "\"lacks\":[],\"nodesAwake\":3,\"publicationBacklog\":0,\"deliveryBacklog\":12},"
                        + "{\"member\":\"wittenberg:7355\",\"status\":\"leaving\",\"reachable\":false,\"ready\":false,"
                        + "\"lacks\":[\"it does not answer\"],\"nodesAwake\":0,\"publicationBacklog\":0,"
                        + "\"deliveryBacklog\":0}]");
    }

    @Test
    void showsLinksAndShards() {
        assertThat(castle.asks("GET", "/links"))
                .isEqualTo("200 [{\"member\":\"elsinore:7355\",\"service\":\"pubsub.denmark.lit\","
                        + "\"hostServer\":\"castle\",\"mode\":\"each\",\"state\":\"up\",\"waiting\":4,"
                        + "\"unconfirmed\":5}]");
        assertThat(castle.asks("GET", "/shards"))
                .isEqualTo("200 [{\"member\":\"elsinore:7355\",\"shards\":2,\"nodesAwake\":3}]");
    }

    @Test
    void whatDoesNotAnswerIsNotOurFault() {
        assertThat(castle.asks("GET", "/partitions")).startsWith("503 {\"error\":\"Kafka does not answer");
    }

    @Test
    void showsANode() {
        assertThat(castle.asks("GET", "/node?node=musings"))
                .startsWith("200 {\"service\":\"pubsub.denmark.lit\",\"node\":\"musings\",\"member\":\"elsinore:7355\","
                        + "\"shard\":\"7\"")
                .contains("\"owners\":[\"hamlet@denmark.lit\"],\"items\":0,\"subscribers\":1,\"pending\":0")
                .contains("\"pubsub#access_model\":\"open\"");
    }

    @Test
    void showsAUser() {
        assertThat(castle.asks("GET", "/user?jid=Horatio@denmark.lit"))
                .isEqualTo(
                        "200 {\"jid\":\"horatio@denmark.lit\",\"subscriptions\":[{\"service\":\"pubsub.denmark.lit\","
                                + "\"node\":\"musings\",\"subscriber\":\"horatio@denmark.lit\",\"subId\":\"1\","
                                + "\"state\":\"subscribed\"}],\"affiliations\":[]}");
        assertThat(castle.asks("GET", "/user?jid=hamlet@denmark.lit")).contains("\"affiliation\":\"owner\"");
    }

    /** As its owner would: XEP-0060 §8.4 and §8.9. */
    @Test
    void givesANodeToAnotherOwnerAndDeletesIt() {
        assertThat(castle.asks("POST", "/change-owner?node=musings&owner=Ophelia@denmark.lit"))
                .startsWith("200 ")
                .contains("\"owners\":[\"ophelia@denmark.lit\"]");
        assertThat(castle.asks("GET", "/user?jid=hamlet@denmark.lit")).contains("\"affiliations\":[]");

        assertThat(castle.asks("POST", "/delete?node=musings"))
                .isEqualTo("200 {\"service\":\"pubsub.denmark.lit\",\"node\":\"musings\",\"subscribers\":1}");
        assertThat(castle.asks("GET", "/node?node=musings")).startsWith("404 ");
    }

    @Test
    void saysSomethingToAllWhoAreOnline() {
        assertThat(castle.asks("POST", "/announce?text=The+rest%20is+silence"))
                .isEqualTo("200 [{\"service\":\"pubsub.denmark.lit\",\"people\":3}]");

        assertThat(castle.installation.announced).containsExactly("pubsub.denmark.lit: The rest is silence");
    }

    @Test
    void blocksAJidAndADomainAndUnblocksThem() {
        assertThat(castle.asks("POST", "/block?jid=norway.lit"))
                .isEqualTo("200 [{\"service\":\"pubsub.denmark.lit\",\"jid\":\"norway.lit\"}]");
        assertThat(castle.asks("POST", "/block?jid=Yorick@denmark.lit")).contains("norway.lit", "yorick@denmark.lit");

        assertThat(castle.asks("POST", "/unblock?jid=norway.lit")).doesNotContain("norway.lit");
        assertThat(castle.asks("GET", "/blacklist"))
                .isEqualTo("200 [{\"service\":\"pubsub.denmark.lit\",\"jid\":\"yorick@denmark.lit\"}]");
    }

    @Test
    void aDrainedMemberSaysSoAndNothingElse() {
        assertThat(castle.asks("GET", "/duty"))
                .isEqualTo("200 {\"member\":\"elsinore:7355\",\"state\":\"on\",\"lacks\":[]}");
        assertThat(castle.asks("POST", "/drain")).contains("\"state\":\"draining\"");

        assertThat(castle.asks("GET", "/duty")).contains("\"state\":\"drained\"");
        assertThat(castle.asks("GET", "/members"))
                .isEqualTo("503 {\"error\":\"this member is not at work: it is drained\"}");

        castle.asks("POST", "/undrain");
        assertThat(castle.asks("GET", "/members")).startsWith("200 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | / | 404 | there is nothing at /",
                "GET | /members/more | 404 | there is nothing at /members/more",
                "POST | /members | 405 | /members takes GET",
                "DELETE | /node?node=musings | 405 | /node takes GET",
                "GET | /members?all=1 | 400 | there is no parameter all here",
                "GET | /node | 400 | the parameter node is missing",
                "GET | /node?node=a&node=b | 400 | the parameter node is there twice",
                "GET | /node?node=%00%zz | 400 | ",
                "GET | /node?node=nothing | 404 | there is no node pubsub.denmark.lit/nothing",
                "GET | /node?node=musings&service=pubsub.norway.lit | 404 | there is no service pubsub.norway.lit",
                "GET | /drain | 405 | /drain takes POST",
                "GET | /suspend?hostServer=castle | 405 | /suspend takes POST",
                "POST | /suspend | 400 | the parameter hostServer is missing",
                "POST | /suspend?hostServer=hut | 404 | pubsub.denmark.lit has no host server hut, but castle",
                "POST | /suspend?hostServer=castle | 503 | which wittenberg:7355 did not: ask again",
                "GET | /delete?node=musings | 405 | /delete takes POST",
                "POST | /delete?node=nothing | 404 | there is no node pubsub.denmark.lit/nothing",
                "POST | /change-owner?node=musings | 400 | the parameter owner is missing",
                "POST | /change-owner?node=musings&owner=a@denmark.lit/b | 400 | a bare JID is needed",
                "POST | /change-owner?node=nothing&owner=a@denmark.lit | 404 | there is no node",
                "GET | /block?jid=norway.lit | 405 | /block takes POST",
                "POST | /block?jid=a@denmark.lit/b | 400 | a bare JID is needed",
                "POST | /unblock | 400 | the parameter jid is missing",
                "GET | /user?jid=@denmark.lit | 400 | @denmark.lit is no JID",
                "GET | /user?jid=a@denmark.lit/b | 400 | a bare JID is needed",
            })
    void aBadRequestIsToldWhatIsWrong(String method, String path, int status, String why) throws IOException {
        var before = castle.nodes.snapshot();

        // By hand, since a client's URI would not have what spells nothing.
        assertThat(raw(method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"))
                .startsWith("HTTP/1.1 " + status + ' ')
                .contains(why == null ? "" : "{\"error\":\"", why == null ? "" : why);
        assertThat(castle.nodes.snapshot()).isEqualTo(before);
    }

    @Test
    void whoHasNoTokenOrAWrongOneIsToldNothing() {
        castle.close();
        castle = new Castle(Optional.of(TOKEN)).withMusings();

        assertThat(castle.asks("GET", "/members")).startsWith("401 ").doesNotContain("elsinore");
        assertThat(castle.asks("GET", "/members", "Authorization", "Bearer " + TOKEN + '!'))
                .startsWith("401 ");
        assertThat(castle.asks("GET", "/members", "Authorization", "Bearer")).startsWith("401 ");
        assertThat(castle.asks("GET", "/members", "Authorization", "Basic " + TOKEN))
                .startsWith("401 ");
        assertThat(castle.asks("GET", "/nothing")).as("nor what there is").startsWith("401 ");
        assertThat(castle.asks("GET", "/members", "Authorization", "Bearer " + TOKEN))
                .startsWith("200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost\r\nOrigin: http://evil.example\r\n",
                "Host: evil.example\r\n", // a name that its owner has made ours: DNS rebinding
                "Host: evil.example:7357\r\n",
                ""
            })
    void aPageInABrowserOfThisMachineMayNot(String headers) throws IOException {
        assertThat(raw("GET /members HTTP/1.1\r\nConnection: close\r\n" + headers))
                .startsWith("HTTP/1.1 40")
                .doesNotContain("elsinore");
    }

    @Test
    void isRefusedWhereOthersReachItWithoutToken() throws IOException {
        var everywhere = new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 7357);

        assertThatThrownBy(() -> new AdministrationConfig(everywhere, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("FANFARE_ADMIN_TOKEN");
        assertThatThrownBy(() -> new AdministrationConfig(everywhere, Optional.of("short")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("short");
        assertThat(new AdministrationConfig(everywhere, Optional.of(TOKEN)).toString())
                .doesNotContain(TOKEN);
    }

    private String raw(String head) throws IOException {
        int port = Integer.parseInt(castle.url().replaceFirst(".*:", ""));
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
