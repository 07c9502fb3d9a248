package im.fanfare.component.blacklist;

import static org.assertj.core.api.Assertions.assertThat;

import im.fanfare.component.iq.Xml;
import im.fanfare.component.system.Await;
import im.fanfare.pubsub.Jid;
import im.fanfare.schema.Blacklists;
import im.fanfare.schema.MemoryBlacklists;
import im.fanfare.stanza.StanzaError;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What members know of one blacklist: decision 26. */
class BlacklistTest {
    private static final String SERVICE = "pubsub.denmark.lit";
    private static final Jid FORTINBRAS = Jid.parse("fortinbras@norway.lit");

    private final Kept kept = new Kept();
    private final List<Blacklist> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(Blacklist::close);
    }

    @Test
    void anotherMembersChangeIsKnownWithoutBeingTold() {
        Blacklist here = member();
        Blacklist there = member();
        Await.until(() -> refusal(there).isEmpty(), () -> refusal(there));

        change(here, Set.of(FORTINBRAS), Set.of());
        assertThat(refusal(here)).contains("forbidden");
        Await.until(() -> refusal(there).equals(Optional.of("forbidden")), () -> refusal(there));

        change(there, Set.of(), Set.of(FORTINBRAS));
        assertThat(refusal(there)).isEmpty();
        Await.until(() -> refusal(here).isEmpty(), () -> refusal(here));
    }

    @Test
    void whatWasKnownHoldsWhileItCannotBeRead() {
        Blacklist knows = member();
        change(knows, Set.of(FORTINBRAS), Set.of());

        kept.answers = false;
        Blacklist knowsNothing = member();
        int reads = kept.refused.get();
        Await.until(() -> kept.refused.get() > reads + 4, () -> kept.refused);

        assertThat(refusal(knows)).contains("forbidden");
        assertThat(refusal(knowsNothing)).contains("resource-constraint");

        kept.answers = true;
        Await.until(() -> refusal(knowsNothing).equals(Optional.of("forbidden")), () -> refusal(knowsNothing));
    }

    private Blacklist member() {
        Blacklist list = Blacklist.start(kept, List.of(SERVICE), Set.of(), Clock.systemUTC(), Duration.ofMillis(10));
        started.add(list);
        return list;
    }

    private static void change(Blacklist list, Set<Jid> on, Set<Jid> off) {
        list.change(SERVICE, on, off).toCompletableFuture().join();
    }

    private static Optional<String> refusal(Blacklist list) {
        return list.refusal(Xml.stanza("<iq type='get' id='1' from='fortinbras@norway.lit/army' to='" + SERVICE
                        + "'><ping xmlns='urn:xmpp:ping'/></iq>"))
                .map(StanzaError::condition);
    }

    /** A store that may not answer. */
    private static final class Kept implements Blacklists {
        private final Blacklists list = new MemoryBlacklists();
        private volatile boolean answers = true;
        private final AtomicInteger refused = new AtomicInteger();

        @Override
        public CompletionStage<Set<Jid>> of(String service) {
            if (!answers) {
                refused.incrementAndGet();
                return CompletableFuture.failedFuture(new IllegalStateException("Cassandra is away"));
            }
            return list.of(service);
        }

        @Override
        public CompletionStage<Void> put(String service, Jid jid, long timestamp) {
            return list.put(service, jid, timestamp);
        }

        @Override
        public CompletionStage<Void> remove(String service, Jid jid, long timestamp) {
            return list.remove(service, jid, timestamp);
        }
    }
}
