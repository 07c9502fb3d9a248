package im.fanfare.fanout;

import im.fanfare.pubsub.Jid;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Some of the subscribers: those whom one host server reaches. */
public sealed interface Audience {
    boolean includes(String service, Jid subscriber);

    /**
     * Says whom it includes, and the same of the same in every release: by its words the fan-out knows, after a restart,
     * that a lane has another audience than before.
     */
    default String words() {
        return terms().distinct().sorted().collect(Collectors.joining(", "));
    }

    /** What the words are made of. */
    Stream<String> terms();

    /** Whoever of the service is at one of these domains; they are spelled as JIDs spell them. */
    record At(String service, Set<String> domains) implements Audience {
        public At {
            domains = Set.copyOf(domains);
        }

        @Override
        public boolean includes(String ofService, Jid subscriber) {
            return ofService.equals(service) && domains.contains(subscriber.domain());
        }

        @Override
        public Stream<String> terms() {
            return domains.stream().map(domain -> service + " at " + domain);
        }
    }

    /** Whoever of the service is at none of these domains. */
    record PastAll(String service, Set<String> domains) implements Audience {
        public PastAll {
            domains = Set.copyOf(domains);
        }

        @Override
        public boolean includes(String ofService, Jid subscriber) {
            return ofService.equals(service) && !domains.contains(subscriber.domain());
        }

        @Override
        public Stream<String> terms() {
            return Stream.of(service + " past " + domains.stream().sorted().toList());
        }
    }

    /** Whoever is in one of these. */
    record AnyOf(List<Audience> parts) implements Audience {
        public AnyOf {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean includes(String service, Jid subscriber) {
            return parts.stream().anyMatch(part -> part.includes(service, subscriber));
        }

        @Override
        public Stream<String> terms() {
            return parts.stream().flatMap(Audience::terms);
        }
    }

    /** Whoever is in none of these. */
    record NoneOf(List<Audience> others) implements Audience {
        public NoneOf {
            others = List.copyOf(others);
        }

        @Override
        public boolean includes(String service, Jid subscriber) {
            return others.stream().noneMatch(other -> other.includes(service, subscriber));
        }

        @Override
        public Stream<String> terms() {
            return Stream.of("none of [" + new AnyOf(others).words() + ']');
        }
    }
}
