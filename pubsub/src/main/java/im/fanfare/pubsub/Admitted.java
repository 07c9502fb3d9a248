package im.fanfare.pubsub;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who had access to a node, for when nobody can be asked any more: XEP-0060 §4.5.
 *
 * @param allBut whether everybody had it but these; otherwise nobody but these
 * @param jids bare
 */
public record Admitted(boolean allBut, Set<Jid> jids) {
    /** Nobody, or nobody of whom it is known. */
    public static final Admitted NOBODY = new Admitted(false, Set.of());

    public Admitted {
        jids = Set.copyOf(jids);
    }

    /**
     * By what they are to the node. Who has it by a subscription that an owner approved is told by that one.
     *
     * @param affiliations all that there are
     */
    public static Admitted by(AccessModel model, Map<Jid, Affiliation> affiliations) {
        boolean open = model == AccessModel.OPEN;
        return new Admitted(
                open,
                affiliations.entrySet().stream()
                        .filter(each -> open != isAdmitted(model, each.getValue()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }

    private static boolean isAdmitted(AccessModel model, Affiliation affiliation) {
        return Access.refusal(model, affiliation).isEmpty() && model.admits(affiliation);
    }

    public boolean includes(Jid jid) {
        return jids.contains(jid) != allBut;
    }
}
