package im.fanfare.component.shared;

import im.fanfare.component.link.Barriers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Takes barriers to the member that waits for them: a host server with several links of one service may send one back
 * over any of them.
 */
final class BarrierRelay {
    /** What it accepts. */
    sealed interface Message {}

    /** A barrier came back; {@code id} says whose it is. */
    record CameBack(String id) implements Message {}

    private record Relays(Receptionist.Listing listing) implements Message {}

    static final ServiceKey<Message> KEY = ServiceKey.create(Message.class, "barriers");

    private final ActorContext<Message> context;
    private final Barriers barriers;
    private final String member;

    /**
     * Registers this member's relay.
     *
     * @param member this member's name in the ids of its barriers
     */
    static Behavior<Message> create(Barriers barriers, String member) {
        return Behaviors.setup(context -> {
            context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
            ActorRef<Receptionist.Listing> listings = context.messageAdapter(Receptionist.Listing.class, Relays::new);
            context.getSystem().receptionist().tell(Receptionist.subscribe(KEY, listings));
            return new BarrierRelay(context, barriers, member).relaying(Map.of());
        });
    }

    /** The way to a relay that is yet to be started. */
    static Consumer<String> to(CompletableFuture<ActorRef<Message>> relay) {
        return id -> {
            if (relay.isDone()) {
                relay.join().tell(new CameBack(id));
            }
        };
    }

    private BarrierRelay(ActorContext<Message> context, Barriers barriers, String member) {
        this.context = context;
        this.barriers = barriers;
        this.member = member;
    }

    private Behavior<Message> relaying(Map<String, ActorRef<Message>> relays) {
        return Behaviors.receive(Message.class)
                .onMessage(Relays.class, found -> relaying(byMember(found.listing())))
                .onMessage(CameBack.class, cameBack -> {
                    Optional<String> owner = Barriers.memberOf(cameBack.id());
                    if (owner.equals(Optional.of(member))) {
                        barriers.confirm(cameBack.id());
                    } else {
                        owner.map(relays::get).ifPresent(relay -> relay.tell(cameBack));
                    }
                    return Behaviors.same();
                })
                .build();
    }

    private Map<String, ActorRef<Message>> byMember(Receptionist.Listing listing) {
        Address self = Cluster.get(context.getSystem()).selfMember().address();
        Map<String, ActorRef<Message>> relays = new HashMap<>();
        for (ActorRef<Message> relay : listing.getServiceInstances(KEY)) {
            Address address =
                    relay.path().address().hasGlobalScope() ? relay.path().address() : self;
            relays.put(nameOf(address), relay);
        }
        return relays;
    }

    private static String nameOf(Address address) {
        return address.getHost().orElse("") + '_' + address.getPort().orElse(0);
    }
}
