package im.fanfare.gatling.websocket;

/**
 * Who logs in, and how.
 *
 * @param user the local part; not asked for where nobody has an account
 */
public record Account(String user, String password, String domain, Mechanism mechanism) {
    /** SASL mechanisms. */
    public enum Mechanism {
        PLAIN("PLAIN", "plain"),
        SCRAM_SHA_1("SCRAM-SHA-1", "scram"),
        ANONYMOUS("ANONYMOUS", "anonymous");

        private final String wire;
        private final String setting;

        Mechanism(String wire, String setting) {
            this.wire = wire;
            this.setting = setting;
        }

        /** The key under which a simulation's settings say how many log in so. */
        public String setting() {
            return setting;
        }

        /** As its specification spells it. */
        @Override
        public String toString() {
            return wire;
        }
    }
}
