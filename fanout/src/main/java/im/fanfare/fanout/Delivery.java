package im.fanfare.fanout;

import im.fanfare.schema.Span;
import java.util.Optional;

/**
 * One notification for everyone in a page, put together only as it is written.
 *
 * <p>For whom: those who were in the page when it was offered, subscribed before {@code revision} and have not left.
 */
final class Delivery implements Frames {
    private final byte[] prefix;
    private final byte[] suffix;
    private final Page.Snapshot page;
    private final long revision;
    private final Tenure tenure;
    private final Span span;

    Delivery(byte[] prefix, byte[] suffix, Page.Snapshot page, long revision, Tenure tenure, Span span) {
        this.prefix = prefix;
        this.suffix = suffix;
        this.page = page;
        this.revision = revision;
        this.tenure = tenure;
        this.span = span;
    }

    @Override
    public int size() {
        return page.size();
    }

    @Override
    public int write(int index, byte[] into, int at) {
        if (!page.isFor(index, revision) || tenure.isOver()) {
            return 0;
        }
        int start = page.start(index);
        int address = page.end(index) - start;
        int length = prefix.length + address + suffix.length;
        if (length > into.length - at) {
            return -1;
        }
        System.arraycopy(prefix, 0, into, at, prefix.length);
        System.arraycopy(page.addresses(), start, into, at + prefix.length, address);
        System.arraycopy(suffix, 0, into, at + prefix.length + address, suffix.length);
        return length;
    }

    @Override
    public Optional<Text> text() {
        return Optional.of(new Text(prefix, suffix));
    }

    @Override
    public int writeAddress(int index, byte[] into, int at) {
        if (!page.isFor(index, revision) || tenure.isOver()) {
            return 0;
        }
        int start = page.start(index);
        int length = page.end(index) - start;
        if (length > into.length - at) {
            return -1;
        }
        System.arraycopy(page.addresses(), start, into, at, length);
        return length;
    }

    @Override
    public Passage passage(String link) {
        return span.isNone() ? Passage.UNSEEN : new FollowedPassage(span, link);
    }

    @Override
    public int recipient(int index) {
        return page.bareHash(index);
    }

    @Override
    public boolean isAt(int index, byte[] domain) {
        return page.isAt(index, domain);
    }
}
