package im.fanfare.pubsub;

import java.util.Optional;

/**
 * The node that another links to, or that is its parent: XEP-0496 §4.
 *
 * @param name of a node of the same service
 * @param instance which of that node's lives: a later one of its name is another node
 */
public record Relative(String name, long instance) {
    public static Relative of(NodeState node) {
        return new Relative(node.id().name(), node.instance());
    }

    /** As it stands in a configuration: {@link #word}. */
    static Optional<Relative> parse(String word) {
        int space = word.indexOf(' ');
        boolean isWord = space > 0
                && space <= 18
                && space < word.length() - 1
                && word.chars().limit(space).allMatch(c -> c >= '0' && c <= '9');
        return isWord
                ? Optional.of(new Relative(word.substring(space + 1), Long.parseLong(word.substring(0, space))))
                : Optional.empty();
    }

    /** Its life and its name, for {@link ConfigField#LINK} and {@link ConfigField#PARENT}. */
    public String word() {
        return instance + " " + name;
    }

    /** Whether it is this life of that node. */
    public boolean is(NodeState node) {
        return equals(of(node));
    }
}
