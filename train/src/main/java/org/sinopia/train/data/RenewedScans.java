package org.sinopia.train.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Scans that are made anew for each block of spectra, so that a network never sees one again and
 * cannot learn any by heart. While a block is in use, the next one's scans are made on all cores.
 */
public final class RenewedScans implements SpectrumSupply, AutoCloseable {
  private final int scans;
  private final Making making;
  private final Function<List<CubeSource>, SpectrumSampler> sampler;
  private final ExecutorService workers =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  private long ahead = -1;
  private List<Future<CubeSource>> next = List.of();

  /** Makes a scan. */
  @FunctionalInterface
  public interface Making {
    /**
     * The scan of a number from 0, the same always; called on several threads.
     *
     * @throws IOException if its picture cannot be read
     */
    CubeSource scan(long number) throws IOException;
  }

  /**
   * Prepares.
   *
   * @param scans of a block, at least 1
   * @param making makes them
   * @param sampler draws from those of a block
   */
  public RenewedScans(
      int scans, Making making, Function<List<CubeSource>, SpectrumSampler> sampler) {
    if (scans < 1) {
      throw new IllegalArgumentException("scans of a block: " + scans + ", expected at least 1");
    }
    this.scans = scans;
    this.making = making;
    this.sampler = sampler;
  }

  @Override
  public synchronized SpectrumSampler of(long block) throws IOException {
    List<Future<CubeSource>> wanted = block == ahead ? next : begin(block);
    List<CubeSource> made = new ArrayList<>();
    for (Future<CubeSource> scan : wanted) {
      made.add(get(scan));
    }
    ahead = block + 1;
    next = begin(ahead);
    return sampler.apply(made);
  }

  private List<Future<CubeSource>> begin(long block) {
    List<Future<CubeSource>> begun = new ArrayList<>();
    for (int i = 0; i < scans; i++) {
      long number = Math.addExact(Math.multiplyExact(block, (long) scans), i);
      begun.add(workers.submit(() -> making.scan(number)));
    }
    return begun;
  }

  private static CubeSource get(Future<CubeSource> scan) throws IOException {
    try {
      return scan.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException)
          new InterruptedIOException("interrupted while scans are made").initCause(e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  /** Makes no more. */
  @Override
  public void close() {
    workers.shutdownNow();
    workers.close();
  }
}
