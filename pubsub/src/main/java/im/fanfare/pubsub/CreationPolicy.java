package im.fanfare.pubsub;

import java.util.Set;

/**
 * Who may create nodes, besides the service itself: XEP-0060 §8.1.1 leaves it to the service.
 *
 * @param domains whose users may, with all their subdomains; {@code *} means everyone; where it is empty, the users of
 *     the domain that the service is a subdomain of
 * @param jids bare JIDs that may besides
 */
public record CreationPolicy(Set<String> domains, Set<Jid> jids) {
    public CreationPolicy {
        domains = Set.copyOf(domains);
        jids = Set.copyOf(jids);
    }

    public boolean admits(Jid requester, String service) {
        boolean isService = requester.local().isEmpty() && requester.domain().equals(service);
        if (isService || jids.contains(requester.bare()) || domains.contains("*")) {
            return true;
        }
        if (!domains.isEmpty()) {
            return domains.stream().anyMatch(domain -> isWithin(requester.domain(), domain));
        }
        int dot = service.indexOf('.');
        return isWithin(requester.domain(), dot < 0 ? service : service.substring(dot + 1));
    }

    private static boolean isWithin(String domain, String parent) {
        return domain.equals(parent) || domain.endsWith('.' + parent);
    }
}
