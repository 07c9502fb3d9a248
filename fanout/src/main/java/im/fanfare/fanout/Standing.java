package im.fanfare.fanout;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a commit says of the {@link Division} it was made under, so that after a change of the configuration the lanes take
 * over from one another without a gap: {@link Beginning}.
 *
 * @param division its id
 * @param before the id of the division before it
 * @param audience whom the lane tells
 * @param leftAt up to where the lane told those whom it tells no longer, if the change to this division left any
 * @param others the lanes there are besides the first
 * @param gone the lanes there were before this division and are no more
 */
record Standing(
        String division, String before, String audience, OptionalLong leftAt, Set<String> others, Set<String> gone) {
    /** Of one lane for everybody, where there never was another. */
    static final Standing ALONE = new Standing("", "", "", OptionalLong.empty(), Set.of(), Set.of());

    /** Tells our text from that of {@link SourcePositions}, which stands alone where there is one lane. */
    private static final String FORM = "2;";

    private static final int FIELDS = 6;
    private static final int BASE = Character.MAX_RADIX;

    Standing {
        others = Set.copyOf(others);
        gone = Set.copyOf(gone);
    }

    Standing withLeftAt(long offset) {
        return new Standing(division, before, audience, OptionalLong.of(offset), others, gone);
    }

    /** What goes before the positions. */
    String write() {
        if (equals(ALONE)) {
            return "";
        }
        return FORM + String.join(";", division, before, audience, number(leftAt), words(others), words(gone)) + ';';
    }

    private static String number(OptionalLong offset) {
        return offset.isPresent() ? Long.toString(offset.getAsLong(), BASE) : "";
    }

    private static String words(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(" "));
    }

    /** A standing, and the text behind it. */
    record Parsed(Standing standing, String rest) {}

    /** What {@link #write} wrote. Nothing where the text is not of that form. */
    static Optional<Parsed> parse(String text) {
        if (!text.startsWith(FORM)) {
            return Optional.of(new Parsed(ALONE, text));
        }
        String[] fields = text.substring(FORM.length()).split(";", FIELDS + 1);
        if (fields.length <= FIELDS) {
            return Optional.empty();
        }
        try {
            Standing standing = new Standing(
                    fields[0], fields[1], fields[2], offset(fields[3]), names(fields[4]), names(fields[5]));
            return Optional.of(new Parsed(standing, fields[FIELDS]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static OptionalLong offset(String number) {
        return number.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(number, BASE));
    }

    private static Set<String> names(String words) {
        return words.isEmpty() ? Set.of() : Set.of(words.split(" ", -1));
    }
}
