package im.fanfare.fanout;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A host server that notes what it is offered, and takes it at once, after a moment, or when the test says so. */
final class RecordingHostServer implements HostServer {
    /** What was offered together. */
    record Offer(int source, List<String> stanzas, CompletableFuture<Void> taken) {}

    private final List<Offer> offers = new ArrayList<>();
    private Consumer<Offer> taking;

    static RecordingHostServer taking() {
        return new RecordingHostServer(offer -> offer.taken.complete(null));
    }

    /** So that something is under way most of the time. */
    static RecordingHostServer takingLater() {
        return new RecordingHostServer(offer -> offer.taken.completeOnTimeout(null, 3, TimeUnit.MILLISECONDS));
    }

    static RecordingHostServer byHand() {
        return new RecordingHostServer(offer -> {});
    }

    private RecordingHostServer(Consumer<Offer> taking) {
        this.taking = taking;
    }

    @Override
    public synchronized CompletionStage<Void> deliver(String service, int source, Frames frames) {
        Offer offer = new Offer(source, written(frames), new CompletableFuture<>());
        offers.add(offer);
        taking.accept(offer);
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
        taking = offer -> offer.taken.complete(null);
        offers.forEach(taking);
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
