package im.fanfare.fanout;

import im.fanfare.schema.NodeKey;
import im.fanfare.schema.PageRecord;

/** Which page of which node. */
record PageKey(NodeKey node, int page) {
    static PageKey of(PageRecord record) {
        return new PageKey(record.node(), record.page());
    }

    @Override
    public String toString() {
        return node.id() + " page " + page;
    }
}
