package im.fanfare.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One Kafka and one Cassandra for all tests of a JVM: each is started when first asked for, and ends with the JVM.
 *
 * <p>They are shared, so a test takes topics and keyspaces under names of its own. A test that kills servers starts its
 * own.
 */
public final class Servers {
    private Servers() {}

    public static EmbeddedKafka kafka() {
        return SharedKafka.INSTANCE;
    }

    public static EmbeddedCassandra cassandra() {
        return SharedCassandra.INSTANCE;
    }

    // Classes are initialised once, and only when used: that is all the machinery "lazily, one" takes.
    private static final class SharedKafka {
        private static final EmbeddedKafka INSTANCE = start();

        private static EmbeddedKafka start() {
            var kafka = new EmbeddedKafka(Home.careless());
            closeAtEnd(kafka::close);
            try {
                return kafka.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class SharedCassandra {
        private static final EmbeddedCassandra INSTANCE = start();

        private static EmbeddedCassandra start() {
            var cassandra = new EmbeddedCassandra(Home.careless());
            closeAtEnd(cassandra::close);
            try {
                return cassandra.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void closeAtEnd(Runnable close) {
        Runtime.getRuntime().addShutdownHook(new Thread(close, "close"));
    }
}
