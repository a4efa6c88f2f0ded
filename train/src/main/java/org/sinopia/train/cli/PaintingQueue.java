package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sinopia.train.data.Made;
import org.sinopia.train.data.SyntheticPainting;

/** Synthetic paintings in order, made ahead on all cores; a few are in memory at a time. */
final class PaintingQueue implements AutoCloseable {
  private final Iterator<Map.Entry<String, Path>> wanted;
  private final Making making;
  private final int ahead = Runtime.getRuntime().availableProcessors() + 1;
  private final ExecutorService workers = Executors.newFixedThreadPool(ahead - 1);
  private final Queue<Future<SyntheticPainting>> made = new ArrayDeque<>();

  /** Makes one. */
  @FunctionalInterface
  interface Making {
    /** The painting of a name, from a picture's file. */
    SyntheticPainting painting(String name, Path image) throws IOException;
  }

  /**
   * Begins.
   *
   * @param wanted files of pictures by the names of their scans
   * @param making is called on several threads
   */
  PaintingQueue(SequencedMap<String, Path> wanted, Making making) {
    this.wanted = wanted.entrySet().iterator();
    this.making = making;
  }

  /** Whether there is one more. */
  boolean hasNext() {
    return wanted.hasNext() || !made.isEmpty();
  }

  /** The next one; only if there is one. */
  SyntheticPainting next() throws IOException {
    while (made.size() < ahead && wanted.hasNext()) {
      Map.Entry<String, Path> one = wanted.next();
      made.add(workers.submit(() -> making.painting(one.getKey(), one.getValue())));
    }
    return Made.get(made.remove());
  }

  @Override
  public void close() {
    workers.shutdownNow();
    workers.close();
  }
}
