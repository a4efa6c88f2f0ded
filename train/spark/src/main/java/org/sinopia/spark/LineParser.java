package org.sinopia.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.sinopia.train.cli.Sinopia;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Reads command lines: the options of the command itself, and those of Spark's form of it. */
final class LineParser {
  private static final Set<String> HELP = Set.of("--help", "--version");

  private final Job job;
  private final CommandLine line;

  /** For a job. */
  LineParser(Job job) {
    this.job = job;
    CommandSpec command = Sinopia.command(job.command());
    CommandSpec spec =
        CommandSpec.create()
            .name("sinopia spark " + job.command())
            .mixinStandardHelpOptions(true)
            .version("sinopia 0.1.0");
    spec.usageMessage()
        .description(
            "On Apache Spark, for every input: "
                + String.join(" ", command.usageMessage().description()));
    for (OptionSpec option : command.options()) {
      if (job.passes(option.longestName()) && !HELP.contains(option.longestName())) {
        spec.addOption(OptionSpec.builder(option).build());
      }
    }
    addOwn(spec);
    this.line = new CommandLine(spec).setCaseInsensitiveEnumValuesAllowed(true);
  }

  private void addOwn(CommandSpec spec) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("INPUT")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("Files, folders or patterns such as hdfs://host/scans/*.h5.")
            .build());
    add(spec, "--out", "URI", "Folder of the results, on any file system.", true);
    many(spec, "--list", "URI", "A text file of inputs, one a line, beside or instead of others.");
    add(spec, "--partitions", "N", "Tasks that the inputs are spread over.", false);
    add(
        spec,
        "--master",
        "URL",
        "local[*] by default, spark://..., yarn, k8s://...; Spark's launcher reads it.",
        false);
    many(spec, "--conf", "KEY=VALUE", "A setting of Spark's; Spark's launcher reads it.");
    if (job.splits()) {
      add(
          spec,
          "--band-rows",
          "N",
          "Splits every cube into bands of at least N rows, not only those above 4 GiB.",
          false);
    }
    switch (job) {
      case SYNTHESIZE -> {}
      case EMBED -> {
        flag(spec, "--synthesize", "The inputs are pictures, to be painted, scanned and embedded.");
        add(
            spec,
            "--pictures",
            "URI",
            "Folder of photographs of the cubes, of their names.",
            false);
        add(
            spec,
            "--split-seed",
            "N",
            "Which pairs are for training, validation, test (1).",
            false);
        add(spec, "--split-shares", "VALIDATION,TEST", "Shares of these two (0.2,0.1).", false);
      }
      case RECOLOUR -> {
        flag(spec, "--uncertainty", "Also write NAME-uncertainty.png.");
      }
      case MAP -> {
        add(
            spec,
            "--format",
            "EXTENSION",
            "Format of the maps: png, tif, npy or csv (png).",
            false);
        flag(spec, "--table", "Also write areas/NAME.parquet: counts of every pixel and element.");
      }
      case EVALUATE -> {
        add(spec, "--pairs", "URI", "Folder of pairs, as embed writes it.", false);
        add(spec, "--split", "SPLIT", "train, validation or test (test).", false);
        flag(spec, "--synthesize", "The inputs are pictures, to be painted and scanned.");
        flag(spec, "--save", "Also write the pictures that were compared.");
      }
      case CONVERT ->
          add(
              spec,
              "--format",
              "EXTENSION",
              "Format of the cubes: h5, npy, npz, rpl or hdr (h5).",
              false);
    }
  }

  private static void add(
      CommandSpec spec, String name, String label, String text, boolean required) {
    spec.addOption(
        OptionSpec.builder(name)
            .paramLabel(label)
            .type(String.class)
            .required(required)
            .description(text)
            .build());
  }

  private static void many(CommandSpec spec, String name, String label, String text) {
    spec.addOption(
        OptionSpec.builder(name)
            .paramLabel(label)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description(text)
            .build());
  }

  private static void flag(CommandSpec spec, String name, String text) {
    spec.addOption(
        OptionSpec.builder(name).type(boolean.class).arity("0").description(text).build());
  }

  /** The picocli command, for its help. */
  CommandLine command() {
    return line;
  }

  /**
   * Reads a command line.
   *
   * @param arguments without the job's name
   * @throws CommandLine.ParameterException if an option is unknown or its value is none
   * @throws IllegalArgumentException if the options do not fit together
   */
  Line parse(Storage storage, String... arguments) throws IOException {
    for (String argument : arguments) {
      String name = argument.replaceAll("=.*", "");
      if (job.refuses(name)) {
        throw new IllegalArgumentException(
            name + ": needs all pictures on one machine; use sinopia " + job.command());
      }
    }
    ParseResult parsed = line.parseArgs(arguments);
    List<Line.Given> options = new ArrayList<>();
    for (OptionSpec option : parsed.matchedOptions()) {
      if (Sinopia.command(job.command()).findOption(option.longestName()) != null
          && job.passes(option.longestName())) {
        options.addAll(given(storage, option));
      }
    }
    List<String> inputs = new ArrayList<>(parsed.matchedPositionalValue(0, List.of()));
    boolean pictures = job == Job.SYNTHESIZE || parsed.hasMatchedOption("--synthesize");
    if (parsed.hasMatchedOption("--pairs")) {
      if (pictures || !inputs.isEmpty()) {
        throw new IllegalArgumentException("expected either --pairs or --synthesize");
      }
      inputs.add(text(parsed, "--pairs", ""));
    } else if (job == Job.EVALUATE && !pictures) {
      throw new IllegalArgumentException("expected either --pairs or --synthesize");
    }
    if (job == Job.MAP
        && Stream.of("--element", "--all", "--window").filter(o -> value(parsed, o)).count() != 1) {
      throw new IllegalArgumentException("expected one of --element, --all and --window");
    }
    if (value(parsed, "--embedder") && !value(parsed, "--model")) {
      throw new IllegalArgumentException("--embedder: expected --model as well");
    }
    String[] shares = text(parsed, "--split-shares", "0.2,0.1").split(",", -1);
    if (shares.length != 2) {
      throw new IllegalArgumentException("--split-shares: expected two numbers, such as 0.2,0.1");
    }
    return new Line(
        job,
        inputs,
        parsed.matchedOptionValue("--list", List.of()),
        text(parsed, "--out", ""),
        options,
        pictures,
        format(parsed),
        parsed.hasMatchedOption("--uncertainty"),
        parsed.hasMatchedOption("--table"),
        parsed.hasMatchedOption("--save"),
        text(parsed, "--pictures", ""),
        text(parsed, "--split", "test"),
        seed(text(parsed, "--split-seed", "1")),
        number("--split-shares", shares[0]),
        number("--split-shares", shares[1]),
        whole(parsed, "--partitions"),
        whole(parsed, "--band-rows"));
  }

  private static long seed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--split-seed: " + text + ", expected a whole number", e);
    }
  }

  private static double number(String option, String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + ": " + text + ", expected a number", e);
    }
  }

  private static boolean value(ParseResult parsed, String option) {
    return parsed.matchedOption(option) != null;
  }

  private static String text(ParseResult parsed, String option, String otherwise) {
    return value(parsed, option) && parsed.matchedOption(option).getValue() instanceof String text
        ? text
        : otherwise;
  }

  private static int whole(ParseResult parsed, String option) {
    String text = text(parsed, option, "0");
    if (!text.matches("[0-9]{1,9}") || (value(parsed, option) && Integer.parseInt(text) == 0)) {
      throw new IllegalArgumentException(option + ": " + text + ", expected a whole number from 1");
    }
    return Integer.parseInt(text);
  }

  private String format(ParseResult parsed) {
    List<String> known =
        switch (job) {
          case MAP -> List.of("png", "tif", "npy", "csv");
          case CONVERT -> List.of("h5", "npy", "npz", "rpl", "hdr");
          default -> List.of("");
        };
    String format = text(parsed, "--format", known.getFirst());
    if (!known.contains(format)) {
      throw new IllegalArgumentException(
          "--format: " + format + ", expected one of " + String.join(", ", known));
    }
    return format;
  }

  private static List<Line.Given> given(Storage storage, OptionSpec option) throws IOException {
    String name = option.longestName();
    boolean flag = option.arity().max() == 0;
    boolean file = Arrays.asList(option.auxiliaryTypes()).contains(Path.class);
    List<Line.Given> all = new ArrayList<>();
    for (String value : option.originalStringValues()) {
      boolean palette = name.equals("--palette") && storage.exists(storage.qualified(value));
      boolean builtIn = name.equals("--model") && value.equals("built-in");
      all.add(new Line.Given(name, flag ? null : value, (file || palette) && !builtIn));
    }
    return all;
  }
}
