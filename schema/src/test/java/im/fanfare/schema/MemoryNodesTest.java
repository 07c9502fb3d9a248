package im.fanfare.schema;

class MemoryNodesTest implements NodesContract {
    private final Nodes nodes = new MemoryNodes();

    @Override
    public Nodes nodes() {
        return nodes;
    }
}
