package org.sinopia.xrf.cube.hdf5;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.store.EnergyField;

/**
 * Finds the energy axis of a dataset: HyperSpy's axis, the list that NeXus's {@code axes} names, a
 * list {@code energy}, or a calibration (offset, gain, quadratic), beside the dataset or in its
 * attributes.
 */
final class Hdf5Energy {

  private static final List<String> LISTS = List.of("energy", "Energy", "energies", "mca_energy");

  private static final List<String> CALIBRATIONS =
      List.of("calibration", "energy_calib", "Energy_Calibration", "energy_calibration");

  private final Path path;
  private final Hdf5Contents contents;
  private final Hdf5Object dataset;
  private final List<String> warnings;

  Hdf5Energy(Path path, Hdf5Contents contents, Hdf5Object dataset, List<String> warnings) {
    this.path = path;
    this.contents = contents;
    this.dataset = dataset;
    this.warnings = warnings;
  }

  /** Where what belongs to a dataset may lie: its own group, then those above. */
  private static List<String> groups(Hdf5Object dataset) {
    List<String> groups = new ArrayList<>();
    for (String group = dataset.parent(); !group.equals("/"); ) {
      groups.add(group);
      group = group.lastIndexOf('/') == 0 ? "/" : group.substring(0, group.lastIndexOf('/'));
    }
    groups.add("");
    return groups;
  }

  /** HyperSpy's {@code axis-N} groups beside a dataset, in order. */
  static List<Hdf5Object> hyperspyAxes(SortedMap<String, Hdf5Object> objects, Hdf5Object dataset) {
    List<Hdf5Object> axes = new ArrayList<>();
    String parent = dataset.parent().equals("/") ? "" : dataset.parent();
    for (int d = 0; d < dataset.sizes().length; d++) {
      Hdf5Object axis = objects.get(parent + "/axis-" + d);
      if (axis != null && axis.group()) {
        axes.add(axis);
      }
    }
    return axes;
  }

  /** The names that NeXus gives a dataset's dimensions, if it gives any. */
  static String[] axisNames(SortedMap<String, Hdf5Object> objects, Hdf5Object dataset) {
    Hdf5Object group = objects.get(dataset.parent());
    for (Hdf5Object holder : new Hdf5Object[] {dataset, group}) {
      Object axes = holder == null ? null : holder.attributes().get("axes");
      if (axes instanceof String[] names && names.length == dataset.sizes().length) {
        return names;
      }
      if (axes instanceof String names) {
        String[] parts = names.replaceAll("[\\[\\]]", "").strip().split("[:,]");
        if (parts.length == dataset.sizes().length) {
          return parts;
        }
      }
    }
    return new String[0];
  }

  /** A list of energies by its usual names, beside a dataset or in the groups above. */
  static Optional<Hdf5Object> listBeside(
      SortedMap<String, Hdf5Object> objects, Hdf5Object dataset) {
    for (String group : groups(dataset)) {
      for (String name : LISTS) {
        Hdf5Object list = objects.get(group + "/" + name);
        if (list != null && list.isList()) {
          return Optional.of(list);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The cube on its axis, if there is one.
   *
   * @param bin dimension of the bins
   */
  DataCube applyTo(DataCube cube, int bin) throws IOException {
    SortedMap<String, Hdf5Object> objects = contents.objects();
    for (Hdf5Object axis : hyperspyAxes(objects, dataset)) {
      if (axis.name().equals("axis-" + bin) && axis.number("scale").isPresent()) {
        return field(axis.path(), axis.text("units").orElse(""))
            .applyTo(
                cube, axis.number("offset").orElse(0.0), axis.number("scale").orElseThrow(), 0);
      }
    }
    Optional<Hdf5Object> list =
        named(axisNames(objects, dataset), bin).or(() -> listBeside(objects, dataset));
    int bins = cube.header().bins();
    boolean fits =
        list.isPresent() && (list.get().count() == bins || list.get().count() == bins + 1L);
    boolean own = list.isPresent() && list.get().parent().equals(dataset.parent());
    if (fits || own) {
      double[] energies =
          list.get().count() > bins + 1L ? new double[bins + 2] : contents.numbers(list.get());
      return field(
              list.get().path(),
              list.get().text("units").or(() -> list.get().text("unit")).orElse(""))
          .applyTo(cube, energies);
    }
    return calibrated(cube);
  }

  private EnergyField field(String name, String unit) {
    return new EnergyField(path, name, unit, warnings);
  }

  /** The list that the name of an axis means, unless it counts channels. */
  private Optional<Hdf5Object> named(String[] names, int bin) {
    if (bin >= names.length || names[bin].toLowerCase(Locale.ROOT).contains("channel")) {
      return Optional.empty();
    }
    String parent = dataset.parent().equals("/") ? "" : dataset.parent();
    return Optional.ofNullable(contents.objects().get(parent + "/" + names[bin].strip()))
        .filter(Hdf5Object::isList);
  }

  private DataCube calibrated(DataCube cube) throws IOException {
    for (String group : groups(dataset)) {
      for (String name : CALIBRATIONS) {
        Hdf5Object list = contents.objects().get(group + "/" + name);
        if (list != null && list.isList() && list.count() >= 2 && list.count() <= 3) {
          double[] abc = contents.numbers(list);
          return field(list.path(), list.text("units").orElse(""))
              .applyTo(cube, abc[0], abc[1], abc.length == 3 ? abc[2] : 0);
        }
      }
    }
    Object own = dataset.attributes().get("calibration");
    if (own instanceof double[] abc && (abc.length == 2 || abc.length == 3)) {
      return field(dataset.path() + ": attribute calibration", unit())
          .applyTo(cube, abc[0], abc[1], abc.length == 3 ? abc[2] : 0);
    }
    Optional<Double> gain =
        dataset
            .number("gain")
            .or(() -> dataset.number("scale"))
            .or(() -> dataset.number("xperchan"));
    Optional<Double> offset = dataset.number("offset").or(() -> dataset.number("zero"));
    if (gain.isPresent() && offset.isPresent()) {
      return field(dataset.path() + ": attributes offset and gain", unit())
          .applyTo(cube, offset.get(), gain.get(), dataset.number("quadratic").orElse(0.0));
    }
    return cube;
  }

  private String unit() {
    return dataset
        .text("energy_units")
        .or(() -> dataset.text("units"))
        .or(() -> dataset.text("unit"))
        .filter(unit -> !unit.toLowerCase(Locale.ROOT).startsWith("count"))
        .orElse("");
  }
}
