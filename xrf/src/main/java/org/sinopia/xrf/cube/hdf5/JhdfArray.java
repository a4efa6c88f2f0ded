package org.sinopia.xrf.cube.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.store.MappedFile;

/** A dataset that jHDF finds; contiguous samples are read from a mapping of the file. */
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
      Path path, HdfFile file, MappedFile mapping, Hdf5Object object, Dataset dataset)
      throws IOException {
    ByteOrder order =
        switch (dataset.getDataType()) {
          case FixedPoint integer -> integer.getByteOrder();
          case FloatingPoint number -> number.getByteOrder();
          default -> ByteOrder.nativeOrder();
        };
    return switch (dataset) {
      case ChunkedDataset chunked -> new JhdfChunks(path, object, chunked, order);
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
        MappedFile own = mapping == null ? MappedFile.open(path) : mapping;
        yield new Flat(object, order, own.bytes().asSlice(start, bytes));
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
    private final MemorySegment samples;

    Flat(Hdf5Object dataset, ByteOrder order, MemorySegment samples) {
      super(dataset, order);
      this.samples = samples;
    }

    @Override
    public long[] chunk() {
      // Any block is read as cheaply as another; one of the slowest dimension's rows is simple.
      long[] chunk = sizes.clone();
      Arrays.fill(chunk, 0, Math.max(1, chunk.length - 2), 1);
      return chunk;
    }

    @Override
    public void read(long[] start, long[] count, MemorySegment target, long[] strides) {
      long[] own = Box.strides(sizes);
      Box.requireInside(start, count, sizes);
      Box.copy(
          type.bytes(), count, samples, Box.offset(start, own), own, order, target, 0, strides);
    }

    @Override
    public boolean isWritten(long[] start, long[] count) {
      return true;
    }
  }
}
