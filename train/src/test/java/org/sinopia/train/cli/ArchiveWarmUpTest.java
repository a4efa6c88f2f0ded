package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The commands that the launcher runs to make the archive of classes. */
class ArchiveWarmUpTest {
  @Test
  @ResourceLock(Resources.SYSTEM_OUT)
  void everyCommandWorksAndNothingIsSaid() throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      ArchiveWarmUp.main(new String[0]);
    } finally {
      System.setOut(out);
    }
    assertEquals("", said.toString(StandardCharsets.UTF_8));
  }
}
