package im.fanfare.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Free ports, on loopback unless asked for elsewhere.
 *
 * <p>They lie below those that the kernel takes for outgoing connections (32768 and up on Linux): otherwise a connection
 * could have taken the port of a server that was killed before it is back.
 */
public final class Ports {
    /** The address of this machine that only it can reach. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final int FIRST = 10_000;
    private static final int COUNT = 20_000;
    /** Goes round, so that no port is given out twice before its server has bound it; starts anywhere, so that test JVMs side by side seldom meet. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private Ports() {}

    public static int free() {
        return freeAt(LOOPBACK).getPort();
    }

    /** At this address of ours. */
    public static InetSocketAddress freeAt(String host) {
        for (int tried = 0; tried < COUNT; tried++) {
            var at = new InetSocketAddress(host, FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT));
            if (isFree(at)) {
                return at;
            }
        }
        throw new IllegalStateException("no free port");
    }

    /** The one that people expect, if nobody has it. */
    public static int preferring(int port) {
        return isFree(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)) ? port : free();
    }

    /** Whether somebody listens there. */
    public static boolean isServed(int port) {
        return isServed(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    static boolean isServed(InetSocketAddress at) {
        try (var socket = new Socket()) {
            socket.connect(at, 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isFree(InetSocketAddress at) {
        try (var socket = new ServerSocket(at.getPort(), 1, at.getAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
