package im.fanfare.load;

import java.io.IOException;

/**
 * What goes before a measurement of something lasting: for the first minute or two the compilers of three JVMs take more of
 * the machine than what is measured does, as they never do again while a service runs.
 */
final class WarmUp {
    private static final int STEADY_ROUNDS = 2;
    private static final double GROWING = 1.05;
    private static final int MOST_ROUNDS = 15;
    private static final int FEW_ROUNDS = 2;

    /** As long as what will be measured. */
    interface Round {
        /** Returns how much it did in a second. */
        double rate() throws IOException, InterruptedException;
    }

    /**
     * Returns once the rate has stopped growing, or it takes too long for what is measured.
     *
     * @param seconds of a round
     */
    static void by(int seconds, Round round) throws IOException, InterruptedException {
        double best = 0;
        int since = 0; // rounds that were hardly better
        for (int number = 0; number < Math.min(MOST_ROUNDS, FEW_ROUNDS + seconds) && since < STEADY_ROUNDS; number++) {
            double rate = round.rate();
            since = rate < best * GROWING ? since + 1 : 0;
            best = Math.max(best, rate);
        }
    }

    private WarmUp() {}
}
