package org.sinopia.train.view.server;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The page's own files, all in memory: a request's path is a key of a table and never a file's
 * name.
 */
final class PageFiles {
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "app.js", "text/javascript; charset=utf-8",
          "app.css", "text/css; charset=utf-8",
          "licences.txt", "text/plain; charset=utf-8");

  private final Map<String, Answer> files = new LinkedHashMap<>();

  /**
   * Reads the files from beside a class.
   *
   * @throws IOException if one is missing
   */
  PageFiles(Class<?> beside) throws IOException {
    for (Map.Entry<String, String> file : MEDIA_TYPES.entrySet()) {
      try (InputStream in = beside.getResourceAsStream(file.getKey())) {
        if (in == null) {
          throw new IOException(file.getKey() + ": not in the program; build it again");
        }
        MemorySegment bytes = MemorySegment.ofArray(in.readAllBytes());
        files.put(file.getKey(), Answer.bytes(file.getValue(), bytes));
      }
    }
  }

  /** The file of a path; the page itself has none. */
  Optional<Answer> find(String path) {
    return Optional.ofNullable(files.get(path.isEmpty() ? "index.html" : path));
  }
}
