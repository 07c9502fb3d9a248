package im.fanfare.schema;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What all translations from and to Protobuf share. */
final class Wire {
    /**
     * The message that the bytes are.
     *
     * @throws IllegalArgumentException if they are none
     */
    static <T> T read(Parser<T> parser, byte[] bytes) {
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a message of ours", e);
        }
    }

    /** What a translation throws that was handed a case it does not know, as a newer version may write. */
    static IllegalArgumentException unknown(String what, Object kind) {
        return new IllegalArgumentException("this version does not know the " + what + ' ' + kind);
    }

    /** Microseconds since 1970, as all times are stored. */
    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private Wire() {}
}
