package im.fanfare.load;

import java.io.IOException;

/**
 * Something that goes wrong, and what it may cost.
 *
 * @param what happens, for the reader of the table
 * @param repeats how many notifications may come twice for it: windows, as {@link Site#windows()} says how large they are
 * @param answers whether publishers may be left without an answer meanwhile
 * @param befall makes it happen, and returns when it is over
 * @param mend brings back what the others had to recover without
 */
record Fault(String name, String what, Repeats repeats, Answers answers, Act befall, Act mend) {
    /** What is done to the site. */
    @FunctionalInterface
    interface Act {
        void on(Site site) throws IOException, InterruptedException;
    }

    /** Windows of links that break, and of members that are gone before they could commit. */
    record Repeats(int links, int members) {
        static final Repeats NONE = new Repeats(0, 0);

        long bound(Site.Windows windows) {
            return (long) links * windows.link() + (long) members * windows.member();
        }
    }

    /** What publishers can count on. */
    enum Answers {
        /** Each publish is answered: acknowledged, or told to wait. */
        ALL,
        /** What was under way where something broke is not: whether it has happened will be seen. */
        SOME
    }

    static Fault of(String name, String what, Repeats repeats, Act befall) {
        return new Fault(name, what, repeats, Answers.SOME, befall, site -> {});
    }

    /** Something is gone, and comes back only when the others have recovered from that. */
    static Fault ofLoss(String name, String what, Repeats repeats, Act befall, Act mend) {
        return new Fault(name, what, repeats, Answers.SOME, befall, mend);
    }

    /** What operators do on purpose: it costs nobody anything but time. */
    static Fault inGoodOrder(String name, String what, Act befall, Act mend) {
        return new Fault(name, what, Repeats.NONE, Answers.ALL, befall, mend);
    }
}
