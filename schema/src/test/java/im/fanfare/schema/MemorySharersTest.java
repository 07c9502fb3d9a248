package im.fanfare.schema;

class MemorySharersTest implements SharersContract {
    private final Sharers sharers = new MemorySharers();

    @Override
    public Sharers sharers() {
        return sharers;
    }
}
