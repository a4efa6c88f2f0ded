package org.sinopia.xrf.cube.npy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.store.FlatCube;
import org.sinopia.xrf.cube.store.FlatCubeWriter;
import org.sinopia.xrf.cube.store.Interleave;

/**
 * NumPy's NPY: one array of (height, width, bins), row- or column-major. It holds no energy axis
 * and no attributes.
 */
public final class NpyFormat {

  private NpyFormat() {}

  public static DataCube open(Path file) throws IOException {
    NpyHeader header;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      header = NpyHeader.read(in, file);
    }
    return FlatCube.open(file, header.cube(file), header.layout());
  }

  public static CubeWriter create(Path file, CubeHeader header) throws IOException {
    return samples(PendingFile.of(file), header, PendingFile::commit);
  }

  /** A writer of the array into a file of the caller's. */
  public static CubeWriter samples(
      PendingFile file, CubeHeader header, FlatCubeWriter.Completion completion)
      throws IOException {
    byte[] head = NpyHeader.write(header.type(), header.height(), header.width(), header.bins());
    FlatCube.Layout layout =
        new FlatCube.Layout(head.length, Interleave.BIP, ByteOrder.nativeOrder());
    return new FlatCubeWriter(header, layout, file, head, completion);
  }
}
