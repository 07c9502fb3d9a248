package im.fanfare.component.link;

import im.fanfare.stanza.XmlElement;

/** Takes what the host server sends. */
public interface StanzaHandler {
    /**
     * Takes one iq, message or presence. Called on the link's reader thread, in the order of the stream: it must not
     * block, since a host server ends a stream that is not read.
     *
     * @param link the link it came in on, which its answer has to take
     */
    void handle(Link link, XmlElement stanza);
}
