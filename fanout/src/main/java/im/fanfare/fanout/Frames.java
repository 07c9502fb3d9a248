package im.fanfare.fanout;

import java.util.Optional;

/**
 * Stanzas to be written, one after another, as bytes. Nothing is put together before its turn has come, so a million
 * waiting stanzas cost no more than the addresses they go to.
 */
public interface Frames {
    /** How many stanzas at most; some may turn out to be nobody's. */
    int size();

    /**
     * Writes one stanza, whole or not at all.
     *
     * @return the number of bytes written; 0 where this stanza is not to be sent; -1 where there is no room for it
     */
    int write(int index, byte[] into, int at);

    /** Tells recipients apart: the same for the same bare JID, so that one subscriber's stanzas take one link. */
    int recipient(int index);

    /**
     * Whether the recipient's JID has this domain. Only those who know their recipients can say so; others are nobody's.
     *
     * @param domain in UTF-8, as JIDs spell it
     */
    default boolean isAt(int index, byte[] domain) {
        return false;
    }

    /** What is around the address, where the stanzas of these frames differ in nothing else: one may then go to many. */
    default Optional<Text> text() {
        return Optional.empty();
    }

    /** Writes the address that stands between the two pieces of {@link #text}; returns as {@link #write}. */
    default int writeAddress(int index, byte[] into, int at) {
        return 0;
    }

    /**
     * They are offered to a link.
     *
     * @param link what that is called
     */
    default Passage passage(String link) {
        return Passage.UNSEEN;
    }

    /**
     * A message without its address.
     *
     * @param before up to the address, which is the value of {@code to}
     * @param behind from the quote on, to the end tag
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Text(byte[] before, byte[] behind) {}
}
