package im.fanfare.quickstart;

/** A user of the host server; on loopback the password may be as simple as the name. */
record Account(String user, String password) {
    static Account named(String user) {
        return new Account(user, user);
    }
}
