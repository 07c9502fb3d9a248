package im.fanfare.fanout;

import java.util.List;
import java.util.Optional;

/** One notification for some of a page, to whom it is told in different ways. */
final class DeliveryToEach implements Frames {
    private final Page.Snapshot page;
    private final List<Optional<Delivery>> deliveries;

    /** @param deliveries to the page, of which the one that has somebody's place is for them; nothing for who is told nothing */
    DeliveryToEach(Page.Snapshot page, List<Optional<Delivery>> deliveries) {
        this.page = page;
        this.deliveries = deliveries;
    }

    @Override
    public int size() {
        return page.size();
    }

    @Override
    public int write(int index, byte[] into, int at) {
        Optional<Delivery> delivery = deliveries.get(index);
        return delivery.isPresent() ? delivery.get().write(index, into, at) : 0;
    }

    @Override
    public int recipient(int index) {
        return page.bareHash(index);
    }

    @Override
    public boolean isAt(int index, byte[] domain) {
        return page.isAt(index, domain);
    }
}
