package im.fanfare.component.administration;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where a member is administered.
 *
 * @param token what who asks has to know; absent: nothing, and only this machine may ask
 */
public record AdministrationConfig(InetSocketAddress address, Optional<String> token) {
    private static final int LEAST_CHARACTERS = 16;

    public AdministrationConfig {
        if (token.isEmpty() && !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("others than this machine reach " + address.getHostString()
                    + ", which needs a token, FANFARE_ADMIN_TOKEN");
        }
        if (token.filter(text ->
                        text.length() < LEAST_CHARACTERS || !text.chars().allMatch(c -> c > ' ' && c < 127))
                .isPresent()) {
            throw new IllegalArgumentException(
                    "the token needs " + LEAST_CHARACTERS + " characters or more, of ASCII and without spaces");
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "AdministrationConfig[" + address + ']';
    }
}
