package org.sinopia.xrf.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrukerSpectrumTest {

  @TempDir private Path folder;

  @Test
  void theParserPrintsNothingOfItsOwnAboutDamage() throws IOException {
    byte[] damaged = "<?xml version=\"1.0\"?><a>\u00ff</a>".getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("a.spx"), damaged);
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
      assertThrows(SpectrumFormatException.class, () -> SpectrumFile.readCounts(file));
    } finally {
      System.setErr(before);
    }
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void spectraOfEachEncodingAreRead() throws IOException {
    String text =
        "<?xml version=\"1.0\"?><a b=\"é\"><CalibAbs>0.5</CalibAbs><CalibLin>0.1</CalibLin><Channels>3,4</Channels></a>";
    for (Charset charset :
        new Charset[] {
          StandardCharsets.UTF_8, StandardCharsets.UTF_16, Charset.forName("windows-1252")
        }) {
      Path file = Files.write(folder.resolve("b.spx"), text.getBytes(charset));
      assertEquals(4, SpectrumFile.readCounts(file).counts(1), charset.name());
    }
    Path marked = Files.writeString(folder.resolve("c.spx"), '\ufeff' + text);
    assertEquals(4, SpectrumFile.readCounts(marked).counts(1));
  }
}
