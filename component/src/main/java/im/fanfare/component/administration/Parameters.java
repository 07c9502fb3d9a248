package im.fanfare.component.administration;

import im.fanfare.component.administration.Refusal.Reason;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a request says behind its path. */
final class Parameters {
    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    /** @param known those that there are; another is a slip of who asks, who would wonder what became of it */
    static Parameters of(URI uri, Set<String> known) throws Refusal {
        Map<String, String> values = new HashMap<>();
        String query = Optional.ofNullable(uri.getRawQuery()).orElse("");
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            if (!known.contains(name)) {
                throw new Refusal(Reason.WRONG, "there is no parameter " + name + " here");
            }
            if (values.put(name, value) != null) {
                throw new Refusal(Reason.WRONG, "the parameter " + name + " is there twice");
            }
        }
        return new Parameters(values);
    }

    private static String decoded(String text) throws Refusal {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException spellsNothing) {
            throw new Refusal(Reason.WRONG, "not to be decoded: " + text);
        }
    }

    Optional<String> optional(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    String required(String name) throws Refusal {
        return optional(name).orElseThrow(() -> new Refusal(Reason.WRONG, "the parameter " + name + " is missing"));
    }

    boolean flag(String name) throws Refusal {
        String value = optional(name).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new Refusal(Reason.WRONG, "the parameter " + name + " is true or false, not " + value);
        }
        return value.equals("true");
    }
}
