package org.sinopia.train.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Set;
import org.sinopia.nn.SafetensorsException;
import org.sinopia.tensor.NonFiniteException;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.picture.PictureFormatException;
import org.sinopia.xrf.spectrum.SpectrumFormatException;
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
    versionProvider = Version.class,
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
          RegisterCommand.class,
          ViewCommand.class,
          PaintCommand.class,
          FetchPaintingsCommand.class,
          SynthesizeCommand.class,
          TrainEmbedderCommand.class,
          EmbedCommand.class,
          ProfileCommand.class,
          RecolourCommand.class,
          AdaptCommand.class,
          EvaluateCommand.class,
          ExportCommand.class,
          TrainRecolourerCommand.class);

  private static final Set<String> HELP = Set.of("", "-h", "--help", "-V", "--version");

  @Spec private CommandSpec spec;

  /**
   * Runs one command and ends the process with its exit status. With {@code -Dsinopia.stderr=0},
   * which the launcher sets, messages go to descriptor 0: there the launcher puts the real stderr,
   * to keep the JVM's own warnings out of it. Nothing reads the standard input.
   */
  public static void main(String[] arguments) {
    if ("0".equals(System.getProperty("sinopia.stderr"))) {
      System.setErr(
          new PrintStream(new FileOutputStream(FileDescriptor.in), true, StandardCharsets.UTF_8));
    }
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status;
    try {
      status = run(new PrintWriter(System.out, true, StandardCharsets.UTF_8), err, arguments);
    } catch (OutOfMemoryError e) {
      err.printf(
          "sinopia: out of memory (%s) with a heap of at most %d MiB;"
              + " SINOPIA_JAVA_OPTIONS=-Xmx4g allows one of 4 GiB%n",
          e.getMessage(), Runtime.getRuntime().maxMemory() >> 20);
      status = ExitCode.SOFTWARE;
    }
    System.exit(status);
  }

  /**
   * The parameters and options of one command, for a program that runs it on many inputs.
   *
   * @throws IllegalArgumentException if there is no such command
   */
  public static CommandSpec command(String name) {
    return COMMANDS.stream()
        .filter(type -> type.getAnnotation(Command.class).name().equals(name))
        .findFirst()
        .map(CommandSpec::forAnnotatedObject)
        .orElseThrow(() -> new IllegalArgumentException("command: unknown '" + name + "'"));
  }

  /** Runs one command, writing to the given streams, and returns its exit status. */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line = new CommandLine(new Sinopia());
    addCommands(line, arguments);
    return line.setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Sinopia::badUsage)
        .setExecutionExceptionHandler(Sinopia::failed)
        .execute(arguments);
  }

  /**
   * Adds the command that the first argument names, or else all. To read the options of every
   * command takes longer than most commands do; the help needs only their names and descriptions.
   */
  private static void addCommands(CommandLine line, String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    List<Class<?>> named =
        COMMANDS.stream()
            .filter(type -> type.getAnnotation(Command.class).name().equals(first))
            .toList();
    if (named.isEmpty() && HELP.contains(first)) {
      COMMANDS.stream().map(type -> type.getAnnotation(Command.class)).forEach(c -> list(c, line));
    } else if (named.isEmpty()) {
      COMMANDS.forEach(line::addSubcommand);
    } else {
      line.addSubcommand(named.getFirst());
    }
  }

  private static void list(Command command, CommandLine line) {
    CommandSpec listed = CommandSpec.create();
    listed.usageMessage().description(command.description());
    line.addSubcommand(command.name(), listed, command.aliases());
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
