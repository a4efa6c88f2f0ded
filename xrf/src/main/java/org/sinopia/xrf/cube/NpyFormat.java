package org.sinopia.xrf.cube;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sinopia.tensor.PendingFile;

/**
 * NumPy's NPY: one array of (height, width, bins), row- or column-major. It holds no energy axis
 * and no attributes.
 */
final class NpyFormat {

  private NpyFormat() {}

  static DataCube open(Path file) throws IOException {
    NpyHeader header;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      header = NpyHeader.read(in, file);
    }
    return FlatCube.open(file, header.cube(file), header.layout());
  }

  static CubeWriter create(Path file, CubeHeader header) throws IOException {
    return samples(PendingFile.of(file), header, PendingFile::commit);
  }

  /** A writer of the array into a file of the caller's. */
  static CubeWriter samples(
      PendingFile file, CubeHeader header, FlatCubeWriter.Completion completion)
      throws IOException {
    byte[] head = NpyHeader.write(header.type(), header.height(), header.width(), header.bins());
    FlatCube.Layout layout =
        new FlatCube.Layout(head.length, Interleave.BIP, ByteOrder.nativeOrder());
    return new FlatCubeWriter(header, layout, file, head, completion);
  }
}
