package org.sinopia.xrf.cube.hdf5;

import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiConsumer;

/** Paths through soft links. */
final class SoftLinks {

  private SoftLinks() {}

  /**
   * Adds to a file's objects those that links lead to, also through several; links to nowhere are
   * left out.
   *
   * @param objects added to
   * @param links absolute target by absolute path of the link
   * @param added is told each new path and the object it leads to
   */
  static void follow(
      SortedMap<String, Hdf5Object> objects,
      Map<String, String> links,
      BiConsumer<String, Hdf5Object> added) {
    boolean found = true;
    for (int round = 0; found && round < Hdf5Contents.MAX_DEPTH; round++) {
      found = false;
      for (Map.Entry<String, String> link : links.entrySet()) {
        String target = link.getValue();
        String below = target.equals("/") ? "/" : target + "/";
        for (Hdf5Object object : objects.values().toArray(Hdf5Object[]::new)) {
          boolean reached = object.path().equals(target) || object.path().startsWith(below);
          if (!reached || objects.size() >= Hdf5Contents.MAX_OBJECTS) {
            continue;
          }
          String rest = object.path().substring(target.equals("/") ? 0 : target.length());
          String alias = link.getKey() + (rest.equals("/") ? "" : rest);
          long depth = alias.chars().filter(c -> c == '/').count();
          if (depth <= Hdf5Contents.MAX_DEPTH && !objects.containsKey(alias)) {
            objects.put(alias, object.at(alias));
            added.accept(alias, object);
            found = true;
          }
        }
      }
    }
  }

  /** The path that a link at {@code at} means: relative ones start in its group. */
  static String absolute(String at, String target) {
    String whole =
        target.startsWith("/") ? target : at.substring(0, at.lastIndexOf('/') + 1) + target;
    StringBuilder path = new StringBuilder();
    for (String part : whole.split("/", -1)) {
      if (!part.isEmpty() && !part.equals(".")) {
        path.append('/').append(part);
      }
    }
    return path.isEmpty() ? "/" : path.toString();
  }
}
