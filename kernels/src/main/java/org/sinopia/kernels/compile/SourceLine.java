package org.sinopia.kernels.compile;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Places in a compiled library as lines of its sources. */
public final class SourceLine {
  private SourceLine() {}

  /** {@code file.cu:line} of the code at an offset, if binutils' {@code addr2line} is installed. */
  public static Optional<String> of(Path library, long offset) {
    return Tool.find("addr2line")
        .map(tool -> tool.run(List.of("-s", "-e", library.toString(), Long.toHexString(offset))))
        .filter(output -> output.exit() == 0 && !output.text().startsWith("?"))
        .map(output -> output.text().strip().replaceFirst(" \\(.*", ""));
  }
}
