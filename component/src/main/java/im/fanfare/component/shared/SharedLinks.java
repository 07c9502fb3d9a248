package im.fanfare.component.shared;

import im.fanfare.component.link.Barriers;
import im.fanfare.component.link.HostServerLinks;
import im.fanfare.component.link.Link;
import im.fanfare.component.link.LinkConfig;
import im.fanfare.component.link.Outbox;
import im.fanfare.component.link.StanzaHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;

/** What a member starts so that links and barriers cross the cluster. */
public final class SharedLinks {
    private final ActorSystem<?> system;
    private final CompletableFuture<ActorRef<BarrierRelay.Message>> relay = new CompletableFuture<>();
    private final Barriers barriers;

    /** @param member this member's name: host, underscore, port */
    public SharedLinks(ActorSystem<?> system, String member) {
        this.system = system;
        this.barriers = new Barriers(member, BarrierRelay.to(relay));
        relay.complete(system.systemActorOf(BarrierRelay.create(barriers, member), "barriers", Props.empty()));
    }

    /** For the links of this process, whoever holds them. */
    public Barriers barriers() {
        return barriers;
    }

    /**
     * Takes part in a link that one member holds for all.
     *
     * @param name of the link, the same at all members
     * @param outbox what this member sends
     * @param held is told of the link, before it is opened, whenever this member comes to hold it
     * @return whether the link is up, as far as this member knows
     */
    public AtomicBoolean join(
            String name,
            LinkConfig config,
            Outbox outbox,
            StanzaHandler requests,
            Link.Listener listener,
            Consumer<HostServerLinks> held) {
        ActorRef<LinkHolder.Message> holders = ClusterSingleton.get(system)
                .init(SingletonActor.of(LinkHolder.create(config, barriers, requests, listener, held), "link-" + name)
                        .withStopMessage(new LinkHolder.Stop()));
        AtomicBoolean up = new AtomicBoolean();
        system.systemActorOf(SharedLink.create(holders, outbox, up), "way-to-" + name, Props.empty());
        return up;
    }
}
