package im.fanfare.fanout;

/** How {@link Frames} pass through one link, for whoever follows them. One call after the other, by any threads. */
public interface Passage {
    /** Which nobody follows. */
    Passage UNSEEN = new Passage() {
        @Override
        public void leaves() {}

        @Override
        public void taken() {}

        @Override
        public void givenUp() {}
    };

    /** The last of them is about to be written; after a fault, once more. */
    void leaves();

    /** The host server has taken all of them. */
    void taken();

    /** It will not take them by this link. */
    void givenUp();
}
