package org.sinopia.kernels.compile;

import java.util.List;
import java.util.stream.IntStream;

/** What C++ and CUDA compilers print when they fail. */
final class CompilerErrors {
  private static final int LINES = 4;

  private CompilerErrors() {}

  /** The first error with the lines after it, which quote the source; all, if none is found. */
  static String first(String output) {
    List<String> lines = output.lines().toList();
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).contains("error"))
        .mapToObj(i -> String.join("\n", lines.subList(i, Math.min(i + LINES, lines.size()))))
        .findFirst()
        .orElse(output.strip());
  }
}
