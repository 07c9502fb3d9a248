package im.fanfare.fanout;

import im.fanfare.schema.PageRecord;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** A running {@link DeliveryPartition}, from the side of the thread that feeds it. */
final class PartitionActor {
    private final ActorRef<DeliveryPartition.Message> actor;
    private final Tenure tenure;
    private final Mailbox mailbox;

    /** What it reports, for the feeding thread to fetch. */
    private static final class Mailbox implements DeliveryPartition.Reports {
        private final ConcurrentLinkedQueue<Ledger.Entry<PageRecord>> done = new ConcurrentLinkedQueue<>();
        private volatile boolean stopped;

        @Override
        public void done(Ledger.Entry<PageRecord> entry) {
            done.add(entry);
        }

        @Override
        public void stopped() {
            stopped = true;
        }
    }

    static PartitionActor start(ActorSystem<?> system, int partition, Member member) {
        Tenure tenure = new Tenure(member.window());
        Mailbox mailbox = new Mailbox();
        // One that stops still has its name when the next one starts.
        String name = "fanout-" + partition + '-' + UUID.randomUUID();
        return new PartitionActor(
                system.systemActorOf(DeliveryPartition.create(partition, member, tenure, mailbox), name, Props.empty()),
                tenure,
                mailbox);
    }

    private PartitionActor(ActorRef<DeliveryPartition.Message> actor, Tenure tenure, Mailbox mailbox) {
        this.actor = actor;
        this.tenure = tenure;
        this.mailbox = mailbox;
    }

    void feed(List<Ledger.Entry<PageRecord>> entries) {
        actor.tell(new DeliveryPartition.Feed(entries));
    }

    /** Hands over what was reported done since this was asked last. */
    void fetch(Consumer<Ledger.Entry<PageRecord>> done) {
        for (Ledger.Entry<PageRecord> entry = mailbox.done.poll(); entry != null; entry = mailbox.done.poll()) {
            done.accept(entry);
        }
    }

    /** So many stanzas more will not be repeated, whatever happens. */
    void settled(long stanzas) {
        tenure.room().settled(stanzas);
    }

    boolean isStopped() {
        return mailbox.stopped;
    }

    /** Withdraws what it has offered. */
    void stop() {
        tenure.end();
        actor.tell(new DeliveryPartition.Stop());
    }
}
