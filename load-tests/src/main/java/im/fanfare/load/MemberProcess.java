package im.fanfare.load;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What Fanfare's process uses, as the kernel and its own JVM say. */
final class MemberProcess implements AutoCloseable {
    private static final long BYTES_PER_KILOBYTE = 1024;

    private final ProcessHandle process;
    private final JMXConnector connection;
    private final MemoryMXBean memory;

    private MemberProcess(ProcessHandle process, JMXConnector connection, MemoryMXBean memory) {
        this.process = process;
        this.connection = connection;
        this.memory = memory;
    }

    /** Of a JVM of the same user on this machine. */
    @SuppressWarnings("BanJNDI") // who answers is the process that we have just asked to
    static MemberProcess of(long pid) throws IOException {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow(() -> new IOException("there is no process " + pid));
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            String address = machine.startLocalManagementAgent();
            machine.detach();
            JMXConnector connection = JMXConnectorFactory.connect(new JMXServiceURL(address));
            MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(
                    connection.getMBeanServerConnection(), ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
            return new MemberProcess(process, connection, memory);
        } catch (AttachNotSupportedException e) {
            throw new IOException("process " + pid + " is no JVM of ours: " + e.getMessage(), e);
        }
    }

    /** Of all its threads since it began; the kernel counts in hundredths of a second. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** What is left on the heap after a full collection, which this causes. */
    long liveHeapBytes() {
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** The largest resident size since {@link #forgetPeak()}. */
    long peakResidentBytes() throws IOException {
        try (var lines = Files.lines(file("status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KILOBYTE)
                    .findFirst()
                    .orElseThrow(() -> new IOException(file("status") + " has no VmHWM"));
        }
    }

    void forgetPeak() throws IOException {
        Files.writeString(file("clear_refs"), "5"); // proc(5): resets the peak, and nothing else
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            // the process has gone before
        }
    }

    private Path file(String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }
}
