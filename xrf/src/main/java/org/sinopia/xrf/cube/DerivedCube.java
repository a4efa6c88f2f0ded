package org.sinopia.xrf.cube;

import java.io.IOException;
import java.util.List;

/** A cube made of another one, pixel for pixel; closing it closes the other. */
public interface DerivedCube extends DataCube {

  /** The other cube. */
  DataCube cube();

  @Override
  default List<String> warnings() {
    return cube().warnings();
  }

  @Override
  default int detectors() {
    return cube().detectors();
  }

  @Override
  default boolean isWritten(int row, int column) {
    return cube().isWritten(row, column);
  }

  @Override
  default TileGrid grid() {
    return cube().grid();
  }

  @Override
  default void close() throws IOException {
    cube().close();
  }
}
