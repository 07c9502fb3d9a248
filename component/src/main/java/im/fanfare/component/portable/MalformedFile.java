package im.fanfare.component.portable;

/** What was given is no file of nodes, or is cut off. */
public final class MalformedFile extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedFile(String why) {
        super(why);
    }
}
