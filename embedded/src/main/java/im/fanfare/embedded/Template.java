package im.fanfare.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A configuration file beside this class, in which {@code @NAME@} stands for what differs from run to run. */
final class Template {
    private final String text;

    private Template(String text) {
        this.text = text;
    }

    static Template named(String resource) throws IOException {
        try (var stream = Template.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IOException("no resource " + resource);
            }
            return new Template(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    String text() {
        return text;
    }

    /** With these lines behind it. */
    Template and(String more) {
        return new Template(text + more);
    }

    void write(Path file, Map<String, ?> values) throws IOException {
        var filled = text;
        for (var value : values.entrySet()) {
            filled = filled.replace("@" + value.getKey() + "@", value.getValue().toString());
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, filled);
    }
}
