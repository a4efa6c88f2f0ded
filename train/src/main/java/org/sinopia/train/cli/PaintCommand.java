package org.sinopia.train.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.sinopia.xrf.painting.Genre;
import org.sinopia.xrf.painting.Painter;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sinopia paint}: procedural paintings. */
@Command(
    name = "paint",
    description =
        "Paints pictures from seeds alone: landscapes, still lifes, portraits, frescoes with losses.")
final class PaintCommand implements Callable<Integer> {
  private static final int MOST = 1_000_000;

  @Option(names = "--count", required = true, description = "How many pictures.")
  private int count;

  @Option(
      names = "--size",
      paramLabel = "HxW",
      converter = Size.Converter.class,
      defaultValue = "256x320",
      description = "Height and width in pixels (${DEFAULT-VALUE}).")
  private Size size;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where they go, as PNG.")
  private Path out;

  @Option(names = "--genre", description = "Only ${COMPLETION-CANDIDATES}; any if none is named.")
  private Genre genre;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the first picture; the others count up from it (${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** A picture made. */
  private record Painted(String file, long seed) {}

  @Override
  public Integer call() throws IOException {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException("--count: " + count + ", expected 1 to " + MOST);
    }
    if (Math.min(size.height(), size.width()) < Painter.MIN_SIDE
        || (long) size.height() * size.width() > Painter.MAX_PIXELS) {
      throw new IllegalArgumentException(
          "--size: %dx%d, expected sides of at least %d and at most %d pixels in all"
              .formatted(size.height(), size.width(), Painter.MIN_SIDE, Painter.MAX_PIXELS));
    }
    OutputFolder.create(out);
    List<Painted> all;
    try (ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), json);
        ProgressDisplay.Task progress = display.begin("paint", count)) {
      all = IntStream.range(0, count).parallel().mapToObj(i -> paint(i, progress)).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (json) {
      spec.commandLine().getOut().println(Json.write(all));
    } else {
      spec.commandLine().getOut().printf("%d paintings in %s%n", count, out);
    }
    return ExitCode.OK;
  }

  private Painted paint(int i, ProgressDisplay.Task progress) {
    Path file = out.resolve("painting-%06d.png".formatted(i + 1));
    long own = seed + i;
    var picture =
        genre == null
            ? Painter.paint(size.height(), size.width(), own)
            : Painter.paint(genre, size.height(), size.width(), own);
    try {
      picture.writePng(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    progress.step(1);
    return new Painted(file.toString(), own);
  }
}
