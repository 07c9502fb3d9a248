package im.fanfare.component.administration;

/**
 * A member's way to a host server, for one service.
 *
 * @param mode {@code shared} or {@code each}
 * @param state {@code up}, {@code connecting}, {@code refused}, {@code suspended} or {@code closed}, of several connections
 *     that of one which is not up; {@code elsewhere} where another member holds the link and it is up, {@code down} where
 *     it is not
 * @param waiting stanzas that wait here to be written
 * @param unconfirmed stanzas that were written and that the host server has not confirmed
 */
public record LinkReport(
        String service, String hostServer, String mode, String state, long waiting, long unconfirmed) {}
