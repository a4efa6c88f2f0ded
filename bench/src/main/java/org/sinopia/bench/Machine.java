package org.sinopia.bench;

import java.util.stream.Collectors;
import org.sinopia.tensor.Device;

/** The machine that a table was measured on. */
public final class Machine {
  private Machine() {}

  /** JDK, system, instruction set, threads, and the yardstick of matrix products. */
  public static String describe() {
    String cpu =
        Device.cpu().backend().describe().entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining("; "));
    return "JDK "
        + Runtime.version()
        + ", "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + "; "
        + cpu
        + "; yardstick "
        + OpenBlas.get().description()
        + ".";
  }
}
