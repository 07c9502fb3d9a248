package im.fanfare.load;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A component that does nothing but write notifications, each to one recipient: what a host server takes by one
 * connection is what it takes from this.
 */
final class OnlyWriting implements AutoCloseable {
    private static final int WRITE_BYTES = 64 << 10;
    private static final int WINDOW = 4_096;
    private static final Pattern ID = Pattern.compile("<stream:stream[^>]* id=['\"]([^'\"]*)['\"]");

    private final Script script;
    private final TextChannel server;

    OnlyWriting(Script script, int port) throws IOException {
        this.script = script;
        this.server = new TextChannel(port);
        server.write("<stream:stream xmlns='" + Script.COMPONENT + "' xmlns:stream='" + Script.STREAMS + "' to='"
                + script.service() + "'>");
        Matcher id = ID.matcher(server.await(read -> ID.matcher(read).find(), read -> false));
        if (!id.find()) {
            throw new IOException("no stream for " + script.service());
        }
        server.write("<handshake>" + script.digest(id.group(1)) + "</handshake>");
        server.await(read -> read.contains("<handshake"), read -> false);
    }

    /** One item after the other to all of them, as many under way as the window admits; returns when all have come. */
    void tell(Audience audience, Stage stage, long until) throws IOException, InterruptedException {
        Deque<Publication> underWay = new ArrayDeque<>();
        int rounds = Math.max(2, WINDOW / audience.size());
        do {
            while (underWay.size() >= rounds) {
                stage.awaitArrivals(underWay.remove().delivery());
            }
            Publication publication = stage.host().checker().publish(audience, new CompletableFuture<>());
            underWay.add(publication);
            StringBuilder stanzas = new StringBuilder();
            for (int number = 0; number < audience.size(); number++) {
                stanzas.append(script.notification(
                        script.subscriber(audience.first() + number),
                        audience.node(),
                        "i" + publication.item(),
                        publication.item()));
                if (stanzas.length() > WRITE_BYTES) {
                    server.write(stanzas.toString());
                    stanzas.setLength(0);
                }
            }
            server.write(stanzas.toString());
        } while (System.nanoTime() < until);
        for (Publication publication : underWay) {
            stage.awaitArrivals(publication.delivery());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
