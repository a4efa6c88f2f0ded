package org.sinopia.test.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sinopia.train.cli.Sinopia;

/** The result of one run of the program: its status and output. */
record Ran(int status, String out, String err) {
  /** Runs it in this process. */
  static Ran sinopia(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Sinopia.run(new PrintWriter(out, true), new PrintWriter(err, true), words(arguments));
    return new Ran(status, out.toString(), err.toString());
  }

  /**
   * Runs it in a separate process.
   *
   * @param logs folder for what it prints
   */
  static Ran child(Path logs, Object... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Sinopia.class.getName()));
    command.addAll(Arrays.asList(words(arguments)));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(logs.resolve("out").toFile())
            .redirectError(logs.resolve("err").toFile())
            .start();
    int status = process.waitFor();
    return new Ran(
        status,
        Files.readString(logs.resolve("out"), StandardCharsets.UTF_8),
        withoutJvmWarning(Files.readString(logs.resolve("err"), StandardCharsets.UTF_8)));
  }

  private static String withoutJvmWarning(String err) {
    return err.replaceFirst("WARNING: Using incubator modules: .*\\R", "");
  }

  private static String[] words(Object... arguments) {
    return Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
  }
}
