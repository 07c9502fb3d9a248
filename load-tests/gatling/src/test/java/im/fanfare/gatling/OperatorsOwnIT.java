package im.fanfare.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.embedded.FanfareMember;
import im.fanfare.embedded.MemberSettings;
import im.fanfare.embedded.Ports;
import im.fanfare.embedded.Servers;
import im.fanfare.load.Command;
import im.fanfare.load.Installation;
import im.fanfare.load.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as an operator uses it whose Fanfare runs already: it starts nothing, and is told where everything is. */
class OperatorsOwnIT {
    @TempDir
    private Path dir;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private MemberSettings stores;

    @BeforeEach
    void start() throws Exception {
        stores = MemberSettings.on(Servers.cassandra(), Servers.kafka())
                .with("FANFARE_PUBLICATION_PARTITIONS", "2")
                .with("FANFARE_DELIVERY_PARTITIONS", "4");
    }

    @AfterEach
    void say() {
        System.out.println(said.toString(StandardCharsets.UTF_8));
    }

    @Test
    void playsTheHostServerOfMembersThatDialIt() throws Exception {
        int port = Ports.free();
        try (FanfareMember member = stores.apart("dialling")
                .attachedTo("127.0.0.1", port, "load.example", "s3cret", "each")
                .members(1, FanfareMember.program(HubSimulationsIT.JVM), dir, dir)
                .get(0)) {
            member.start();

            int status = ask("last --users 100 --items 3 --host 127.0.0.1 --port " + port
                    + " --service load.example --secret s3cret --metrics "
                    + member.management().resolve("/metrics"));

            assertThat(status).isZero();
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("The last of 100 subscribers has it after");
    }

    @Test
    void hasUsersOfAServerThatIsThere() throws Exception {
        var life = new Command(new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8)), dir);
        int ended = life.run(() -> {
            var host = RealHost.start(
                    RealHost.Product.PROSODY,
                    new Installation(dir.resolve("data"), dir.resolve("logs"), life),
                    stores,
                    new Options.Started(1, 1, HubSimulationsIT.JVM),
                    12,
                    life);
            var server = host.serving(RealHost.Service.FANFARE);
            try (var moody = new MoodyDoor(server.webSocket())) {
                int status = ask("end-to-end --users 12 --nodes 2 --seconds 1 --rate 6 --url " + moody.webSocket()
                        + " --domain " + server.domain() + " --guests "
                        + server.guests().orElseThrow() + " --password " + server.password() + " --service "
                        + server.service() + " --metrics " + host.metrics().get(0));

                host.stop();
                return status;
            }
        });

        assertThat(ended).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("Of 12 users, each is told by pubsub.localhost after");
    }

    /** Ends the first connection once it is a WebSocket, as a server does that has no time for it; the others it lets in. */
    private static final class MoodyDoor implements AutoCloseable {
        private final URI server;
        private final ServerSocket door = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

        private MoodyDoor(URI server) throws IOException {
            this.server = server;
            run(() -> {
                welcome(true);
                while (true) {
                    welcome(false);
                }
            });
        }

        private URI webSocket() {
            return URI.create("ws://127.0.0.1:" + door.getLocalPort() + server.getPath());
        }

        private void welcome(boolean isFirst) throws IOException {
            Socket client = door.accept();
            Socket host = new Socket(server.getHost(), server.getPort());
            sockets.addAll(List.of(client, host));
            run(() -> client.getInputStream().transferTo(host.getOutputStream()));
            run(() -> {
                byte[] bytes = new byte[8192];
                int count;
                while ((count = host.getInputStream().read(bytes)) > 0) {
                    client.getOutputStream().write(bytes, 0, count);
                    if (isFirst) {
                        break; // that was "101 Switching Protocols"
                    }
                }
                client.close();
            });
        }

        private static void run(Relaying relaying) {
            new Thread(() -> {
                        try {
                            relaying.run();
                        } catch (IOException closed) {
                            // whoever closed it knows why
                        }
                    })
                    .start();
        }

        @Override
        public void close() throws IOException {
            door.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        }

        private interface Relaying {
            void run() throws IOException;
        }
    }

    private int ask(String question) {
        var options = Options.parse(List.of((question + " --report " + dir.resolve("reports")).split(" ")));
        return LoadTest.run(Context.of(options, new Terminal(new PrintStream(said, true, StandardCharsets.UTF_8))));
    }
}
