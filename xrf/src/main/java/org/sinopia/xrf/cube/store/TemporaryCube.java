package org.sinopia.xrf.cube.store;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.DerivedCube;
import org.sinopia.xrf.cube.Tile;

/**
 * A cube in a temporary file, deleted when it is closed.
 *
 * @param cube the cube in the file
 * @param samples the file
 */
public record TemporaryCube(DataCube cube, Path samples) implements DerivedCube {

  /** Writes the samples. */
  @FunctionalInterface
  public interface Source {
    /** Writes all samples, in the layout's order. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Unpacks samples into a temporary file.
   *
   * @param header of the cube
   * @param layout of the samples
   * @param source writes as many bytes as they are, or throws
   */
  public static DataCube of(CubeHeader header, FlatCube.Layout layout, Source source)
      throws IOException {
    Path samples = Files.createTempFile("cube", ".raw");
    try {
      try (OutputStream out = Files.newOutputStream(samples)) {
        source.writeTo(out);
      }
      return new TemporaryCube(FlatCube.open(samples, header, layout), samples);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(samples);
      throw e;
    }
  }

  @Override
  public CubeHeader header() {
    return cube.header();
  }

  @Override
  public void read(Tile tile, MemorySegment target) throws IOException {
    cube.read(tile, target);
  }

  @Override
  public void close() throws IOException {
    cube.close();
    Files.deleteIfExists(samples);
  }
}
