package im.fanfare.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a fault came to. Times are in seconds from its beginning.
 *
 * @param lasted until what had gone was back
 * @param silence the longest that a node had no publish acknowledged
 * @param recovered until later publications were told to all, and all of before as well
 * @param unanswered publishes that nothing was said to
 * @param toldToWait publishes that may be asked again
 * @param fenced commits that were kept from happening, as another member had taken the node over
 * @param findings of everything published around it
 * @param mostRepeats that it may have cost
 * @param broke why it did not recover, or what was refused for good
 */
record Outcome(
        Fault fault,
        double lasted,
        double silence,
        double recovered,
        long acknowledged,
        long unanswered,
        long toldToWait,
        long fenced,
        Findings findings,
        long mostRepeats,
        Optional<String> broke) {
    private static final List<String> HEAD = List.of(
            "fault",
            "lasted",
            "no acknowledgement for",
            "recovered after",
            "acknowledged",
            "told to wait",
            "no answer",
            "notifications",
            "missing",
            "out of order",
            "otherwise wrong",
            "repeated",
            "at most",
            "fenced off",
            "promises");

    private static final Set<String> WORDS = Set.of("fault", "promises");

    boolean isKept() {
        return broke.isEmpty() && findings.isCleanButForRepeats() && findings.repeated() <= mostRepeats && isAnswered();
    }

    private boolean isAnswered() {
        return fault.answers() == Fault.Answers.SOME || unanswered == 0;
    }

    static String table(List<Outcome> outcomes) {
        return Table.of(
                HEAD,
                Set.copyOf(HEAD.stream().filter(head -> !WORDS.contains(head)).toList()),
                outcomes.stream().map(Outcome::cells).toList());
    }

    /** By itself. */
    String brief() {
        return "    recovered after %s, no acknowledgement for %s, %d told to wait, %d not answered; %s%s%s"
                .formatted(
                        seconds(recovered),
                        seconds(silence),
                        toldToWait,
                        unanswered,
                        findings,
                        broke.map(why -> "; " + why).orElse(""),
                        isKept() ? "" : "; BROKEN");
    }

    Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("fault", fault.name());
        content.put("what", fault.what());
        content.put("kept", isKept());
        broke.ifPresent(why -> content.put("broke", why));
        content.put("lastedSeconds", lasted);
        content.put("noAcknowledgementSeconds", silence);
        content.put("recoveredSeconds", recovered);
        content.put("acknowledged", acknowledged);
        content.put("unanswered", unanswered);
        content.put("toldToWait", toldToWait);
        content.put("fenced", fenced);
        content.put("mostRepeats", mostRepeats);
        content.put("findings", findings.content());
        return content;
    }

    private List<String> cells() {
        return List.of(
                fault.name(),
                seconds(lasted),
                seconds(silence),
                seconds(recovered),
                count(acknowledged),
                count(toldToWait),
                count(unanswered),
                count(findings.notifications()),
                count(findings.missing()),
                count(findings.reordered()),
                count(findings.damaged() + findings.ambiguous() + findings.stray()),
                count(findings.repeated()),
                count(mostRepeats),
                count(fenced),
                isKept() ? "kept" : "BROKEN");
    }

    private static String seconds(double seconds) {
        return Double.isNaN(seconds) ? "–" : String.format(Locale.ROOT, "%.1f s", seconds);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
