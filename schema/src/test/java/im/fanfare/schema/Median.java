package im.fanfare.schema;

import java.util.Arrays;

/** How long something takes, once it is warm. */
public final class Median {
    private static final int TIMES = 41;

    /** One time of several. */
    public interface Step {
        /** @param number counted from 0 */
        void run(int number);
    }

    /** In milliseconds. */
    public static double of(Step step) {
        long[] nanos = new long[TIMES];
        for (int i = 0; i < nanos.length; i++) {
            long began = System.nanoTime();
            step.run(i);
            nanos[i] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e6;
    }

    private Median() {}
}
