package im.fanfare.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Reads no faster than it may, so that the other side finds the way full.
 *
 * @param bytesPerSecond how much that is now; 0: as fast as it can
 */
record SlowChannel(ReadableByteChannel channel, LongSupplier bytesPerSecond) implements ReadableByteChannel {
    /** So that a change of mind is heeded soon. */
    private static final long BREATHS_PER_SECOND = 50;

    @Override
    public int read(ByteBuffer into) throws IOException {
        long expected = bytesPerSecond.getAsLong();
        int portion = expected == 0
                ? into.remaining()
                : (int) Math.max(1, Math.min(into.remaining(), expected / BREATHS_PER_SECOND));
        int length = channel.read(into.slice(into.position(), portion));
        long most = bytesPerSecond.getAsLong(); // it may have waited for long
        if (length > 0) {
            into.position(into.position() + length);
        }
        if (length > 0 && most > 0) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(length) / most);
        }
        return length;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
