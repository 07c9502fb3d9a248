package im.fanfare.schema;

class MemoryAffiliationsTest implements AffiliationsContract {
    private final Affiliations affiliations = new MemoryAffiliations();

    @Override
    public Affiliations affiliations() {
        return affiliations;
    }
}
