package org.sinopia.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sinopia.train.cli.Sinopia;
import org.sinopia.train.data.pairs.PairsManifest;
import picocli.CommandLine.ExitCode;

/** The command of one machine, applied to one item by the same code. */
final class Single {
  private final Plan plan;
  private final Item item;
  private final Path folder;

  /** An input is not what it should be: another try would fail as well. */
  static final class BadInputException extends IOException {
    private static final long serialVersionUID = 1L;

    BadInputException(String message) {
      super(message);
    }
  }

  /**
   * The work on one item.
   *
   * @param folder on this machine, empty, where copies of inputs and the results go
   */
  Single(Plan plan, Item item, Path folder) {
    this.plan = plan;
    this.item = item;
    this.folder = folder;
  }

  /** Where the command's results are. */
  Path results() {
    return folder.resolve("out");
  }

  /** Copies inputs to this machine, unless they are there. */
  List<Path> stage() throws IOException {
    List<Path> staged = new ArrayList<>();
    Path in = Files.createDirectories(folder.resolve("in"));
    boolean photograph = !plan.line().photographs().isEmpty();
    Path photographs = folder.resolve("photographs");
    if (photograph) {
      Files.createDirectories(photographs);
    }
    String parent = item.uri().substring(0, item.uri().lastIndexOf('/'));
    for (Item.Stored file : item.files()) {
      boolean elsewhere = photograph && !file.uri().startsWith(parent + "/");
      Path target = (elsewhere ? photographs : in).resolve(file.name());
      if (!elsewhere && BandedItem.isFor(plan, item)) {
        target = Workplace.copy(plan.storage(), file.uri());
      } else if (!plan.storage().isLocal(file.uri())) {
        plan.storage().download(file.uri(), target);
      } else if (elsewhere || plan.line().pairs()) {
        Files.createSymbolicLink(target, Storage.local(file.uri()));
      } else {
        target = Storage.local(file.uri());
      }
      staged.add(target);
    }
    return staged;
  }

  /**
   * Runs the command.
   *
   * @param staged what {@link #stage} returned
   * @param more options
   * @return what it printed: JSON, or nothing
   * @throws BadInputException if the input is to blame
   * @throws IOException if it failed for another reason
   */
  String run(List<Path> staged, String... more) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> arguments = arguments(staged.getFirst(), more);
    int status;
    try (PrintWriter lines = new PrintWriter(out, true);
        PrintWriter messages = new PrintWriter(err, true)) {
      status = Sinopia.run(lines, messages, arguments.toArray(String[]::new));
    }
    if (status == ExitCode.OK) {
      return named(out.toString(), staged.getFirst());
    }
    // The last line; those before it tell of progress.
    String message = named(err.toString().strip().replaceAll("(?s).*\\R", ""), staged.getFirst());
    throw status == ExitCode.USAGE ? new BadInputException(message) : new IOException(message);
  }

  /** Paths of this machine as the user knows them. */
  private String named(String text, Path input) {
    return text.replace(input.toString(), item.uri())
        .replace(results().toString(), plan.out())
        .replace(folder.toString(), "");
  }

  private List<String> arguments(Path input, String... more) throws IOException {
    Line line = plan.line();
    Path out = results();
    List<String> all = new ArrayList<>(List.of(line.job().command()));
    if (line.job() != Job.CONVERT) {
      all.add("--json");
    }
    addOptions(all);
    all.addAll(List.of(more));
    switch (line.job()) {
      case SYNTHESIZE -> all.addAll(List.of("--out=" + out, "--", input.toString()));
      case EMBED -> {
        all.add("--out=" + out);
        if (!line.photographs().isEmpty()) {
          all.add("--pictures=" + folder.resolve("photographs"));
        }
        addPictures(all, input);
      }
      case RECOLOUR -> {
        all.add("--out=" + out.resolve(item.name() + ".png"));
        if (line.uncertainty()) {
          all.add("--uncertainty=" + out.resolve(item.name() + "-uncertainty.png"));
        }
        all.addAll(List.of("--", input.toString()));
      }
      case MAP -> {
        Path maps = Files.createDirectories(out.resolve(item.name()));
        all.add("--out=" + maps);
        all.add("--format=" + (line.table() ? "npy" : line.format()));
        all.addAll(List.of("--", input.toString()));
      }
      case EVALUATE -> {
        if (plan.scales() > 0) {
          all.add("--scales=" + plan.scales());
        }
        if (line.save()) {
          all.add("--save=" + out);
        }
        if (line.pairs()) {
          all.add("--split=" + line.split());
          all.add("--pairs=" + pairOf());
        } else {
          addPictures(all, input);
        }
      }
      case CONVERT ->
          all.addAll(
              List.of(
                  "--",
                  input.toString(),
                  out.resolve(item.name() + "." + line.format()).toString()));
    }
    return all;
  }

  private void addPictures(List<String> all, Path input) {
    all.addAll(
        plan.line().pictures()
            ? List.of("--synthesize=" + input)
            : List.of("--", input.toString()));
  }

  private void addOptions(List<String> all) throws IOException {
    boolean model = false;
    for (Line.Given option : plan.line().options()) {
      boolean builtIn = option.name().equals("--model") && !option.file();
      model |= option.name().equals("--model");
      if (option.value() == null) {
        all.add(option.name());
      } else if (builtIn) {
        all.add("--model=" + Workplace.builtIn());
      } else if (option.file()) {
        Shipped shipped = plan.shipped(option.value()).orElseThrow();
        all.add(option.name() + "=" + Workplace.unpacked(shipped));
      } else {
        all.add(option.name() + "=" + option.value());
      }
    }
    // A GPU on some machines would make other bits than the CPUs of others.
    if (plan.line().job().computes() && plan.line().value("--device").isEmpty()) {
      all.add("--device=cpu");
    }
    if (!model && plan.line().job().recolours()) {
      all.add("--model=" + Workplace.builtIn());
    }
  }

  /** A folder of this pair alone. */
  private Path pairOf() throws IOException {
    Path in = folder.resolve("in");
    Files.writeString(in.resolve(PairsManifest.FILE), item.pairs(), StandardCharsets.UTF_8);
    return in;
  }
}
