package im.fanfare.component.administration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;

/** All members, asked by this one. */
public final class Members {
    /** Whoever has nothing to say but what it knows says it sooner, or is stopped. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** A member's own links. */
    public interface Links {
        /** Says so, and does not wait until it is done. */
        void suspend(String service, String hostServer, boolean suspended);
    }

    private final ActorSystem<?> system;

    /**
     * From now on this member is asked by the others, too.
     *
     * @param own says at once how this member is
     */
    public Members(ActorSystem<?> system, Supplier<MemberReport> own, Links links) {
        this.system = system;
        system.systemActorOf(Reporter.create(own, links), "reporter", Props.empty());
    }

    /** In the order of their addresses. */
    public CompletionStage<List<MemberState>> states() {
        return ask(Reporter.Ask::new);
    }

    /** Suspends the links of all members that are reached, or resumes them; how they are then. */
    public CompletionStage<List<MemberState>> suspend(String service, String hostServer, boolean suspended) {
        return ask(replyTo -> new Reporter.Suspend(service, hostServer, suspended, replyTo));
    }

    private CompletionStage<List<MemberState>> ask(Function<ActorRef<MemberReport>, Reporter.Message> question) {
        ClusterEvent.CurrentClusterState cluster = Cluster.get(system).state();
        Set<Member> unreachable = cluster.getUnreachable();
        return reporters().thenCompose(reporters -> {
            List<CompletableFuture<MemberState>> states = new ArrayList<>();
            cluster.getMembers().forEach(member -> {
                String name = name(member.address());
                states.add(report(Optional.ofNullable(reporters.get(name)), question)
                        .thenApply(report -> new MemberState(
                                name,
                                member.status().toString().toLowerCase(Locale.ROOT),
                                !unreachable.contains(member),
                                report))
                        .toCompletableFuture());
            });
            return CompletableFuture.allOf(states.toArray(CompletableFuture<?>[]::new))
                    .thenApply(all -> states.stream()
                            .map(CompletableFuture::join)
                            .sorted(Comparator.comparing(MemberState::member))
                            .toList());
        });
    }

    private CompletionStage<Map<String, ActorRef<Reporter.Message>>> reporters() {
        return AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
                        system.receptionist(),
                        replyTo -> Receptionist.find(Reporter.KEY, replyTo),
                        PATIENCE,
                        system.scheduler())
                .thenApply(listing -> {
                    Map<String, ActorRef<Reporter.Message>> found = new HashMap<>();
                    new HashSet<>(listing.getServiceInstances(Reporter.KEY))
                            .forEach(reporter -> found.put(name(reporter.path().address()), reporter));
                    return found;
                });
    }

    private CompletionStage<Optional<MemberReport>> report(
            Optional<ActorRef<Reporter.Message>> reporter,
            Function<ActorRef<MemberReport>, Reporter.Message> question) {
        return reporter.map(it -> AskPattern.<Reporter.Message, MemberReport>ask(
                                it, question::apply, PATIENCE, system.scheduler())
                        .thenApply(Optional::of)
                        .exceptionally(noAnswer -> Optional.empty()))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    /** What a member is called: host:port. What is on this one says no address. */
    public String name(Address address) {
        Address full = address.hasGlobalScope()
                ? address
                : Cluster.get(system).selfMember().address();
        return full.getHost().orElse("") + ':' + full.getPort().orElse(0);
    }
}
