package org.sinopia.train.view.reading;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.sinopia.xrf.cube.Tile;

/**
 * One reading of a scan, piece by piece, while somebody wants its result. Runs in one thread and
 * may be watched from any.
 */
public final class Pass {
  private static final long NAP_MILLIS = 100;

  private final String title;
  private final Interest interest;
  private final boolean patient;
  private final AtomicLong done = new AtomicLong();
  private volatile long total = 1;
  private volatile State state = State.WAITING;
  private volatile String problem = "";
  private volatile boolean cancelled;

  /** How far a pass is. */
  public enum State {
    WAITING,
    RUNNING,
    DONE,
    CANCELLED,
    FAILED
  }

  /** Work on the pieces. */
  public interface Work extends AutoCloseable {
    /** The first bin that is read. */
    int firstBin();

    /** The bin after the last that is read. */
    int endBin();

    /** The pieces, in the order in which they are read. */
    default CellOrder order(ScanSource source) {
      return source.order();
    }

    /** Whether a piece matters. */
    default boolean wants(Tile tile) {
      return true;
    }

    /**
     * Takes a piece.
     *
     * @param spectra of its pixels, ordered (row, column, bin); may be changed
     * @param written whether the file holds a pixel's samples
     */
    void take(CellOrder.Step step, float[] spectra, boolean[] written) throws IOException;

    /** All pieces were taken. */
    default void finish() throws IOException {}

    @Override
    default void close() throws IOException {}
  }

  /** Makes the work in the thread that does it. */
  @FunctionalInterface
  public interface Maker {
    Work make() throws IOException;
  }

  /**
   * A pass that has not begun.
   *
   * @param title what people call it
   * @param interest of those who look
   * @param patient whether it waits, rather than ends, while nobody looks
   */
  public Pass(String title, Interest interest, boolean patient) {
    this.title = title;
    this.interest = interest;
    this.patient = patient;
  }

  public String title() {
    return title;
  }

  public Interest interest() {
    return interest;
  }

  public State state() {
    return state;
  }

  /** 0 to 1. */
  public double progress() {
    return state == State.DONE ? 1 : (double) done.get() / total;
  }

  /** Why it failed, in one line; empty if it did not. */
  public Optional<String> problem() {
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
  }

  /** Whether it is over, in whatever way. */
  public boolean isOver() {
    return state == State.DONE || state == State.CANCELLED || state == State.FAILED;
  }

  /** Ends it at the next piece. */
  public void cancel() {
    cancelled = true;
  }

  /** Reads all pieces, unless it is cancelled; true if it came to the end. */
  public boolean run(ScanSource source, Maker maker) {
    state = State.RUNNING;
    try (Work work = maker.make()) {
      CellOrder order = work.order(source);
      total = Math.max(1, order.steps().size());
      int bins = work.endBin() - work.firstBin();
      float[] spectra = new float[0];
      for (CellOrder.Step step : order.steps()) {
        if (!goOn()) {
          state = State.CANCELLED;
          return false;
        }
        Tile tile = step.tile();
        if (work.wants(tile)) {
          int samples = Math.toIntExact(tile.pixels() * bins);
          spectra = spectra.length < samples ? new float[samples] : spectra;
          source.read(tile, work.firstBin(), work.endBin(), spectra);
          work.take(step, spectra, written(source, tile));
        }
        done.incrementAndGet();
      }
      work.finish();
      state = State.DONE;
      return true;
    } catch (IOException | IllegalArgumentException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (RuntimeException | OutOfMemoryError e) {
      fail(title + ": " + e);
    }
    return false;
  }

  private void fail(String why) {
    problem = why.replaceAll("\\R+", " ");
    state = State.FAILED;
  }

  private boolean goOn() {
    try {
      while (patient && !cancelled && !interest.isLive()) {
        Thread.sleep(NAP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !cancelled && interest.isLive() && !Thread.currentThread().isInterrupted();
  }

  private static boolean[] written(ScanSource source, Tile tile) {
    boolean[] written = new boolean[(int) tile.pixels()];
    for (int p = 0; p < written.length; p++) {
      written[p] =
          source.isWritten(tile.row() + p / tile.width(), tile.column() + p % tile.width());
    }
    return written;
  }
}
