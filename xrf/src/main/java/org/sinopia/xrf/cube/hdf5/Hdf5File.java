package org.sinopia.xrf.cube.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.store.Fields;
import org.sinopia.xrf.cube.store.FlatCube;
import org.sinopia.xrf.cube.store.Interleave;
import org.sinopia.xrf.cube.store.MappedFile;
import org.sinopia.xrf.cube.store.Zlib;

/**
 * An HDF5 file that holds a cube: dataset {@code img}, or else the only dataset of three dimensions
 * in the root; {@code energy} lists bin energies in keV.
 */
public final class Hdf5File {

  /** Name of the dataset (height, width, bins). */
  public static final String CUBE = "img";

  /** Name of the dataset of bin middles, in keV. */
  public static final String ENERGY = "energy";

  /** What a file may hold in chunks that are not stored, beyond what it could hold deflated. */
  private static final long UNSTORED_BYTES = 64L << 20;

  private Hdf5File() {}

  public static DataCube open(Path path) throws IOException {
    Storage storage = new Storage(path);
    try {
      DataCube cube = open(path, storage);
      if (!(cube instanceof Hdf5Cube)) {
        storage.close();
      }
      return cube;
    } catch (IOException e) {
      storage.close();
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError e) {
      // The library reports damage by many unchecked types, and allocates what damage demands.
      storage.close();
      throw new CubeFormatException(
          path, "HDF5", "damaged or unsupported: " + Hdf5Cube.reason(e), e);
    }
  }

  /**
   * The file as the library sees it. Up to 2 GiB it is one mapping, of which the library takes
   * slices, checked against its size; from a larger one it reads and maps parts itself.
   */
  public static final class Storage implements AutoCloseable {
    private final Path path;
    private MappedFile mapping;
    private HdfFile file;

    Storage(Path path) {
      this.path = path;
    }

    HdfFile open() throws IOException {
      if (Files.size(path) <= Integer.MAX_VALUE) {
        mapping = MappedFile.open(path);
        file = HdfFile.fromByteBuffer(mapping.bytes().asByteBuffer());
      } else {
        file = new HdfFile(path);
      }
      return file;
    }

    @Override
    public void close() {
      if (file != null) {
        file.close();
      }
      if (mapping != null) {
        mapping.close();
      }
    }
  }

  private static DataCube open(Path path, Storage storage) throws IOException {
    HdfFile file = storage.open();
    Dataset dataset = cubeDataset(path, file);
    long[] sizes = dataset.getDimensionsAsLong();
    if (sizes.length != 3) {
      throw new CubeFormatException(
          path, CUBE, Arrays.toString(sizes) + ", expected (height, width, bins)");
    }
    SampleType type = type(path, dataset);
    CubeHeader shape = Fields.header(path, CUBE, sizes[0], sizes[1], sizes[2], type);
    long length = Files.size(path);
    long end = file.getHdfBackingStorage().getSuperblock().getEndOfFileAddress();
    if (end > length) {
      throw new CubeFormatException(
          path, "length", length + " bytes, expected " + end + ": the file is cut off");
    }
    if ((shape.bytes() - UNSTORED_BYTES) / Zlib.MAX_RATIO > length) {
      throw new CubeFormatException(
          path,
          CUBE,
          "%d bytes of samples, more than a file of %d bytes can hold"
              .formatted(shape.bytes(), length));
    }
    CubeHeader header = shape.with(energy(path, file, shape.bins()), attributes(file, dataset));
    ByteOrder order = order(dataset);
    return switch (dataset) {
      case ChunkedDataset chunked -> new Hdf5Cube(path, storage, header, chunked, order);
      case ContiguousDataset contiguous -> {
        long address = contiguous.getDataAddress();
        if (address < 0) {
          throw new CubeFormatException(path, CUBE, "no samples are stored");
        }
        yield FlatCube.open(
            path,
            header,
            new FlatCube.Layout(address + file.getUserBlockSize(), Interleave.BIP, order));
      }
      default ->
          throw new CubeFormatException(
              path, CUBE, "layout " + dataset.getDataLayout() + ", expected contiguous or chunked");
    };
  }

