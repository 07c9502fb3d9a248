package im.fanfare.component.management;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How often each of several things has happened since the start. For any threads. */
public final class Tally<E extends Enum<E>> {
    private final List<E> things;
    private final Map<E, LongAdder> counts;

    private Tally(E[] things) {
        this.things = List.of(things);
        this.counts = Stream.of(things).collect(Collectors.toUnmodifiableMap(thing -> thing, none -> new LongAdder()));
    }

    public static <E extends Enum<E>> Tally<E> of(Class<E> things) {
        return new Tally<>(things.getEnumConstants());
    }

    public void count(E thing) {
        count(thing, 1);
    }

    public void count(E thing, int times) {
        adder(thing).add(times);
    }

    public long counted(E thing) {
        return adder(thing).sum();
    }

    /** All that are counted, in their own order. */
    List<E> things() {
        return things;
    }

    private LongAdder adder(E thing) {
        LongAdder adder = counts.get(thing);
        if (adder == null) {
            throw new IllegalArgumentException("not counted here: " + thing);
        }
        return adder;
    }
}
