package org.sinopia.train.view;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;
import org.sinopia.xrf.physics.apparatus.Detector;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;

/**
 * A small scan of whole counts: copper everywhere, iron in the left half, more of it further down.
 */
final class TestScan {
  static final int HEIGHT = 40;
  static final int WIDTH = 52;
  static final EnergyAxis AXIS = new EnergyAxis(400, 0, 16);
  private static final double COUNTS = 3000;

  private TestScan() {}

  static Path write(Path file) throws IOException {
    double[] iron = lines("Fe");
    double[] copper = lines("Cu");
    CubeHeader header =
        new CubeHeader(HEIGHT, WIDTH, AXIS.bins(), SampleType.U16, Optional.of(AXIS), Map.of());
    try (Arena arena = Arena.ofConfined();
        CubeWriter writer = CubeFile.create(file, header)) {
      for (Tile tile : writer.grid()) {
        MemorySegment counts = arena.allocate(header.bytes(tile));
        for (int i = 0; i < tile.pixels() * AXIS.bins(); i++) {
          int pixel = i / AXIS.bins();
          int row = tile.row() + pixel / tile.width();
          int column = tile.column() + pixel % tile.width();
          counts.setAtIndex(
              ValueLayout.JAVA_SHORT, i, (short) count(row, column, i % AXIS.bins(), iron, copper));
        }
        writer.write(tile, counts);
      }
      writer.finish();
    }
    return file;
  }

  private static int count(int row, int column, int bin, double[] iron, double[] copper) {
    double share = column < WIDTH / 2 ? (row + 1.0) / HEIGHT : 0;
    return (int) Math.round(4 + copper[bin] + share * iron[bin]);
  }

  private static double[] lines(String symbol) {
    double[] counts = new double[AXIS.bins()];
    for (EmissionLine line : Element.of(symbol).lines()) {
      if (line.shell().name().equals("K")) {
        Detector.DEFAULT.addPhotons(
            line.energyKev(), COUNTS * line.radiativeRate(), 0, AXIS, counts);
      }
    }
    return counts;
  }
}
