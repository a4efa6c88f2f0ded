package org.sinopia.train.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import org.sinopia.nn.SafetensorsException;
import org.sinopia.tensor.NonFiniteException;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.picture.PictureFormatException;
import org.sinopia.xrf.pigment.SpectrumFormatException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program {@code sinopia}. Exit status 0: done; 1: failed; 2: bad usage or bad input, said in
 * one line.
 */
@Command(
    name = "sinopia",
    description = "Recolours paintings from their X-ray fluorescence scans.",
    mixinStandardHelpOptions = true,
    version = "sinopia 0.1.0",
    scope = CommandLine.ScopeType.INHERIT)
public final class Sinopia implements Runnable {
  /** The commands, in the order of the help. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          DevicesCommand.class,
          GradcheckCommand.class,
          ModelCommand.class,
          ForwardCommand.class,
          MetricsCommand.class,
          PaletteCommand.class,
          XrfCommand.class,
          InfoCommand.class,
          ConvertCommand.class,
          MapCommand.class,
          PaintCommand.class,
          FetchPaintingsCommand.class,
          SynthesizeCommand.class,
          TrainEmbedderCommand.class,
          EmbedCommand.class,
          ProfileCommand.class,
          RecolourCommand.class,
          EvaluateCommand.class,
          ExportCommand.class,
          TrainRecolourerCommand.class);

  @Spec private CommandSpec spec;

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) throws IOException {
    String stderr = System.getProperty("sinopia.stderr");
    if (stderr != null) {
      System.setErr(
          new PrintStream(new FileOutputStream(stderr, true), true, StandardCharsets.UTF_8));
    }
    int status =
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            arguments);
    System.exit(status);
  }

  /** Runs one command, writing to the given streams, and returns its exit status. */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line = new CommandLine(new Sinopia());
    wanted(arguments).forEach(line::addSubcommand);
    return line.setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Sinopia::badUsage)
        .setExecutionExceptionHandler(Sinopia::failed)
        .execute(arguments);
  }

  /**
   * The command that the first argument names, or all: to read the options of every command takes
   * longer than most commands do.
   */
  private static List<Class<?>> wanted(String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    List<Class<?>> named =
        COMMANDS.stream()
            .filter(type -> type.getAnnotation(Command.class).name().equals(first))
            .toList();
    return named.isEmpty() ? COMMANDS : named;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing; sinopia --help lists them");
  }

  private static int badUsage(ParameterException e, String[] arguments) {
    return oneLine(e.getCommandLine(), ExitCode.USAGE, e.getMessage());
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if (Boolean.getBoolean("sinopia.trace")) {
      e.printStackTrace(command.getErr());
    }
    return switch (e) {
      case NoSuchFileException missing ->
          oneLine(command, ExitCode.USAGE, missing.getFile() + ": no such file");
      case NotDirectoryException file ->
          oneLine(command, ExitCode.USAGE, file.getFile() + ": expected a folder");
      case AccessDeniedException denied ->
          oneLine(
              command,
              ExitCode.USAGE,
              denied.getFile()
                  + ": "
                  + (denied.getReason() == null ? "access is denied" : denied.getReason()));
      case IllegalArgumentException bad -> oneLine(command, ExitCode.USAGE, bad.getMessage());
      case CubeFormatException bad -> oneLine(command, ExitCode.USAGE, bad.getMessage());
      case SpectrumFormatException bad -> oneLine(command, ExitCode.USAGE, bad.getMessage());
      case SafetensorsException bad -> oneLine(command, ExitCode.USAGE, bad.getMessage());
      case PictureFormatException bad -> oneLine(command, ExitCode.USAGE, bad.getMessage());
      case NonFiniteException diverged ->
          oneLine(command, ExitCode.SOFTWARE, diverged.getMessage());
      case IOException io -> oneLine(command, ExitCode.SOFTWARE, io.getMessage());
      default ->
          oneLine(
              command,
              ExitCode.SOFTWARE,
              e + " (SINOPIA_JAVA_OPTIONS=-Dsinopia.trace=true shows where)");
    };
  }

  private static int oneLine(CommandLine command, int status, String message) {
    command
        .getErr()
        .println(
            command.getCommandSpec().qualifiedName()
                + ": "
                + String.valueOf(message).replaceAll("\\R+", " "));
    return status;
  }
}
