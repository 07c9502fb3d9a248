package im.fanfare.schema;

import im.fanfare.pubsub.ItemOrder;
import im.fanfare.pubsub.Paging;
import im.fanfare.schema.proto.CommandProto;
import java.util.Optional;

/** Parts of lists that are asked for, as the messages of {@code command.proto}. */
final class PagingWire {
    static CommandProto.Paging write(Paging paging) {
        CommandProto.Paging.Builder wire = CommandProto.Paging.newBuilder();
        paging.max().ifPresent(wire::setMax);
        if (paging.place() instanceof Paging.After after) {
            wire.setAfter(after.uid());
        } else if (paging.place() instanceof Paging.Before before) {
            wire.setBefore(before.uid());
        } else if (paging.place() instanceof Paging.Last) {
            wire.setLast(true);
        } else if (paging.place() instanceof Paging.At at) {
            wire.setAt(at.index());
        }
        return wire.build();
    }

    static Paging parse(CommandProto.Paging paging) {
        Paging.Place place = switch (paging.getPlaceCase()) {
            case AFTER -> new Paging.After(paging.getAfter());
            case BEFORE -> new Paging.Before(paging.getBefore());
            case LAST -> new Paging.Last();
            case AT -> new Paging.At(paging.getAt());
            case PLACE_NOT_SET -> new Paging.First();
        };
        return new Paging(place, paging.hasMax() ? Optional.of(paging.getMax()) : Optional.empty());
    }

    static CommandProto.ItemOrder write(ItemOrder order) {
        return CommandProto.ItemOrder.newBuilder()
                .setByCreation(order.by() == ItemOrder.By.CREATION)
                .setDescending(order.descending())
                .build();
    }

    static ItemOrder parse(CommandProto.ItemOrder order) {
        return new ItemOrder(
                order.getByCreation() ? ItemOrder.By.CREATION : ItemOrder.By.MODIFICATION, order.getDescending());
    }

    private PagingWire() {}
}
