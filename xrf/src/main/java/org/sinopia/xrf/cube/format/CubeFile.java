package org.sinopia.xrf.cube.format;

import java.io.IOException;
import java.nio.file.Path;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;

/** Opens and creates cube files of any {@link CubeFormat}. */
public final class CubeFile {

  private CubeFile() {}

  /**
   * Opens a cube file of any format of {@link CubeFormat}.
   *
   * @param file the file; of RPL+RAW and ENVI, either of the two
   * @throws CubeFormatException if the file is not a whole, supported cube
   * @throws IOException if it cannot be read
   */
  public static DataCube open(Path file) throws IOException {
    return open(file, CubeSelection.DEFAULT);
  }

  /**
   * Opens a part of a cube file of any format of {@link CubeFormat}.
   *
   * @param file the file; of RPL+RAW and ENVI, either of the two
   * @param selection which part
   * @throws CubeFormatException if the file is not a whole, supported cube, or has no such part
   * @throws IOException if it cannot be read
   */
  public static DataCube open(Path file, CubeSelection selection) throws IOException {
    return CubeFormat.detect(file).open(file, selection);
  }

  /**
   * Starts a cube file in the format that its name's extension says, with that format's default
   * options.
   *
   * @param file where the cube goes; replaced when the writer finishes
   * @param header shape, number type, axis and attributes of the cube
   * @throws CubeFormatException if the format is unknown, read-only, or cannot hold such a cube
   * @throws IOException if the folder cannot be written to
   */
  public static CubeWriter create(Path file, CubeHeader header) throws IOException {
    return CubeFormat.ofName(file).create(file, header);
  }
}
