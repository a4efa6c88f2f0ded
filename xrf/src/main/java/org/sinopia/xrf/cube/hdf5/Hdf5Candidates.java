package org.sinopia.xrf.cube.hdf5;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeSelection;

/**
 * Finds the dataset that is the cube: the selected one; {@code img} of ganX; the plot that NeXus
 * names as the default; the sum that PyXRF keeps; the array of XRF-Maps; otherwise the only one of
 * three or four dimensions whose spectra are long enough, or in the root of three.
 */
final class Hdf5Candidates {

  /** Channels of the shortest spectrum that is taken for one without being asked. */
  private static final int MIN_BINS = 32;

  private static final int MAX_LISTED = 12;

  private final Path path;
  private final SortedMap<String, Hdf5Object> objects;

  Hdf5Candidates(Path path, SortedMap<String, Hdf5Object> objects) {
    this.path = path;
    this.objects = objects;
  }

  /**
   * The dataset.
   *
   * @throws CubeFormatException listing the candidates, if there are several or none
   */
  Hdf5Object choose(CubeSelection selection) throws CubeFormatException {
    if (selection.dataset().isPresent()) {
      return selected(selection.dataset().get());
    }
    Hdf5Object own = objects.get("/" + Hdf5File.CUBE);
    if (own != null && !own.group()) {
      return own;
    }
    Optional<Hdf5Object> plot = nexusDefault();
    Optional<Hdf5Object> known = (plot.isPresent() ? plot : pyxrf(selection)).or(this::xrfMaps);
    return known.isPresent() ? known.get() : only();
  }

  private Hdf5Object selected(String wanted) throws CubeFormatException {
    Hdf5Object object = objects.get(wanted.startsWith("/") ? wanted : "/" + wanted);
    if (object == null || object.group()) {
      throw new CubeFormatException(
          path, "dataset", wanted + ": not in the file; " + listed(candidates()));
    }
    return object;
  }

  private boolean canBeCube(Hdf5Object object) {
    if (!object.isNumeric()) {
      return false;
    }
    long[] sizes = object.sizes();
    long longest =
        Math.max(sizes.length > 0 ? sizes[0] : 0, sizes.length > 0 ? sizes[sizes.length - 1] : 0);
    return (sizes.length == 3 || sizes.length == 4)
        && Arrays.stream(sizes).allMatch(size -> size > 0)
        && longest >= MIN_BINS;
  }

  /** Follows the attributes {@code default} and {@code signal} from the root (NXdata). */
  private Optional<Hdf5Object> nexusDefault() {
    Hdf5Object group = objects.get("/");
    for (int depth = 0; group != null && depth < Hdf5Contents.MAX_DEPTH; depth++) {
      Optional<Hdf5Object> signal = signal(group);
      if (signal.isPresent()) {
        return signal.filter(this::canBeCube);
      }
      Optional<String> next = group.text("default");
      if (next.isEmpty()) {
        return Optional.empty();
      }
      group =
          objects.get(
              SoftLinks.absolute(
                  group.path().equals("/") ? "/x" : group.path() + "/x", next.get()));
    }
    return Optional.empty();
  }

  private Optional<Hdf5Object> signal(Hdf5Object group) {
    return group
        .text("signal")
        .map(name -> objects.get((group.path().equals("/") ? "" : group.path()) + "/" + name))
        .filter(object -> !object.group());
  }

  private Optional<Hdf5Object> pyxrf(CubeSelection selection) throws CubeFormatException {
    String name =
        selection.detector().isPresent() ? "det" + (selection.detector().getAsInt() + 1) : "detsum";
    Optional<Hdf5Object> found =
        Optional.ofNullable(objects.get("/xrfmap/" + name + "/counts")).filter(this::canBeCube);
    long detectors =
        objects.keySet().stream().filter(path -> path.matches("/xrfmap/det\\d+/counts")).count();
    if (found.isEmpty() && selection.detector().isPresent() && detectors > 0) {
      throw new CubeFormatException(
          path,
          "detector",
          "%d, expected 0 to %d in /xrfmap"
              .formatted(selection.detector().getAsInt(), detectors - 1));
    }
    return found;
  }

  private Optional<Hdf5Object> xrfMaps() {
    return Optional.ofNullable(objects.get("/MAPS/mca_arr"))
        .or(() -> Optional.ofNullable(objects.get("/MAPS/Spectra/mca_arr")))
        .filter(this::canBeCube);
  }

  private Hdf5Object only() throws CubeFormatException {
    List<Hdf5Object> found = candidates();
    List<Hdf5Object> signals =
        found.stream()
            .filter(
                object ->
                    object.text("interpretation").filter("spectrum"::equals).isPresent()
                        || object.attributes().containsKey("signal")
                        || Optional.ofNullable(objects.get(object.parent()))
                            .flatMap(group -> group.text("signal"))
                            .filter(object.name()::equals)
                            .isPresent())
            .toList();
    if (found.size() != 1 && signals.size() == 1) {
      return signals.getFirst();
    }
    if (found.size() == 1) {
      return found.getFirst();
    }
    List<Hdf5Object> inRoot =
        objects.values().stream()
            .filter(object -> object.isNumeric() && object.sizes().length == 3)
            .filter(object -> object.parent().equals("/"))
            .toList();
    if (found.isEmpty() && inRoot.size() == 1) {
      return inRoot.getFirst();
    }
    throw new CubeFormatException(path, "dataset", listed(found));
  }

  /** Datasets that can be cubes, each once, by its shortest path. */
  private List<Hdf5Object> candidates() {
    List<Hdf5Object> all = new ArrayList<>();
    objects.values().stream()
        .filter(this::canBeCube)
        .sorted(
            (a, b) -> {
              int depth = Long.compare(depth(a), depth(b));
              return depth != 0 ? depth : a.path().compareTo(b.path());
            })
        .forEach(all::add);
    Set<String> seen = new HashSet<>();
    all.removeIf(object -> !seen.add(object.identity()));
    return all;
  }

  private static long depth(Hdf5Object object) {
    return object.path().chars().filter(c -> c == '/').count();
  }

  private String listed(List<Hdf5Object> found) {
    if (found.isEmpty()) {
      String others =
          objects.values().stream()
              .filter(object -> object.isNumeric() && object.sizes().length > 1)
              .limit(MAX_LISTED)
              .map(Hdf5Candidates::described)
              .collect(Collectors.joining(", "));
      return "none of three dimensions (height, width, bins) and %d bins or more%s"
          .formatted(MIN_BINS, others.isEmpty() ? "" : "; the file holds " + others);
    }
    String more =
        found.size() > MAX_LISTED ? " and %d more".formatted(found.size() - MAX_LISTED) : "";
    return "select one with --dataset: "
        + found.stream()
            .limit(MAX_LISTED)
            .map(Hdf5Candidates::described)
            .collect(Collectors.joining(", "))
        + more;
  }

  private static String described(Hdf5Object object) {
    return object.path()
        + Arrays.stream(object.sizes())
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", ", " (", ")"));
  }
}
