package im.fanfare.embedded.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker that is its own KRaft controller.
 *
 * <p>Arguments: the broker's properties file, and a file to create once the broker takes records. Kafka's own main
 * class has no such sign, and wants the storage formatted by another program first.
 */
public final class KafkaMain {
    private KafkaMain() {}

    public static void main(String[] args) throws Exception {
        var settings = read(Path.of(args[0]));
        format(Path.of(settings.getProperty("log.dirs")), settings);

        var broker = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(broker), "stop"));
        broker.startup(); // returns once the broker is unfenced
        Files.createFile(Path.of(args[1]));
        broker.awaitShutdown();
    }

    private static Properties read(Path file) throws IOException {
        var settings = new Properties();
        try (var text = Files.newBufferedReader(file)) {
            settings.load(text);
        }
        return settings;
    }

    private static void format(Path logs, Properties settings) throws Exception {
        Files.createDirectories(logs);
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
                .setUnstableFeatureVersionsEnabled(false)
                .setIgnoreFormatted(true)
                .setControllerListenerName(settings.getProperty("controller.listener.names"))
                .setMetadataLogDirectory(logs.toString())
                .setDirectories(List.of(logs.toString()))
                .run();
    }

    private static void stop(KafkaRaftServer broker) {
        broker.shutdown();
        broker.awaitShutdown();
    }
}
