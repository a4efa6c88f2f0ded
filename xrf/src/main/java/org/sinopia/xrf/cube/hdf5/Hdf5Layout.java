package org.sinopia.xrf.cube.hdf5;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeSelection;

/**
 * Finds out which dimensions of a dataset are rows, columns, bins and detectors: by HyperSpy's
 * axes, NeXus's axes and interpretation, the layout of XRF-Maps, else the last is the spectrum.
 */
final class Hdf5Layout {

  /** The most detectors that a fourth dimension is taken for. */
  private static final int MAX_DETECTORS = 64;

  private static final int MIN_CHANNELS = 256;

  private final Path path;
  private final SortedMap<String, Hdf5Object> objects;
  private final Hdf5Object dataset;
  private final List<String> warnings;

  Hdf5Layout(
      Path path, SortedMap<String, Hdf5Object> objects, Hdf5Object dataset, List<String> warnings) {
    this.path = path;
    this.objects = objects;
    this.dataset = dataset;
    this.warnings = warnings;
  }

  /**
   * The dimensions.
   *
   * @throws CubeFormatException if there are other than two to four beside those of size 1, or no
   *     such detector
   */
  Hdf5Axes axes(CubeSelection selection) throws IOException {
    long[] sizes = dataset.sizes();
    List<Integer> kept = new ArrayList<>(IntStream.range(0, sizes.length).boxed().toList());
    int bin = binAxis(sizes);
    // Dimensions of size 1 beyond three say nothing.
    for (int d = 0; d < sizes.length && kept.size() > 3; d++) {
      if (sizes[d] == 1 && d != bin) {
        kept.remove(Integer.valueOf(d));
      }
    }
    kept.remove(Integer.valueOf(bin));
    int detector = -1;
    if (kept.size() == 3) {
      detector = detectorAxis(kept, sizes);
      kept.remove(Integer.valueOf(detector));
    }
    if (sizes.length < 2 || kept.isEmpty() || kept.size() > 2) {
      throw new CubeFormatException(
          path, dataset.path(), Arrays.toString(sizes) + ", expected (height, width, bins)");
    }
    // MATLAB stores arrays with their dimensions in reverse.
    boolean reversed = kept.size() == 2 && dataset.attributes().containsKey("MATLAB_class");
    int row = kept.size() == 2 ? kept.get(reversed ? 1 : 0) : -1;
    int column = reversed ? kept.getFirst() : kept.getLast();
    int detectors = detector < 0 ? 1 : Math.toIntExact(sizes[detector]);
    return new Hdf5Axes(
        row, column, bin, detector, detectors, selected(selection, detectors, detector, sizes));
  }

  private List<Integer> selected(CubeSelection selection, int detectors, int detector, long[] sizes)
      throws CubeFormatException {
    boolean own = dataset.path().matches("/xrfmap/det\\d+/counts");
    if (selection.detector().isPresent() && !own) {
      int wanted = selection.detector().getAsInt();
      if (wanted >= detectors) {
        throw new CubeFormatException(
            path,
            "detector",
            "%d, expected 0 to %d in %s".formatted(wanted, detectors - 1, dataset.path()));
      }
      return List.of(wanted);
    }
    if (detectors > 1) {
      warnings.add(
          "%s: dimension %d of %s is taken as %d detectors, which are summed; --detector N selects one"
              .formatted(dataset.path(), detector + 1, Arrays.toString(sizes), detectors));
    }
    return IntStream.range(0, detectors).boxed().toList();
  }

  private int binAxis(long[] sizes) {
    int last = sizes.length - 1;
    if (dataset.name().equals("mca_arr")) {
      return 0;
    }
    Optional<Integer> named = hyperspySignal().or(this::namedAxis);
    if (named.isPresent() && named.get() <= last) {
      return named.get();
    }
    if (dataset.text("interpretation").filter("spectrum"::equals).isPresent()) {
      return last;
    }
    if (dataset.text("interpretation").filter("image"::equals).isPresent()) {
      return 0;
    }
    Optional<Integer> listed = energyAxis(sizes);
    if (listed.isPresent()) {
      return listed.get();
    }
    boolean first = isChannels(sizes[0]) && !isChannels(sizes[last]) && sizes[0] > sizes[last];
    if (first && sizes.length > 2 && !dataset.name().equals(Hdf5File.CUBE)) {
      warnings.add(
          "%s: %s is taken as (bins, height, width), since spectra have %d channels rather than %d"
              .formatted(dataset.path(), Arrays.toString(sizes), sizes[0], sizes[last]));
      return 0;
    }
    return last;
  }

  private static boolean isChannels(long size) {
    return size >= MIN_CHANNELS && Long.bitCount(size) == 1;
  }

  /** The first or last dimension, if only it has as many bins as energies lie beside. */
  private Optional<Integer> energyAxis(long[] sizes) {
    Optional<Hdf5Object> energies = Hdf5Energy.listBeside(objects, dataset);
    if (energies.isEmpty()) {
      return Optional.empty();
    }
    long count = energies.get().count();
    int last = sizes.length - 1;
    boolean atEnd = count == sizes[last] || count == sizes[last] + 1;
    boolean atStart = count == sizes[0] || count == sizes[0] + 1;
    return atEnd == atStart ? Optional.empty() : Optional.of(atEnd ? last : 0);
  }

  /** HyperSpy describes each dimension by a group {@code axis-N}. */
  private Optional<Integer> hyperspySignal() {
    for (Hdf5Object axis : Hdf5Energy.hyperspyAxes(objects, dataset)) {
      boolean navigates =
          axis.number("navigate").map(n -> n != 0).orElse(false)
              || axis.text("navigate").filter("TRUE"::equalsIgnoreCase).isPresent();
      if (!navigates) {
        return Optional.of(Integer.valueOf(axis.name().substring("axis-".length())));
      }
    }
    return Optional.empty();
  }

  /** The dimension that NeXus's {@code axes} calls an energy or a channel. */
  private Optional<Integer> namedAxis() {
    String[] names = Hdf5Energy.axisNames(objects, dataset);
    for (int d = 0; d < names.length; d++) {
      if (names[d].toLowerCase(Locale.ROOT).matches(".*(energy|energies|channel|bins?|mca).*")) {
        return Optional.of(d);
      }
    }
    return Optional.empty();
  }

  /** The dimension of the detectors among three beside the bins: the first or last, if small. */
  private int detectorAxis(List<Integer> kept, long[] sizes) throws CubeFormatException {
    String[] names = Hdf5Energy.axisNames(objects, dataset);
    for (int d : kept) {
      if (d < names.length && names[d].toLowerCase(Locale.ROOT).matches(".*(det|element).*")) {
        return d;
      }
    }
    int first = kept.getFirst();
    int last = kept.getLast();
    int smaller = sizes[first] < sizes[last] ? first : last;
    if (sizes[smaller] > MAX_DETECTORS) {
      throw new CubeFormatException(
          path,
          dataset.path(),
          Arrays.toString(sizes)
              + ", expected (height, width, detectors, bins) of at most "
              + MAX_DETECTORS
              + " detectors");
    }
    return smaller;
  }
}
