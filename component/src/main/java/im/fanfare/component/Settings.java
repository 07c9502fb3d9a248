package im.fanfare.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One section of the configuration, read value by value. A wrong value ends in an {@link IllegalArgumentException} whose
 * message names the variable and the key, the value and what is allowed.
 */
final class Settings {
    private final Config config;
    private final String section;

    /** Where the values come from that the section does not have. */
    private final String usual;

    Settings(Config config, String section) {
        this(config, section, section);
    }

    private Settings(Config config, String section, String usual) {
        this.config = config;
        this.section = section;
        this.usual = usual;
    }

    Settings section(String name) {
        return new Settings(config.getConfig(name), section + '.' + name);
    }

    /** @param usual the section that says what an entry does not */
    List<Settings> list(String name, String usual) {
        try {
            return config.getConfigList(name).stream()
                    .map(entry -> new Settings(
                            entry.withFallback(config.getConfig(usual)), section + '.' + name, section + '.' + usual))
                    .toList();
        } catch (ConfigException.WrongType wrong) {
            throw wrong(name, "a list of sections");
        }
    }

    /** May be empty. */
    String text(String key) {
        try {
            return config.getString(key).trim();
        } catch (ConfigException.WrongType wrong) {
            throw wrong(key, "text");
        }
    }

    Optional<String> optional(String key) {
        return Optional.of(text(key)).filter(text -> !text.isEmpty());
    }

    String required(String key) {
        return optional(key).orElseThrow(() -> wrong(key, "something"));
    }

    /** A value that must not be shown. */
    String secret(String key) {
        String value = text(key);
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name(key) + " is empty, needs a value");
        }
        return value;
    }

    int number(String key, int least, int most) {
        try {
            int number = config.getInt(key);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (ConfigException.WrongType wrong) {
            // said below
        }
        throw wrong(key, "a whole number from " + least + " to " + most);
    }

    /** With a unit, as {@code 1 hour}. */
    Duration duration(String key, Duration least, Duration most) {
        try {
            Duration duration = config.getDuration(key);
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return duration;
            }
        } catch (ConfigException.WrongType | ConfigException.BadValue wrong) {
            // said below
        }
        throw wrong(key, "a time from " + least.toSeconds() + " s to " + most.toDays() + " d");
    }

    boolean flag(String key) {
        try {
            return config.getBoolean(key);
        } catch (ConfigException.WrongType wrong) {
            throw wrong(key, "true or false");
        }
    }

    <E extends Enum<E>> E word(String key, Class<E> words) {
        String text = text(key);
        for (E word : words.getEnumConstants()) {
            if (word.name().equalsIgnoreCase(text)) {
                return word;
            }
        }
        throw wrong(
                key,
                "one of "
                        + String.join(
                                ", ",
                                Arrays.stream(words.getEnumConstants())
                                        .map(word -> word.name().toLowerCase(java.util.Locale.ROOT))
                                        .toList()));
    }

    /** Separated by commas; may be empty. */
    List<String> words(String key) {
        return Arrays.stream(text(key).split(",", -1))
                .map(String::trim)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** host:port, separated by commas. */
    List<InetSocketAddress> addresses(String key) {
        return words(key).stream().map(word -> address(key, word)).toList();
    }

    private InetSocketAddress address(String key, String word) {
        int colon = word.lastIndexOf(':');
        try {
            String host = word.substring(0, Math.max(colon, 0));
            int port = Integer.parseInt(word.substring(colon + 1));
            if (!host.isEmpty() && port > 0 && port < 65_536) {
                // Looked up when it is used: the name may get its address later.
                return InetSocketAddress.createUnresolved(host, port);
            }
        } catch (NumberFormatException noPort) {
            // said below
        }
        throw wrong(key, "host:port, or several separated by commas");
    }

    IllegalArgumentException wrong(String key, String allowed) {
        ConfigValue value = config.getValue(key);
        return new IllegalArgumentException(name(key) + " is " + value.render() + ", needs " + allowed);
    }

    private String name(String key) {
        String variable = Variables.of(usual + '.' + key);
        return variable.isEmpty() ? section + '.' + key : variable + " (" + section + '.' + key + ')';
    }
}
