package im.fanfare.gatling;

import im.fanfare.gatling.simulation.Celebrity;
import im.fanfare.gatling.simulation.EndToEnd;
import im.fanfare.gatling.simulation.Knee;
import im.fanfare.gatling.simulation.LastOfMany;
import im.fanfare.gatling.simulation.LaunchDay;
import im.fanfare.gatling.simulation.MixedDay;
import im.fanfare.gatling.simulation.Morning;
import im.fanfare.gatling.simulation.Reconnect;
import im.fanfare.gatling.simulation.SlowHost;
import io.gatling.javaapi.core.Simulation;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be asked. Its words and its sizes are in {@code load.conf}, under its name. */
enum Question {
    LAST(LastOfMany.class),
    KNEE(Knee.class),
    LAUNCH_DAY(LaunchDay.class),
    MORNING(Morning.class),
    CELEBRITY(Celebrity.class),
    MIXED(MixedDay.class),
    SLOW(SlowHost.class),
    RECONNECT(Reconnect.class),
    END_TO_END(EndToEnd.class),
    PEERS(EndToEnd.class);

    private final Class<? extends Simulation> simulation;

    Question(Class<? extends Simulation> simulation) {
        this.simulation = simulation;
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    static Question named(String name) {
        return Arrays.stream(values())
                .filter(question -> question.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no simulation " + name + ", only "
                        + Arrays.stream(values()).map(Question::toString).collect(Collectors.joining(", ")) + "."));
    }

    Class<? extends Simulation> simulation() {
        return simulation;
    }

    /** Whether Gatling plays the host server; otherwise there is a real one. */
    boolean isPlayed() {
        return simulation != EndToEnd.class;
    }

    /** As the user writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
