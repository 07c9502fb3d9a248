package im.fanfare.component;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which environment variables set a key, as our own configuration file has them beside it. */
final class Variables {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\?([A-Z_]+)}");

    /** Those of a key, with {@code or} between them; empty where it has none. */
    static String of(String key) {
        Optional<ConfigValue> value =
                Optional.of(ConfigFactory.parseResources("fanfare.conf").root());
        for (String part : key.split("\\.", -1)) {
            value = value.filter(ConfigObject.class::isInstance).map(section -> ((ConfigObject) section).get(part));
        }
        return value.map(found -> found.render(ConfigRenderOptions.concise())).stream()
                .flatMap(written -> VARIABLE.matcher(written).results())
                .map(found -> found.group(1))
                .distinct()
                .collect(Collectors.joining(" or "));
    }

    private Variables() {}
}
