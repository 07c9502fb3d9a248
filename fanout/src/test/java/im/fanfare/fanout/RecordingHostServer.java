package im.fanfare.fanout;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A host server that notes what it is offered, and takes it at once or when the test says so. */
final class RecordingHostServer implements HostServer {
    /** What was offered together. */
    record Offer(int source, List<String> stanzas, CompletableFuture<Void> taken) {}

    private final List<Offer> offers = new ArrayList<>();
    private Predicate<Integer> takes = source -> true;

    static RecordingHostServer taking() {
        return new RecordingHostServer();
    }

    static RecordingHostServer byHand() {
        RecordingHostServer server = new RecordingHostServer();
        server.takes = source -> false;
        return server;
    }

    @Override
    public synchronized CompletionStage<Void> deliver(String service, int source, Frames frames) {
        Offer offer = new Offer(source, written(frames), new CompletableFuture<>());
        offers.add(offer);
        if (takes.test(source)) {
            offer.taken.complete(null);
        }
        return offer.taken;
    }

    synchronized List<Offer> offers() {
        return List.copyOf(offers);
    }

    synchronized List<String> stanzas() {
        return offers.stream().flatMap(offer -> offer.stanzas.stream()).toList();
    }

    /** From now on, and what was offered before. */
    synchronized void takeAll() {
        takes = source -> true;
        offers.forEach(offer -> offer.taken.complete(null));
    }

    static List<String> written(Frames frames) {
        byte[] buffer = new byte[1 << 16];
        List<String> stanzas = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            int length = frames.write(i, buffer, 0);
            if (length > 0) {
                stanzas.add(new String(buffer, 0, length, StandardCharsets.UTF_8));
            }
        }
        return stanzas;
    }
}
