package im.fanfare.component.administration;

import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** Says to any member how this one is, and does here what an operator has asked of all. */
final class Reporter {
    /** What it accepts. */
    sealed interface Message {}

    /** How is this member? */
    record Ask(ActorRef<MemberReport> replyTo) implements Message {}

    /**
     * Suspend the links of a service to a host server, or resume them, and say how you are.
     *
     * @param suspended whether they are to be
     */
    record Suspend(String service, String hostServer, boolean suspended, ActorRef<MemberReport> replyTo)
            implements Message {}

    static final ServiceKey<Message> KEY = ServiceKey.create(Message.class, "reporters");

    /** @param report says at once, from what is known */
    static Behavior<Message> create(Supplier<MemberReport> report, Members.Links links) {
        return Behaviors.setup(context -> {
            context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
            return Behaviors.receive(Message.class)
                    .onMessage(Ask.class, ask -> {
                        ask.replyTo().tell(report.get());
                        return Behaviors.same();
                    })
                    .onMessage(Suspend.class, suspend -> {
                        links.suspend(suspend.service(), suspend.hostServer(), suspend.suspended());
                        suspend.replyTo().tell(report.get());
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private Reporter() {}
}
