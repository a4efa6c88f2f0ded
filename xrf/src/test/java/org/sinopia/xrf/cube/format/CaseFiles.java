package org.sinopia.xrf.cube.format;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;

/** Files of other programs among the tests' resources, and what to compare of them. */
public final class CaseFiles {

  private CaseFiles() {}

  /** A file among the resources. */
  public static Path path(String name) {
    try {
      return Path.of(CaseFiles.class.getResource("/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static double[] samples(DataCube cube) throws IOException {
    CubeHeader header = cube.header();
    double[] counts = new double[Math.toIntExact(header.pixels() * header.bins())];
    cube.readDoubles(new Tile(0, 0, header.height(), header.width()), counts);
    return counts;
  }

  static double total(DataCube cube) throws IOException {
    double total = 0;
    for (double count : samples(cube)) {
      total += Double.isFinite(count) ? count : 0;
    }
    return total;
  }
}
