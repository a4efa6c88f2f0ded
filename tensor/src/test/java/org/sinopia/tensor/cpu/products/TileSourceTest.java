package org.sinopia.tensor.cpu.products;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileSourceTest {
  @ParameterizedTest
  @CsvSource({"EightRowTile, 8", "FourRowTile, 4"})
  void sourcesAreThoseThatTheProgramWrites(String name, int rows) throws IOException {
    String source =
        Files.readString(Path.of("src/main/java/org/sinopia/tensor/cpu/products", name + ".java"));
    assertEquals(withoutSpace(TileSource.of(name, rows)), withoutSpace(source));
  }

  private static String withoutSpace(String source) {
    return source.replaceAll("\\s+", "");
  }
}
