package im.fanfare.gatling;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import im.fanfare.gatling.hub.Hub;
import im.fanfare.gatling.report.Latencies;
import im.fanfare.gatling.report.Metrics;
import im.fanfare.gatling.report.Timeline;
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
    private final Latencies latencies;
    private final Optional<Hub> hub;
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

    Run(
            Question question,
            Config settings,
            Latencies latencies,
            Optional<Hub> hub,
            Metrics metrics,
            Terminal terminal) {
        this.question = question;
        this.settings = settings;
        this.latencies = latencies;
        this.hub = hub;
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

    /** Of those that play the host server. */
    public Hub hub() {
        return hub.orElseThrow();
    }

    public Latencies latencies() {
        return latencies;
    }

    public Metrics metrics() {
        return metrics;
    }

    public void line(String text) {
        terminal.line(text);
    }

    /** From now on it is written down second by second. */
    public void start() {
        timeline = new Timeline(
                latencies, metrics, () -> hub.map(Hub::notifications).orElse(0L));
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

    /** Of the hub; nothing to find without one. */
    Optional<String> findings() {
        return hub.map(h -> h.findings().toString());
    }
}
