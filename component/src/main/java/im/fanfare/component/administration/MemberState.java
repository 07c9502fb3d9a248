package im.fanfare.component.administration;

import java.util.Optional;

/**
 * A member, as the cluster knows it and as it says itself.
 *
 * @param member host:port
 * @param status the cluster's word for it: {@code joining}, {@code up}, {@code leaving} …
 * @param reachable whether the members hear from it
 * @param report absent where it did not answer
 */
public record MemberState(String member, String status, boolean reachable, Optional<MemberReport> report) {}
