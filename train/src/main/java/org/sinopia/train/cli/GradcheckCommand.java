package org.sinopia.train.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.sinopia.autograd.GradientCheck;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.op.OpRegistry;
import org.sinopia.train.cli.output.Json;
import org.sinopia.train.cli.output.ProgressDisplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinopia gradcheck}: every differentiable op against finite differences. */
@Command(
    name = "gradcheck",
    description =
        "Compares every differentiable op with finite differences, in float64. Exit status 1 if one is off by 1e-6 or more.")
final class GradcheckCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "OP",
      arity = "0..*",
      description = "Only these ops; all if none is named.")
  private List<String> names = List.of();

  @Option(
      names = "--cases",
      defaultValue = "20",
      description = "Random cases per op, beyond the degenerate ones (${DEFAULT-VALUE}).")
  private int cases;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of shapes and values (${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** A row of the report. */
  private record Row(String op, int cases, double worstRelativeError) {}

  @Override
  public Integer call() {
    if (cases < 0) {
      throw new ParameterException(
          spec.commandLine(), "--cases: " + cases + ", expected 0 or more");
    }
    var out = spec.commandLine().getOut();
    List<Row> rows = new ArrayList<>();
    int failures = 0;
    Collection<OpSpec> chosen = chosen();
    try (ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), json);
        ProgressDisplay.Task progress = display.begin("gradcheck", chosen.size())) {
      for (OpSpec op : chosen) {
        GradientCheck.Report report = GradientCheck.run(op, cases, seed);
        rows.add(new Row(report.op(), report.cases(), report.worstRelativeError()));
        failures += report.passed() ? 0 : 1;
        if (!json) {
          out.printf(
              "%-32s %4d cases   worst relative error %.2e%s%n",
              report.op(),
              report.cases(),
              report.worstRelativeError(),
              report.passed() ? "" : "   WRONG: " + report.worst());
        }
        progress.step(1);
      }
    }
    if (json) {
      out.println(Json.write(rows));
    } else {
      out.println(rows.size() - failures + " of " + rows.size() + " ops have the right gradient");
    }
    return failures == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Collection<OpSpec> chosen() {
    if (names.isEmpty()) {
      return OpRegistry.all();
    }
    List<OpSpec> found = new ArrayList<>();
    for (String name : names) {
      OpSpec op = OpRegistry.find(name);
      if (op == null) {
        throw new ParameterException(
            spec.commandLine(),
            "OP: unknown op "
                + name
                + " (known: "
                + OpRegistry.all().stream().map(OpSpec::name).collect(Collectors.joining(", "))
                + ")");
      }
      found.add(op);
    }
    return found;
  }
}
