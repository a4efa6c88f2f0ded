package org.sinopia.xrf.cube.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.store.MappedFile;
import org.sinopia.xrf.cube.store.SampleFile;

/** A dataset that jHDF finds; contiguous samples are read where they lie. */
abstract sealed class JhdfArray implements Hdf5Array permits JhdfChunks, JhdfArray.Flat {

  final SampleType type;
  final long[] sizes;
  final ByteOrder order;

  JhdfArray(Hdf5Object dataset, ByteOrder order) {
    this.type = dataset.type().orElseThrow();
    this.sizes = dataset.sizes();
    this.order = order;
  }

  static JhdfArray of(
      Path path,
      HdfFile file,
      Optional<MappedFile> mapping,
      SampleFile samples,
      Hdf5Object object,
      Dataset dataset)
      throws IOException {
    ByteOrder order =
        switch (dataset.getDataType()) {
          case FixedPoint integer -> integer.getByteOrder();
          case FloatingPoint number -> number.getByteOrder();
          default -> ByteOrder.nativeOrder();
        };
    return switch (dataset) {
      case ChunkedDataset chunked -> new JhdfChunks(path, object, chunked, order, mapping, samples);
      case ContiguousDataset contiguous -> {
        long address = contiguous.getDataAddress();
        if (address < 0) {
          throw new JhdfContents.UnsupportedContentsException(object.path() + ": not in the file");
        }
        long start = address + file.getUserBlockSize();
        long bytes = type(object).bytes();
        for (long size : object.sizes()) {
          bytes = Math.multiplyExact(bytes, size);
        }
        if (bytes > Files.size(path) - start) {
          throw new CubeFormatException(
              path,
              object.path(),
              "%d bytes of samples from byte %d on, the file has %d"
                  .formatted(bytes, start, Files.size(path)));
        }
        yield new Flat(object, order, samples, start);
      }
      default ->
          throw new JhdfContents.UnsupportedContentsException(
              object.path() + ": layout " + dataset.getDataLayout());
    };
  }

  private static SampleType type(Hdf5Object object) {
    return object.type().orElseThrow();
  }

  @Override
  public final SampleType type() {
    return type;
  }

  @Override
  public final long[] sizes() {
    return sizes.clone();
  }

  /** Samples one after another. */
  static final class Flat extends JhdfArray {
    private final SampleFile file;
    private final long offset;

    Flat(Hdf5Object dataset, ByteOrder order, SampleFile file, long offset) {
      super(dataset, order);
      this.file = file;
      this.offset = offset;
    }

    @Override
    public long[] chunk() {
      // Any block is read as cheaply as another; one of the slowest dimension's rows is simple.
      long[] chunk = sizes.clone();
      Arrays.fill(chunk, 0, Math.max(1, chunk.length - 2), 1);
      return chunk;
    }

    @Override
    public void read(long[] start, long[] count, MemorySegment target, long[] strides)
        throws IOException {
      long[] own = Box.strides(sizes);
      Box.requireInside(start, count, sizes);
      long bytes = type.bytes();
      long first = Box.offset(start, own);
      long span = 1;
      long wanted = bytes;
      for (int d = 0; d < own.length; d++) {
        span += (count[d] - 1) * own[d];
        wanted *= count[d];
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment window = file.window(offset + first * bytes, span * bytes, wanted, arena);
        Box.copy(type.bytes(), count, window, 0, own, order, target, 0, strides);
      }
    }

    @Override
    public boolean isWritten(long[] start, long[] count) {
      return true;
    }
  }
}
