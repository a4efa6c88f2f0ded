package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import org.sinopia.train.cli.option.CubeOptions;
import org.sinopia.xrf.cube.DataCube;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** Opens cubes as the options of commands say, for programs that read parts of them. */
@Command(name = "open")
public final class CubeOpening {
  @Mixin private CubeOptions options;

  private CubeOpening() {}

  /** True if commands open cubes by an option of this name. */
  public static boolean isOption(String name) {
    return CommandSpec.forAnnotatedObject(new CubeOpening()).findOption(name) != null;
  }

  /**
   * Opens a cube.
   *
   * @param arguments options such as {@code --rotate=90}
   * @throws IllegalArgumentException if an option is wrong or does not fit the cube
   * @throws org.sinopia.xrf.cube.CubeFormatException if the file is not a whole, supported cube
   */
  public static DataCube open(Path file, List<String> arguments) throws IOException {
    CubeOpening opening = new CubeOpening();
    CommandLine line = new CommandLine(opening);
    line.setErr(new PrintWriter(Writer.nullWriter()));
    line.parseArgs(arguments.toArray(String[]::new));
    return opening.options.open(file);
  }
}