  private static Dataset cubeDataset(Path path, HdfFile file) throws CubeFormatException {
    Map<String, Node> children = file.getChildren();
    if (children.get(CUBE) instanceof Dataset dataset) {
      return dataset;
    }
    List<Dataset> cubes =
        children.values().stream()
            .filter(Dataset.class::isInstance)
            .map(Dataset.class::cast)
            .filter(dataset -> dataset.getDimensionsAsLong().length == 3)
            .toList();
    if (cubes.size() != 1) {
      throw new CubeFormatException(
          path,
          CUBE,
          "missing, and %d other datasets have three dimensions, expected (height, width, bins)"
              .formatted(cubes.size()));
    }
    return cubes.getFirst();
  }

  private static SampleType type(Path path, Dataset dataset) throws CubeFormatException {
    SampleType found =
        switch (dataset.getDataType()) {
          case FixedPoint integer
              when integer.getBitOffset() == 0
                  && integer.getBitPrecision() == 8 * integer.getSize() ->
              switch (integer.getSize()) {
                case 1 -> integer.isSigned() ? SampleType.I8 : SampleType.U8;
                case 2 -> integer.isSigned() ? SampleType.I16 : SampleType.U16;
                case 4 -> integer.isSigned() ? SampleType.I32 : SampleType.U32;
                case 8 -> integer.isSigned() ? SampleType.I64 : SampleType.U64;
                default -> null;
              };
          case FloatingPoint number ->
              switch (number.getSize()) {
                case 4 -> SampleType.F32;
                case 8 -> SampleType.F64;
                default -> null;
              };
          default -> null;
        };
    if (found == null) {
      throw new CubeFormatException(
          path,
          CUBE,
          "%s of %d bytes, expected whole numbers of 1, 2, 4 or 8 bytes or floats of 4 or 8"
              .formatted(
                  dataset.getDataType().getClass().getSimpleName(),
                  dataset.getDataType().getSize()));
    }
    return found;
  }

  private static ByteOrder order(Dataset dataset) {
    return switch (dataset.getDataType()) {
      case FixedPoint integer -> integer.getByteOrder();
      case FloatingPoint number -> number.getByteOrder();
      default -> ByteOrder.nativeOrder();
    };
  }

  private static Optional<EnergyAxis> energy(Path path, HdfFile file, int bins)
      throws CubeFormatException {
    if (!(file.getChildren().get(ENERGY) instanceof Dataset energies)) {
      return Optional.empty();
    }
    if (energies.getSize() > bins + 1L) {
      throw new CubeFormatException(
          path, ENERGY, energies.getSize() + " energies, expected " + bins);
    }
    double[] kev =
        switch (energies.getDataFlat()) {
          case double[] values -> values;
          case float[] values -> {
            double[] wide = new double[values.length];
            Arrays.setAll(wide, i -> values[i]);
            yield wide;
          }
          case int[] values -> Arrays.stream(values).asDoubleStream().toArray();
          case long[] values -> Arrays.stream(values).asDoubleStream().toArray();
          case null, default -> throw new CubeFormatException(path, ENERGY, "expected numbers");
        };
    return Optional.of(Fields.energies(path, ENERGY, bins, kev));
  }

  /** Scalar attributes of the root and of the dataset, whose own win. */
  private static Map<String, Object> attributes(HdfFile file, Dataset dataset) {
    Map<String, Object> attributes = new TreeMap<>();
    for (Node node : List.of(file, dataset)) {
      for (Attribute attribute : node.getAttributes().values()) {
        if (attribute.isScalar() && !attribute.isEmpty()) {
          switch (attribute.getData()) {
            case String text -> attributes.put(attribute.getName(), text);
            case Double number -> attributes.put(attribute.getName(), number);
            case Float number -> attributes.put(attribute.getName(), number.doubleValue());
            case Byte _, Short _, Integer _, Long _ ->
                attributes.put(attribute.getName(), ((Number) attribute.getData()).longValue());
            case null, default -> {}
          }
        }
      }
    }
    return attributes;
  }
}
