package org.sinopia.xrf.cube.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.xrf.cube.CubeFormatException;

/** The text file beside a file of bare samples. */
public final class HeaderText {

  private HeaderText() {}

  /**
   * The text of a header; ISO 8859-1, in which every byte is a character.
   *
   * @throws CubeFormatException if it has more than {@code most} bytes
   */
  public static String read(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new CubeFormatException(
            file, "header", "expected a text of at most " + most + " bytes");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** Moves samples to their place, then their header to its own. */
  public static void commit(PendingFile samples, Path headerFile, String text) throws IOException {
    try (PendingFile header = PendingFile.of(headerFile)) {
      Files.writeString(header.path(), text, StandardCharsets.ISO_8859_1);
      samples.commit();
      header.commit();
    }
  }
}
