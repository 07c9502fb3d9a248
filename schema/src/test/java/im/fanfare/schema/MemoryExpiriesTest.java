package im.fanfare.schema;

class MemoryExpiriesTest implements ExpiriesContract {
    private final Expiries expiries = new MemoryExpiries();

    @Override
    public Expiries expiries() {
        return expiries;
    }
}
