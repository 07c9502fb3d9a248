package im.fanfare.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A directory of {@code k8s/} that kustomize can render. */
enum Overlay {
    LOCAL("overlays/local"),
    PRODUCTION("overlays/production"),
    PRODUCTION_KEDA("overlays/production-keda"),
    PRODUCTION_TLS("overlays/production-tls"),
    PRODUCTION_TRACING("overlays/production-tracing"),
    STORES("stores");

    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    private final String directory;
    private List<JsonNode> objects = List.of();

    Overlay(String directory) {
        this.directory = directory;
    }

    /** What would be applied, an object each. */
    synchronized List<JsonNode> objects() {
        if (objects.isEmpty()) {
            objects = rendered();
        }
        return objects;
    }

    private List<JsonNode> rendered() {
        try {
            Process kustomize = new ProcessBuilder(
                            ROOT.resolve(".ci/kustomize").toString(),
                            ROOT.resolve("k8s").resolve(directory).toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(kustomize.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (kustomize.waitFor() != 0) {
                throw new AssertionError(directory + " cannot be rendered:\n" + output);
            }
            return new YAMLMapper()
                    .readerFor(JsonNode.class)
                    .<JsonNode>readValues(output)
                    .readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path k8s() {
        return ROOT.resolve("k8s");
    }
}
