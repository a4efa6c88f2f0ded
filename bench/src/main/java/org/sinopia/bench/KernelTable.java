package org.sinopia.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sinopia.kernels.compile.DiskCache;
import org.sinopia.kernels.compile.KernelResources;
import org.sinopia.kernels.compile.KernelSources;

/** Registers, shared memory and spills of every CUDA kernel, on three architectures. */
final class KernelTable {
  private static final List<Integer> CAPABILITIES = List.of(80, 90, 100);

  private KernelTable() {}

  /**
   * Writes the table to {@code bench/results}.
   *
   * @throws IllegalStateException if there is no nvcc, or a kernel spills; the table is written all
   *     the same, and the message names the kernels
   */
  static void write() throws IOException {
    KernelResources.missing()
        .ifPresent(
            why -> {
              throw new IllegalStateException("kernels: " + why);
            });
    List<KernelResources> all =
        KernelResources.of(KernelSources.find(), DiskCache.standard(), CAPABILITIES);
    Path file = Path.of("bench/results", LocalDate.now(ZoneOffset.UTC) + "-kernels.md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, table(all));
    System.out.println(Files.readString(file) + "written to " + file);
    String spilling =
        all.stream()
            .filter(k -> k.spilled() > 0)
            .map(k -> k.kernel() + " on sm_" + k.capability())
            .collect(Collectors.joining(", "));
    if (!spilling.isEmpty()) {
      throw new IllegalStateException("kernels: registers spill in " + spilling);
    }
  }

  private static String table(List<KernelResources> all) {
    StringBuilder table = new StringBuilder("# What the CUDA kernels take\n\n");
    table.append(KernelResources.compiler()).append("; ");
    table.append(
        """
        each column as sm_80 / sm_90 / sm_100, one number where all agree. Reproduce with `bench/run kernels`, \
        which fails where a register spills. Shared memory is what a kernel declares; launches add to it.

        | source | kernel | registers of a thread | static shared bytes of a block | stack bytes of a thread | spilled bytes |
        | --- | --- | ---: | ---: | ---: | ---: |
        """);
    Map<String, List<KernelResources>> kernels =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    k -> k.source() + ".cu | " + k.kernel(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    kernels.forEach(
        (name, found) ->
            table.append(
                String.format(
                    "| %s | %s | %s | %s | %s |%n",
                    name,
                    column(found.stream().map(KernelResources::registers).toList()),
                    column(found.stream().map(KernelResources::staticShared).toList()),
                    column(found.stream().map(KernelResources::stack).toList()),
                    column(found.stream().map(KernelResources::spilled).toList()))));
    return table.toString();
  }

  private static String column(List<Integer> values) {
    return values.stream().distinct().count() == 1
        ? values.getFirst().toString()
        : values.stream().map(String::valueOf).collect(Collectors.joining(" / "));
  }
}
