package im.fanfare.gatling.websocket;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.spec.KeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The client's side of SCRAM-SHA-1 without channel binding: RFC 5802 §3.
 *
 * @param user in ASCII, without {@code =} and {@code ,}
 * @param nonce the client's
 */
record Scram(String user, String password, String nonce) {
    private static final String GS2 = "n,,";
    private static final int KEY_BITS = 160;
    private static final String HMAC = "HmacSHA1";

    /** What a password comes to, with a salt and so many rounds: thousands of users share it, and it is meant to be dear. */
    private static final Map<String, byte[]> SALTED = new ConcurrentHashMap<>();

    /** What the client answers, and what the server has to say to prove that it knows the password as well. */
    record Final(String message, String serverSignature) {}

    String first() {
        return GS2 + firstBare();
    }

    /** @throws IllegalArgumentException if that is no answer to {@link #first} */
    Final last(String serverFirst) {
        Map<String, String> fields = Arrays.stream(serverFirst.split(",", -1))
                .filter(field -> field.length() > 1 && field.charAt(1) == '=')
                .collect(Collectors.toMap(field -> field.substring(0, 1), field -> field.substring(2)));
        String serverNonce = fields.getOrDefault("r", "");
        if (!serverNonce.startsWith(nonce) || !fields.containsKey("s") || !fields.containsKey("i")) {
            throw new IllegalArgumentException("no answer to our first message: " + serverFirst);
        }
        String withoutProof = "c=" + base64(bytes(GS2)) + ",r=" + serverNonce;
        byte[] auth = bytes(firstBare() + ',' + serverFirst + ',' + withoutProof);
        try {
            byte[] salted = salted(fields.getOrDefault("s", ""), Integer.parseInt(fields.getOrDefault("i", "")));
            byte[] clientKey = hmac(salted, bytes("Client Key"));
            byte[] signature = hmac(MessageDigest.getInstance("SHA-1").digest(clientKey), auth);
            for (int i = 0; i < clientKey.length; i++) {
                clientKey[i] ^= signature[i];
            }
            byte[] server = hmac(hmac(salted, bytes("Server Key")), auth);
            return new Final(withoutProof + ",p=" + base64(clientKey), "v=" + base64(server));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private String firstBare() {
        return "n=" + user + ",r=" + nonce;
    }

    private byte[] salted(String salt, int rounds) {
        return SALTED.computeIfAbsent(password + ' ' + salt + ' ' + rounds, unknown -> {
            KeySpec key =
                    new PBEKeySpec(password.toCharArray(), Base64.getDecoder().decode(salt), rounds, KEY_BITS);
            try {
                return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1")
                        .generateSecret(key)
                        .getEncoded();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has SHA-1", e);
            }
        });
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(key, HMAC));
        return mac.doFinal(message);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
