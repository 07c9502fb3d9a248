package im.fanfare.gatling;

import im.fanfare.load.Command;
import im.fanfare.load.Terminal;
import java.util.List;

/**
 * The command {@code load-tests/run}: starts what there is no target for, has Gatling ask the question, and says the
 * answer.
 *
 * <p>The exit status is 0 if every assertion of the simulation held; 1 if not, or if it broke off.
 */
public final class LoadTest {
    private static final int USAGE = 64;

    private LoadTest() {}

    public static void main(String[] arguments) {
        Terminal terminal = Terminal.standard();
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            terminal.line(e.getMessage() + " load-tests/run --help lists the options.");
            System.exit(USAGE);
            return;
        }
        System.exit(run(Context.of(options, terminal)));
    }

    /** Returns the exit status; what it has started ends before. */
    static int run(Context context) {
        Question question = context.options().question();
        context.terminal().line(question + ": " + context.options().settings().getString("question"));
        Command.Work work = switch (question) {
            case END_TO_END -> new RealTest(context)::measure;
            case PEERS -> new PeersTest(context)::measure;
            case LAST, KNEE, LAUNCH_DAY, MORNING, CELEBRITY, MIXED, SLOW, RECONNECT -> new HubTest(context)::measure;
        };
        return context.life().run(work);
    }
}
