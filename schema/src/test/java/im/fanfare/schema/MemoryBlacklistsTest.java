package im.fanfare.schema;

class MemoryBlacklistsTest implements BlacklistsContract {
    private final Blacklists blacklists = new MemoryBlacklists();

    @Override
    public Blacklists blacklists() {
        return blacklists;
    }
}
