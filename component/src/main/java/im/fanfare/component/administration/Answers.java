package im.fanfare.component.administration;

import java.util.List;

/** What an operator is shown line by line. */
final class Answers {
    /** @param lacks also where the member did not answer */
    record MemberLine(
            String member,
            String status,
            boolean reachable,
            boolean ready,
            List<String> lacks,
            long nodesAwake,
            long publicationBacklog,
            long deliveryBacklog) {}

    record LinkLine(
            String member,
            String service,
            String hostServer,
            String mode,
            String state,
            long waiting,
            long unconfirmed) {}

    static List<MemberLine> members(List<MemberState> members) {
        return members.stream().map(Answers::line).toList();
    }

    private static MemberLine line(MemberState member) {
        List<String> lacks = member.report().map(MemberReport::lacks).orElse(List.of("it does not answer"));
        return new MemberLine(
                member.member(),
                member.status(),
                member.reachable(),
                lacks.isEmpty(),
                lacks,
                member.report().map(MemberReport::nodesAwake).orElse(0L),
                member.report().map(MemberReport::publicationBacklog).orElse(0L),
                member.report().map(MemberReport::deliveryBacklog).orElse(0L));
    }

    static List<LinkLine> links(List<MemberState> members) {
        return members.stream()
                .flatMap(member -> member.report().stream())
                .flatMap(report -> report.links().stream().map(link -> line(report, link)))
                .toList();
    }

    private static LinkLine line(MemberReport member, LinkReport link) {
        return new LinkLine(
                member.member(),
                link.service(),
                link.hostServer(),
                link.mode(),
                link.state(),
                link.waiting(),
                link.unconfirmed());
    }

    private Answers() {}
}
