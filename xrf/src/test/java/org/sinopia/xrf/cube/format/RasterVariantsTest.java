package org.sinopia.xrf.cube.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.xrf.cube.DataCube;

/** Remarks and half-told energies in the headers of RPL+RAW and ENVI. */
class RasterVariantsTest {

  @TempDir private Path folder;

  private DataCube ripple(String more) throws IOException {
    Files.writeString(
        folder.resolve("a.rpl"),
        """
        key\tvalue
        width\t2\t(pixels)
        height\t1 ; a row
        depth\t3;channels
        data-length\t1
        data-type\tunsigned ; counts
        record-by\tvector
        """
            + more);
    Files.write(folder.resolve("a.raw"), new byte[] {1, 2, 3, 4, 5, 6});
    return CubeFile.open(folder.resolve("a.rpl"));
  }

  @Test
  void remarksBehindAValueAreLeftOut() throws IOException {
    try (DataCube cube = ripple("")) {
      assertEquals(2, cube.header().width());
      assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, CaseFiles.samples(cube));
    }
  }

  /** No axis starts a fraction of an eV, or many keV, from 0. */
  @ParameterizedTest
  @CsvSource({"-0.96, -0.96", "-960, -0.96", "0, 0"})
  void anOriginWithoutAUnitBelongsToTheAxisThatHasEvPerChannel(String origin, double kev)
      throws IOException {
    try (DataCube cube = ripple("ev-per-chan\t900\ndepth-origin\t" + origin + "\n")) {
      assertEquals(kev, cube.header().energy().orElseThrow().centreKev(0), 1e-9);
      assertEquals(0.9, cube.header().energy().orElseThrow().widthKev(), 1e-9);
      assertEquals(origin.equals("0") ? 0 : 1, cube.warnings().size(), cube.warnings().toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"wavelength units = nm, in nm", "description = x, in no unit"})
  void wavelengthsAreNoEnergiesAndThatIsSaid(String field, String expected) throws IOException {
    Files.writeString(
        folder.resolve("b.hdr"),
        """
        ENVI
        samples = 2
        lines = 1
        bands = 3
        data type = 1
        interleave = bip
        byte order = 0
        wavelength = {400, 500, 600}
        """
            + field
            + "\n");
    Files.write(folder.resolve("b.img"), new byte[] {1, 2, 3, 4, 5, 6});
    try (DataCube cube = CubeFile.open(folder.resolve("b.hdr"))) {
      assertTrue(cube.header().energy().isEmpty());
      assertTrue(cube.warnings().getFirst().contains(expected), cube.warnings().toString());
    }
  }
}
