package org.sinopia.xrf.cube.hdf5;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.sinopia.xrf.cube.SampleType;

/**
 * A group or dataset of an HDF5 file, as reached by one of its paths.
 *
 * @param path from the root, such as {@code /entry/data}; {@code /} is the root
 * @param identity equal for all paths that lead to the same object
 * @param group whether it is a group
 * @param sizes of a dataset's dimensions, slowest first; empty for groups and scalars
 * @param type number type of a dataset; empty for groups and for other data
 * @param attributes by name: strings, string arrays ({@code String[]}), a whole number (long),
 *     other numbers ({@code double[]})
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the identity tells objects apart.
record Hdf5Object(
    String path,
    String identity,
    boolean group,
    long[] sizes,
    Optional<SampleType> type,
    Map<String, Object> attributes) {

  /** The same object by another path. */
  Hdf5Object at(String alias) {
    return new Hdf5Object(alias, identity, group, sizes, type, attributes);
  }

  /** The last part of the path. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The path of the group that holds it; of the root, the empty string. */
  String parent() {
    int slash = path.lastIndexOf('/');
    return slash == 0 ? (path.length() == 1 ? "" : "/") : path.substring(0, slash);
  }

  /** An attribute that is a text, if there is one of this name. */
  Optional<String> text(String attribute) {
    return switch (attributes.get(attribute)) {
      case String text -> Optional.of(text.strip());
      case String[] texts when texts.length == 1 -> Optional.of(texts[0].strip());
      case null, default -> Optional.empty();
    };
  }

  /** An attribute that is one number, if there is one of this name. */
  Optional<Double> number(String attribute) {
    return switch (attributes.get(attribute)) {
      case Long whole -> Optional.of(whole.doubleValue());
      case double[] numbers when numbers.length == 1 -> Optional.of(numbers[0]);
      case null, default -> Optional.empty();
    };
  }

  /** Whether it is a row of numbers; MATLAB's have a second dimension, of size 1. */
  boolean isList() {
    return isNumeric() && sizes.length > 0 && Arrays.stream(sizes).filter(s -> s != 1).count() <= 1;
  }

  /** Numbers of a list. */
  long count() {
    return Arrays.stream(sizes).max().orElse(1);
  }

  /** Whether it is a dataset of numbers. */
  boolean isNumeric() {
    return !group && type.isPresent();
  }
}
