package dev.tutti.bench;

import com.sun.management.OperatingSystemMXBean;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What the figures were measured on.
 *
 * @param load how many processes wanted to run on average in the minute before, others' included; above 0.5 per core the machine was not
 *     idle
 * @param servers versions of the database servers, as they say it themselves
 */
public record Machine(
        int cores,
        String processor,
        double memoryGib,
        String kernel,
        String java,
        double load,
        List<String> servers) {

    public static Machine here(List<String> servers) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                processorName(),
                Math.round(system.getTotalMemorySize() / (double) (1 << 30) * 10) / 10.0,
                system.getName() + " " + system.getVersion(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                Math.round(system.getSystemLoadAverage() * 100) / 100.0,
                List.copyOf(servers));
    }

    private static String processorName() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d cores (%s), %.1f GiB, %s, %s, load %.2f%s",
                cores, processor, memoryGib, kernel, java, load,
                servers.isEmpty() ? "" : "; " + String.join(", ", servers));
    }
}
