package im.fanfare.component.link;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * The barriers that this process waits for, whichever connection brings them back.
 *
 * <p>A barrier is a ping (XEP-0199) from our domain to our domain, behind stanzas on the same stream: once it is back,
 * the host server has taken what was before it. Where several connections serve one domain, it may come back on any of
 * them, also to another member; its id {@code b:member:link:number} says whose it is. The link's part holds a number of
 * this process's own, so that a barrier of its predecessor confirms nothing.
 */
public final class Barriers {
    private static final String PREFIX = "b:";
    private static final Pattern MEMBER = Pattern.compile("[\\w.~-]+");

    private final String member;
    private final Consumer<String> foreign;
    private final String incarnation =
            Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), Character.MAX_RADIX);
    private final AtomicInteger registered = new AtomicInteger();
    private final Map<String, LongConsumer> links = new ConcurrentHashMap<>();

    /**
     * @param member this process's name in the cluster; letters, digits and {@code . - ~ _}
     * @param foreign takes the ids of other members' barriers, on a reader thread: it must not block
     */
    public Barriers(String member, Consumer<String> foreign) {
        if (!MEMBER.matcher(member).matches()) {
            throw new IllegalArgumentException("member is " + member + ", needs letters, digits and . - ~ _");
        }
        this.member = member;
        this.foreign = foreign;
    }

    /** The member that waits for this barrier; empty if the id is no barrier's. */
    public static Optional<String> memberOf(String id) {
        String[] parts = id.split(":", -1);
        return id.startsWith(PREFIX) && parts.length == 4 ? Optional.of(parts[1]) : Optional.empty();
    }

    /**
     * A barrier of this member came back, here or at another member.
     *
     * @return whether it was awaited; it is not if its link has been closed since
     */
    public boolean confirm(String id) {
        int last = id.lastIndexOf(':');
        LongConsumer link = last < 0 ? null : links.get(id.substring(0, last + 1));
        if (link == null) {
            return false;
        }
        try {
            link.accept(Long.parseLong(id, last + 1, id.length(), 10));
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** A barrier came back on a link of this process. */
    void cameBack(String id) {
        if (!confirm(id) && !memberOf(id).orElse(member).equals(member)) {
            foreign.accept(id);
        }
    }

    /** A new link's part of the id, up to the number. */
    String register(LongConsumer confirmed) {
        String prefix = PREFIX + member + ':' + incarnation + '.' + registered.incrementAndGet() + ':';
        links.put(prefix, confirmed);
        return prefix;
    }

    void forget(String prefix) {
        links.remove(prefix);
    }
}
