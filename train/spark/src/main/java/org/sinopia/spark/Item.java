package org.sinopia.spark;

import java.io.Serializable;
import java.util.List;

/**
 * One picture, cube or pair that a job is applied to.
 *
 * @param name of what becomes of it; unique in a job
 * @param files it, and then what lies beside it and belongs to it
 * @param pairs of a pair, the JSON of a list that holds it alone; else empty
 */
record Item(String name, List<Stored> files, String pairs) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * A stored file.
   *
   * @param uri where, with its file system
   * @param bytes its size
   * @param modified when it was last changed, in milliseconds since 1970
   */
  record Stored(String uri, long bytes, long modified) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Its name without folder. */
    String name() {
      return uri.substring(uri.lastIndexOf('/') + 1);
    }
  }

  Item {
    files = List.copyOf(files);
  }

  /** Where it is. */
  String uri() {
    return files.getFirst().uri();
  }

  /** All bytes that are read for it. */
  long bytes() {
    return files.stream().mapToLong(Stored::bytes).sum();
  }
}
