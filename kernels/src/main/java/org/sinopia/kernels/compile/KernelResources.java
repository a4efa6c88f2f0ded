package org.sinopia.kernels.compile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The resources of a multiprocessor that one kernel takes, as the assembler of nvcc ({@code ptxas
 * -v}) reports them.
 *
 * @param source the file, without {@code .cu}
 * @param kernel the entry point
 * @param capability of the device it was compiled for, as 80, 90, …
 * @param registers of a thread
 * @param staticShared bytes of shared memory of a block, not counting what a launch adds
 * @param stack bytes of local memory of a thread
 * @param spilled bytes of stores and loads of registers that did not fit
 */
public record KernelResources(
    String source,
    String kernel,
    int capability,
    int registers,
    int staticShared,
    int stack,
    int spilled) {
  private static final Pattern ENTRY =
      Pattern.compile("Compiling entry function '(\\w+)' for 'sm_(\\d+)[af]?'");
  private static final Pattern STACK =
      Pattern.compile(
          "(\\d+) bytes stack frame, (\\d+) bytes spill stores, (\\d+) bytes spill loads");
  private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
  private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");

  /** Why nothing can be said here; empty if it can. */
  public static Optional<String> missing() {
    return new Nvcc().missing();
  }

  /** The version of the compiler. */
  public static String compiler() {
    return new Nvcc().name();
  }

  /**
   * The resources of all kernels of the sources, for each capability; sorted by source, kernel and
   * capability. Sources that were not edited are not compiled again.
   *
   * @throws KernelCompileException if a source does not compile
   */
  public static List<KernelResources> of(
      KernelSources sources, DiskCache cache, List<Integer> capabilities) {
    Nvcc nvcc = new Nvcc();
    return sources.names().parallelStream()
        .flatMap(
            source ->
                capabilities.stream()
                    .map(capability -> Assembly.of(cache, nvcc, sources, source, capability).said())
                    .flatMap(said -> read(source, said).stream()))
        .sorted(
            Comparator.comparing(KernelResources::source)
                .thenComparing(KernelResources::kernel)
                .thenComparingInt(KernelResources::capability))
        .toList();
  }

  /** Parses the assembler's report of one source. */
  static List<KernelResources> read(String source, String said) {
    List<KernelResources> all = new ArrayList<>();
    Matcher entry = ENTRY.matcher(said);
    int end = entry.find() ? entry.end() : -1;
    while (end >= 0) {
      String kernel = entry.group(1);
      int capability = Integer.parseInt(entry.group(2));
      boolean more = entry.find();
      String part = said.substring(end, more ? entry.start() : said.length());
      Matcher stack = STACK.matcher(part);
      Matcher registers = REGISTERS.matcher(part);
      if (!stack.find() || !registers.find()) {
        throw new KernelCompileException(
            source + ".cu: the assembler says nothing of the registers of " + kernel);
      }
      Matcher shared = SHARED.matcher(part);
      all.add(
          new KernelResources(
              source,
              kernel,
              capability,
              Integer.parseInt(registers.group(1)),
              shared.find() ? Integer.parseInt(shared.group(1)) : 0,
              Integer.parseInt(stack.group(1)),
              Integer.parseInt(stack.group(2)) + Integer.parseInt(stack.group(3))));
      end = more ? entry.end() : -1;
    }
    return all;
  }
}
