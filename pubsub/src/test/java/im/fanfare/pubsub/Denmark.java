package im.fanfare.pubsub;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cast and the scene of the examples in XEP-0060. */
public final class Denmark {
    public static final String SERVICE = "pubsub.shakespeare.lit";
    public static final NodeId MUSINGS = new NodeId(SERVICE, "princely_musings");

    /** He owns the node. */
    public static final Jid HAMLET = Jid.parse("hamlet@denmark.lit/elsinore");

    public static final Jid FRANCISCO = Jid.parse("francisco@denmark.lit/barracks");
    public static final Jid BERNARDO = Jid.parse("bernardo@denmark.lit/elsinore");
    public static final Jid HORATIO = Jid.parse("horatio@denmark.lit/elsinore");
    public static final Jid OPHELIA = Jid.parse("ophelia@denmark.lit/chamber");
    public static final Jid POLONIUS = Jid.parse("polonius@denmark.lit/arras");
    public static final Jid BARD = Jid.parse("bard@shakespeare.lit/globe");

    public static final Instant NOW = Instant.parse("2003-12-13T18:30:02Z");

    public static final String ATOM = "http://www.w3.org/2005/Atom";
    public static final Payload ENTRY =
            new Payload(ATOM, "<entry xmlns='http://www.w3.org/2005/Atom'><title>Soliloquy</title></entry>");
    public static final ItemId SOLILOQUY = new ItemId("ae890ac52d0df67ed7cfdf51b644e901");

    /** Hamlet's node as it was created, open to all, at its seventh revision. */
    public static Scene musings() {
        NodeState state = new NodeState(
                MUSINGS,
                1_059_519_370_000_000L,
                NodeConfig.STANDARD,
                Set.of(HAMLET.bare()),
                HAMLET.bare(),
                Instant.parse("2003-07-29T22:56:10Z"));
        return Scene.of(state);
    }

    public static Scene musings(ConfigField field, String value) {
        return musings().configured(Map.of(field, value));
    }

    public static NodeCommand.Publish publish(Jid publisher) {
        return publish(publisher, Map.of());
    }

    public static NodeCommand.Publish publish(Jid publisher, Map<ConfigField, String> preconditions) {
        return new NodeCommand.Publish(
                MUSINGS, publisher, Optional.of(new NewItem(SOLILOQUY, Optional.of(ENTRY))), preconditions);
    }

    public static NodeCommand.Subscribe subscribe(Jid requester, Jid subscriber) {
        return new NodeCommand.Subscribe(MUSINGS, requester, subscriber);
    }

    private Denmark() {}
}
