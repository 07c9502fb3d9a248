package im.fanfare.fanout;

import im.fanfare.schema.Span;

/** A {@link Passage} in two spans: until it is written, and from then on until the barrier behind it is back. */
final class FollowedPassage implements Passage {
    private final Span page;
    private final String link;
    private Span part;

    FollowedPassage(Span page, String link) {
        this.page = page;
        this.link = link;
        this.part = page.child("outbox").set("fanfare.link", link);
    }

    @Override
    public void leaves() {
        part.end();
        part = page.call("barrier").set("fanfare.link", link);
    }

    @Override
    public void taken() {
        part.end();
    }

    @Override
    public void givenUp() {
        part.failed("given up");
        part.end();
    }
}
