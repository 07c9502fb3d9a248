package im.fanfare.component.link;

import im.fanfare.stanza.XmlWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a link sends through the multicast service of its host server (XEP-0033), and what of it that has dealt with.
 *
 * <p>A ping overtakes such stanzas, since they wait for another process of the host server; and the service may refuse one
 * as a whole. So each is sent to ourselves as well, at an address of its own: its copy coming back is what confirms it,
 * and a chunk counts as confirmed when a ping behind it and the copies of all groups in it and before it are back, in
 * whatever order and by whichever connection.
 *
 * <p>On every stream a stanza to as many addresses as are allowed, all of them our own, goes first: only once all its
 * copies are back is anybody else written to in this way. So a service that is not there, or has other limits, costs no
 * more than that.
 *
 * <p>The writer thread writes, any thread may bring something back.
 */
final class Groups {
    private final LinkConfig config;
    private final LinkConfig.Multicast multicast;
    private final byte[] address;
    private final List<byte[]> domains;
    private final String ourselves;

    // The writer's.
    private final byte[] scratch = new byte[Group.MOST_BYTES_AROUND];
    private long lastNumber;

    // Under the lock.
    private final Set<Long> trial = new HashSet<>();
    private final NavigableMap<Long, Sent> underWay = new TreeMap<>();
    private long covered;
    private boolean open;

    /** @param prefix of our addresses' resources, up to the number */
    Groups(LinkConfig config, LinkConfig.Multicast multicast, String prefix) {
        this.config = config;
        this.multicast = multicast;
        this.address = utf8(XmlWriter.escape(multicast.address()));
        this.domains = multicast.domains().stream().map(Groups::utf8).toList();
        this.ourselves = XmlWriter.escape(config.service()) + '/' + prefix;
    }

    byte[] address() {
        return address;
    }

    List<byte[]> domains() {
        return domains;
    }

    /** Room for an address, for one thread. */
    byte[] scratch() {
        return scratch;
    }

    int maxStanzaBytes() {
        return config.limits().maxOutboundBytes();
    }

    /** Besides ourselves. */
    int mostRecipients() {
        return multicast.recipients() - 1;
    }

    /** To put stanzas together for this delivery; empty where each recipient has to have his own. */
    Optional<Group> of(Delivery delivery) {
        return delivery.frames.text().map(text -> new Group(this, delivery, text));
    }

    /**
     * A new stream has begun and all that was unconfirmed goes again.
     *
     * @return the stanza to begin with
     */
    byte[] begin() {
        StringBuilder stanza = new StringBuilder("<message from='")
                .append(XmlWriter.escape(config.service()))
                .append("' type='headline' to='")
                .append(XmlWriter.escape(multicast.address()))
                .append("'><addresses xmlns='http://jabber.org/protocol/address'>");
        synchronized (this) {
            open = false;
            underWay.clear();
            trial.clear();
            for (int i = 0; i < multicast.recipients(); i++) {
                lastNumber++;
                trial.add(lastNumber);
                stanza.append("<address type='bcc' jid='")
                        .append(ourselves)
                        .append(lastNumber)
                        .append("'/>");
            }
        }
        return utf8(stanza.append("</addresses></message>").toString());
    }

    /** Whether others may be written to in this way. */
    synchronized boolean isOpen() {
        return open;
    }

    /** Our address in the next stanza. */
    byte[] nextOfOurselves() {
        return utf8(ourselves + (lastNumber + 1));
    }

    /** There is a stanza with it. */
    void written() {
        lastNumber++;
    }

    /** So many groups, the last that were written, are about to leave with the chunk of this number. */
    synchronized void leave(int groups, long chunk) {
        long now = System.nanoTime();
        for (long number = lastNumber - groups + 1; number <= lastNumber; number++) {
            underWay.put(number, new Sent(chunk, now));
        }
    }

    /**
     * A ping behind the chunk of this number is back.
     *
     * @return the number of the last chunk that is confirmed
     */
    synchronized long pingIsBack(long chunk) {
        covered = Math.max(covered, chunk);
        return confirmed();
    }

    /**
     * The copy of a group is back.
     *
     * @return the number of the last chunk that is confirmed
     */
    synchronized long copyIsBack(long number) {
        underWay.remove(number);
        open |= trial.remove(number) && trial.isEmpty();
        return confirmed();
    }

    private long confirmed() {
        return underWay.isEmpty()
                ? covered
                : Math.min(covered, underWay.firstEntry().getValue().chunk - 1);
    }

    synchronized boolean isAnyUnderWay() {
        return !underWay.isEmpty();
    }

    /** Whether a copy has been away for longer than this. */
    synchronized boolean isAnyAwayFor(Duration patience) {
        return !underWay.isEmpty() && System.nanoTime() - underWay.firstEntry().getValue().at > patience.toNanos();
    }

    /** What a copy says that came back to us at this address: whose it is, as {@link Barriers} has it. */
    static Optional<String> copy(String service, String to) {
        String ours = service + '/';
        return to.startsWith(ours)
                ? Optional.of(to.substring(ours.length()))
                        .filter(id -> Barriers.memberOf(id).isPresent())
                : Optional.empty();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Sent(long chunk, long at) {}
}
