package im.fanfare.load;

import im.fanfare.embedded.MemberSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What rows act on: a component that is connected, and those who publish and subscribe. */
final class Stage {
    private static final int STALLED_SECONDS = 60;
    private static final int LOOK_SECONDS = 5;

    private final HostServer host;
    private final Optional<MemberProcess> member;
    private final Optional<Own> own;
    private final Costs costs;
    private final Options.Sizes sizes;
    private final Terminal terminal;
    private final Audiences audiences;

    /**
     * What members of a row's own are started with.
     *
     * @param stores what tells a member where they are
     * @param jvm options of its JVM
     */
    record Own(MemberSettings stores, List<String> jvm) {
        Own {
            jvm = List.copyOf(jvm);
        }
    }

    /** @param own absent where the stores are not ours */
    Stage(
            HostServer host,
            Optional<MemberProcess> member,
            Optional<Own> own,
            Costs costs,
            Options.Sizes sizes,
            Terminal terminal) {
        this.host = host;
        this.member = member;
        this.own = own;
        this.costs = costs;
        this.sizes = sizes;
        this.terminal = terminal;
        this.audiences = new Audiences(this);
    }

    /** The same stores, with another member that is connected to this. */
    Stage beside(HostServer other) {
        return new Stage(other, Optional.empty(), own, new Costs(Map.of()), sizes, terminal);
    }

    HostServer host() {
        return host;
    }

    /** Unknown where an operator started it and did not say which it is. */
    Optional<MemberProcess> member() {
        return member;
    }

    /** For members of a row's own. */
    Optional<Own> own() {
        return own;
    }

    Options.Sizes sizes() {
        return sizes;
    }

    Costs costs() {
        return costs;
    }

    Terminal terminal() {
        return terminal;
    }

    Audiences audiences() {
        return audiences;
    }

    /** Written, and under way once somebody flushes; completes with the moment of the answer. */
    CompletableFuture<Long> ask(int sender, String from, String body) throws IOException {
        Requests.Request request = host.requests().next();
        write(sender, request, from, body);
        return request.moment();
    }

    /** The next item of this node; as {@link #ask}. */
    Publication publish(Audience audience) throws IOException {
        return publish(audience, 0);
    }

    /** By this one of the streams that there are. */
    Publication publish(Audience audience, int sender) throws IOException {
        Script script = host.script();
        Requests.Request request = host.requests().next();
        Publication publication = host.checker().publish(audience, request.moment());
        write(sender, request, script.publisher(), script.publish(audience.node(), publication.item()));
        return publication;
    }

    /** Publishes, and returns once it is acknowledged and everyone has been told. */
    Publication publishToAll(Audience audience) throws IOException, InterruptedException {
        Publication publication = publish(audience);
        await(publication.done());
        return publication;
    }

    List<Publication> publishToAll(Audience audience, int items) throws IOException, InterruptedException {
        List<Publication> all = new ArrayList<>();
        for (int item = 0; item < items; item++) {
            all.add(publishToAll(audience));
        }
        return all;
    }

    /** The same for so long, and at least once; returns how many there were. */
    int publishToAll(Audience audience, Duration duration) throws IOException, InterruptedException {
        long until = System.nanoTime() + duration.toNanos();
        int items = 0;
        do {
            publishToAll(audience);
            items++;
        } while (System.nanoTime() < until);
        return items;
    }

    /** Waits as long as anything arrives. */
    void await(CompletableFuture<?> done) throws IOException, InterruptedException {
        host.flush();
        awaitArrivals(done);
    }

    /** The same, where everything has been written. */
    void awaitArrivals(CompletableFuture<?> done) throws IOException, InterruptedException {
        long seen = -1;
        int idle = 0;
        while (true) {
            try {
                done.get(LOOK_SECONDS, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException e) {
                throw new IOException(
                        e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
            } catch (TimeoutException e) {
                long notifications = host.checker().notifications();
                idle = notifications == seen ? idle + LOOK_SECONDS : 0;
                seen = notifications;
                if (idle >= STALLED_SECONDS) {
                    throw new IOException("nothing has arrived for " + idle + " s", e);
                }
            }
        }
    }

    private void write(int sender, Requests.Request request, String from, String body) throws IOException {
        host.streamOf(sender).write(host.script().iq(request.id(), from, body));
    }
}
