package im.fanfare.gatling;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import im.fanfare.gatling.notification.Notifying;
import im.fanfare.gatling.report.Latencies;
import im.fanfare.gatling.report.Metrics;
import im.fanfare.gatling.report.Timeline;
import im.fanfare.load.Findings;
import im.fanfare.load.Terminal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation is given, and what it answers. Gatling makes simulations itself, by their class: so they find their
 * run here, one at a time in a process.
 */
public final class Run {
    private static final AtomicReference<@Nullable Run> CURRENT = new AtomicReference<>();

    private final Question question;
    private final Config settings;
    private final Notifying protocol;
    private final Metrics metrics;
    private final Terminal terminal;
    private volatile @Nullable Timeline timeline;
    private volatile @Nullable Answer answer;

    /**
     * What a simulation has found.
     *
     * @param sentence that answers the question
     * @param picture of it, in lines
     */
    public record Answer(String sentence, String picture) {}

    Run(Question question, Config settings, Notifying protocol, Metrics metrics, Terminal terminal) {
        this.question = question;
        this.settings = settings;
        this.protocol = protocol;
        this.metrics = metrics;
        this.terminal = terminal;
    }

    public static Run current() {
        Run run = CURRENT.get();
        if (run == null) {
            throw new IllegalStateException("Simulations are run by load-tests/run.");
        }
        return run;
    }

    static void begin(Run run) {
        CURRENT.set(run);
    }

    static void end() {
        CURRENT.set(null);
    }

    /** What a simulation takes by default. */
    static Config defaults(Question question) {
        return ConfigFactory.parseResources(Run.class, "load.conf").resolve().getConfig(question.toString());
    }

    public int number(String key) {
        return settings.getInt(key);
    }

    public double fraction(String key) {
        return settings.getDouble(key);
    }

    public Config settings() {
        return settings;
    }

    /** What users are told by. */
    public <P extends Notifying> P protocol(Class<P> type) {
        return type.cast(protocol);
    }

    public Latencies latencies() {
        return protocol.notifications().latencies();
    }

    public Metrics metrics() {
        return metrics;
    }

    public void line(String text) {
        terminal.line(text);
    }

    /** From now on it is written down second by second. */
    public void start() {
        timeline = new Timeline(latencies(), metrics, protocol.notifications()::count);
    }

    /** Begun by {@link #start}. */
    public Timeline timeline() {
        Timeline begun = timeline;
        if (begun == null) {
            throw new IllegalStateException(question + " has not been started");
        }
        return begun;
    }

    public void answer(String sentence, String picture) {
        answer = new Answer(sentence, picture);
    }

    Question question() {
        return question;
    }

    Optional<Answer> answer() {
        return Optional.ofNullable(answer);
    }

    Optional<Timeline> timelineIfAny() {
        return Optional.ofNullable(timeline);
    }

    Findings findings() {
        return protocol.notifications().findings();
    }
}
