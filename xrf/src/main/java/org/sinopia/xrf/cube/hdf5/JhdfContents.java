package org.sinopia.xrf.cube.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Link;
import io.jhdf.api.Node;
import io.jhdf.links.SoftLink;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.store.MappedFile;
import org.sinopia.xrf.cube.store.SampleFile;

/**
 * A file as jHDF reads it. Up to 2 GiB it is one mapping, of which jHDF takes slices, checked
 * against its size; from a larger one it reads and maps parts itself.
 */
final class JhdfContents implements Hdf5Contents {

  private final Path path;
  private final Optional<MappedFile> mapping;
  private final SampleFile samples;
  private final HdfFile file;
  private final SortedMap<String, Hdf5Object> objects = new TreeMap<>();
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, String> softLinks = new TreeMap<>();

  private JhdfContents(Path path, Optional<MappedFile> mapping, SampleFile samples, HdfFile file) {
    this.path = path;
    this.mapping = mapping;
    this.samples = samples;
    this.file = file;
  }

  /**
   * Opens a file.
   *
   * @throws UnsupportedContentsException if it holds something that only the HDF5 library reads
   * @throws CubeFormatException if it is cut off
   */
  static JhdfContents open(Path path) throws IOException {
    MappedFile mapping = null;
    HdfFile file = null;
    SampleFile samples = SampleFile.open(path);
    try {
      if (Files.size(path) <= Integer.MAX_VALUE) {
        mapping = MappedFile.open(path);
        file = HdfFile.fromByteBuffer(mapping.bytes().asByteBuffer());
      } else {
        file = new HdfFile(path);
      }
      JhdfContents contents = new JhdfContents(path, Optional.ofNullable(mapping), samples, file);
      contents.requireWhole();
      contents.walk(file, "/", new HashSet<>());
      SoftLinks.follow(contents.objects, contents.softLinks, contents::alias);
      return contents;
    } catch (IOException | RuntimeException | Error e) {
      if (file != null) {
        file.close();
      }
      if (mapping != null) {
        mapping.close();
      }
      samples.close();
      throw e;
    }
  }

  /** Something in a file that jHDF does not read. */
  static final class UnsupportedContentsException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsupportedContentsException(String message) {
      super(message);
    }
  }

  private void requireWhole() throws IOException {
    long length = Files.size(path);
    long end = file.getHdfBackingStorage().getSuperblock().getEndOfFileAddress();
    if (end > length) {
      throw new CubeFormatException(
          path, "length", length + " bytes, expected " + end + ": the file is cut off");
    }
  }

  private void walk(Node node, String at, Set<Long> above) throws IOException {
    if (objects.size() >= MAX_OBJECTS) {
      throw new CubeFormatException(
          path, "HDF5", "more than " + MAX_OBJECTS + " groups and datasets");
    }
    switch (node) {
      case SoftLink soft -> softLinks.put(at, SoftLinks.absolute(at, soft.getTargetPath()));
      case Link _ -> throw new UnsupportedContentsException(at + " is an external link");
      case Group group -> {
        put(at, node, true, new long[0], Optional.empty());
        if (above.size() < MAX_DEPTH && above.add(group.getAddress())) {
          for (Map.Entry<String, Node> child : group.getChildren().entrySet()) {
            walk(child.getValue(), (at.equals("/") ? "/" : at + "/") + child.getKey(), above);
          }
          above.remove(group.getAddress());
        }
      }
      case Dataset dataset ->
          put(at, node, false, dataset.getDimensionsAsLong(), Optional.ofNullable(type(dataset)));
      default -> {}
    }
  }

  private void put(String at, Node node, boolean group, long[] sizes, Optional<SampleType> type) {
    objects.put(
        at,
        new Hdf5Object(at, Long.toString(node.getAddress()), group, sizes, type, attributes(node)));
    nodes.put(at, node);
  }

  private void alias(String alias, Hdf5Object target) {
    nodes.put(alias, nodes.get(target.path()));
  }

  private static SampleType type(Dataset dataset) {
    return switch (dataset.getDataType()) {
      case FixedPoint integer
          when integer.getBitOffset() == 0 && integer.getBitPrecision() == 8 * integer.getSize() ->
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
  }

  private static Map<String, Object> attributes(Node node) {
    Map<String, Object> attributes = new TreeMap<>();
    for (Attribute attribute : node.getAttributes().values()) {
      Object value = value(attribute);
      if (value != null) {
        attributes.put(attribute.getName(), value);
      }
    }
    return attributes;
  }

  private static Object value(Attribute attribute) {
    if (attribute.isEmpty() || attribute.getSize() > 1 << 16) {
      return null;
    }
    return switch (attribute.getData()) {
      case String text -> text;
      case String[] texts -> texts;
      case Byte _, Short _, Integer _, Long _ -> ((Number) attribute.getData()).longValue();
      case Number number -> new double[] {number.doubleValue()};
      case null -> null;
      case Object array -> numbers(array);
    };
  }

  /** The numbers of a one-dimensional array, or null. */
  private static double[] numbers(Object array) {
    return switch (array) {
      case double[] values -> values;
      case float[] values -> {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        yield wide;
      }
      case byte[] values -> {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        yield wide;
      }
      case short[] values -> {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        yield wide;
      }
      case int[] values -> Arrays.stream(values).asDoubleStream().toArray();
      case long[] values -> Arrays.stream(values).asDoubleStream().toArray();
      case null, default -> null;
    };
  }

  @Override
  public SortedMap<String, Hdf5Object> objects() {
    return objects;
  }

  @Override
  public double[] numbers(Hdf5Object dataset) throws IOException {
    Object data = ((Dataset) nodes.get(dataset.path())).getDataFlat();
    double[] values =
        data instanceof Number number ? new double[] {number.doubleValue()} : numbers(data);
    if (values == null) {
      throw new CubeFormatException(path, dataset.path(), "expected numbers");
    }
    return values;
  }

  @Override
  public Hdf5Array array(Hdf5Object dataset) throws IOException {
    return JhdfArray.of(path, file, mapping, samples, dataset, (Dataset) nodes.get(dataset.path()));
  }

  @Override
  public void close() throws IOException {
    file.close();
    mapping.ifPresent(MappedFile::close);
    samples.close();
  }
}
