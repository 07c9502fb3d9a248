package im.fanfare.schema;

class MemoryBouncesTest implements BouncesContract {
    private final Bounces bounces = new MemoryBounces();

    @Override
    public Bounces bounces() {
        return bounces;
    }
}
