package org.sinopia.kernels.compile;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A command-line program.
 *
 * @param program its file
 */
record Tool(Path program) {
  /** The output of a run, both streams together. */
  public record Output(int exit, String text) {}

  /** The program of that name on the {@code PATH}, or at that path. */
  public static Optional<Tool> find(String name) {
    if (name.contains(File.separator)) {
      return Optional.of(Path.of(name)).filter(Files::isExecutable).map(Tool::new);
    }
    String path = System.getenv("PATH");
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path == null ? "" : path)
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Tool::new);
  }

  /** Runs it to its end. */
  public Output run(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Output(process.waitFor(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(program + ": interrupted", e);
    }
  }
}
