package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** The result of one run of the program: its status and output. */
record Ran(int status, String out, String err) {
  static Ran sinopia(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    int status = Sinopia.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
    return new Ran(status, out.toString(), err.toString());
  }

  /** Fails unless a run is refused as bad usage or bad input, in one line that has a message. */
  static void refused(String message, Object... arguments) {
    Ran ran = sinopia(arguments);
    assertEquals(2, ran.status(), ran.err());
    assertTrue(ran.err().contains(message), ran.err());
    assertEquals(1, ran.messages().size(), ran.err());
  }

  /** The output on standard error, without the progress that slow machines show. */
  List<String> messages() {
    return err.lines().filter(line -> line.startsWith("sinopia")).toList();
  }
}
