package im.fanfare.component.administration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator types, and what he sees. */
class CommandLineTest {
    private static final String TOKEN = "a-token-that-none-guesses";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final Castle castle = new Castle(Optional.of(TOKEN)).withMusings();

    @AfterEach
    void stop() {
        castle.close();
    }

    @Test
    void showsATable() {
        assertThat(fanfare("members")).isZero();

        assertThat(said(out)).isEqualTo("""
                MEMBER           STATUS   REACHABLE  READY  LACKS               NODES AWAKE  PUBLICATION BACKLOG  DELIVERY BACKLOG
                elsinore:7355    up       yes        yes    -                   3            0                    12
                wittenberg:7355  leaving  no         no     it does not answer  0            0                    0
                """);
    }

    @Test
    void showsOneThingLineByLine() {
        assertThat(fanfare("node", "musings")).isZero();

        assertThat(said(out))
                .startsWith("SERVICE      pubsub.denmark.lit\nNODE         musings\nMEMBER       elsinore:7355\n")
                .contains("OWNERS       hamlet@denmark.lit\n", "\nCONFIGURATION\n", "\npubsub#access_model ");
    }

    @Test
    void showsListsInAThing() {
        assertThat(fanfare("user", "horatio@denmark.lit")).isZero();

        assertThat(said(out)).isEqualTo("""
                JID           horatio@denmark.lit
                AFFILIATIONS  -

                SUBSCRIPTIONS
                SERVICE             NODE     SUBSCRIBER           SUB ID  STATE
                pubsub.denmark.lit  musings  horatio@denmark.lit  1       subscribed
                """);
    }

    @Test
    void passesJsonOnToPrograms() {
        assertThat(fanfare("shards", "--json")).isZero();

        assertThat(said(out)).isEqualTo("[{\"member\":\"elsinore:7355\",\"shards\":2,\"nodesAwake\":3}]\n");
    }

    @Test
    void waitsUntilTheMemberHasLeft() {
        assertThat(fanfare("drain")).isZero();

        assertThat(said(out)).isEqualTo("MEMBER  elsinore:7355\nSTATE   drained\nLACKS   it is drained\n");
    }

    @Test
    void saysWhyItWasRefused() {
        assertThat(fanfare("node", "no such & node")).isEqualTo(1);

        assertThat(said(errors)).isEqualTo("fanfare: there is no node pubsub.denmark.lit/no such & node\n");
        assertThat(said(out)).isEmpty();
    }

    @Test
    void sendsTheToken() {
        assertThat(run(Map.of(), "members", "--url", castle.url())).isEqualTo(1);
        assertThat(said(errors)).isEqualTo("fanfare: the token is missing, or wrong\n");

        assertThat(run(Map.of("FANFARE_ADMIN_TOKEN", TOKEN), "members", "--url", castle.url() + "/"))
                .isZero();
    }

    @Test
    void findsTheMemberByItsOwnEnvironment() {
        String port = castle.url().replaceFirst(".*:", "");

        assertThat(run(Map.of("FANFARE_ADMIN_PORT", port, "FANFARE_ADMIN_TOKEN", TOKEN), "shards"))
                .isZero();
    }

    @Test
    void deletesANodeOnlyWhenThatIsMeant() {
        assertThat(fanfare("delete", "musings")).isZero();
        assertThat(said(errors)).isEqualTo("fanfare: nothing is deleted without --yes; this is what there is:\n");
        assertThat(said(out)).contains("NODE         musings\n");

        assertThat(fanfare("delete", "musings", "--yes")).isZero();
        assertThat(said(out)).endsWith("SERVICE      pubsub.denmark.lit\nNODE         musings\nSUBSCRIBERS  1\n");
        assertThat(fanfare("node", "musings")).isEqualTo(1);
    }

    @Test
    void givesANodeToAnotherOwner() {
        assertThat(fanfare("change-owner", "musings", "--owner", "ophelia@denmark.lit"))
                .isZero();

        assertThat(said(out)).contains("OWNERS       ophelia@denmark.lit\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'', which command?",
        "dance, there is no command dance",
        "members --loud, there is no option --loud",
        "members all, members takes no all",
        "node, node needs a node",
        "members --service, --service needs a value",
    })
    void whatIsMisspeltIsSaid(String words, String why) {
        assertThat(fanfare(words.isEmpty() ? new String[0] : words.split(" "))).isEqualTo(64);

        assertThat(said(errors)).startsWith("fanfare: " + why).contains("fanfare --help");
    }

    @Test
    void saysThatNobodyAnswers() {
        assertThat(run(Map.of(), "members", "--url", "http://127.0.0.1:1")).isEqualTo(69);
        assertThat(said(errors)).contains("the member at http://127.0.0.1:1 cannot be reached");
    }

    @Test
    void helps() {
        assertThat(fanfare("--help")).isZero();
        assertThat(said(out)).contains("fanfare members", "FANFARE_ADMIN_TOKEN");
    }

    private int fanfare(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(0, List.of("--url", castle.url()));
        return run(Map.of("FANFARE_ADMIN_TOKEN", TOKEN), all.toArray(String[]::new));
    }

    private int run(Map<String, String> environment, String... words) {
        return new CommandLine(environment, print(out), print(errors)).run(List.of(words));
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static String said(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
