package org.sinopia.train.view.reading;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;

/** A scan's spectra: from its file, or from a {@link TiledCopy} once there is one. Thread-safe. */
public final class ScanSource implements AutoCloseable {
  private final String name;
  private final DataCube cube;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile Optional<TiledCopy> copy = Optional.empty();
  private boolean closed;

  /**
   * A scan.
   *
   * @param name for messages
   * @param cube closed with this
   */
  public ScanSource(String name, DataCube cube) {
    this.name = name;
    this.cube = cube;
  }

  public String name() {
    return name;
  }

  public CubeHeader header() {
    return cube.header();
  }

  /** The file's own cube, for work that reads it as a whole. */
  public DataCube cube() {
    return cube;
  }

  /** From now on spectra come from a copy, which is closed with this. */
  void use(TiledCopy tiles) {
    copy = Optional.of(tiles);
  }

  public boolean isCopied() {
    return copy.isPresent();
  }

  /** The order in which it is best read. */
  CellOrder order() {
    return CellOrder.of(copy.<DataCube>map(c -> c).orElse(cube));
  }

  /** Whether the file holds samples of a pixel. */
  public boolean isWritten(int row, int column) {
    return cube.isWritten(row, column);
  }

  /**
   * Reads some bins of a rectangle of spectra.
   *
   * @param tile pixels
   * @param firstBin first bin
   * @param endBin bin after the last
   * @param counts receives them, ordered (row, column, bin)
   * @throws IOException if the file cannot be read any more
   */
  public void read(Tile tile, int firstBin, int endBin, float[] counts) throws IOException {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IOException(name + ": closed");
      }
      Optional<TiledCopy> tiles = copy;
      if (tiles.isPresent()) {
        tiles.get().readBins(tile, firstBin, endBin, counts);
        return;
      }
      int bins = cube.header().bins();
      if (firstBin == 0 && endBin == bins) {
        cube.readFloats(tile, counts);
        return;
      }
      cut(tile, firstBin, endBin, counts);
    } catch (InternalError e) {
      // The JVM's word for a mapped file that was cut short.
      throw new IOException(name + ": cannot be read any more; was it cut or removed?", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  private void cut(Tile tile, int firstBin, int endBin, float[] counts) throws IOException {
    int bins = cube.header().bins();
    float[] whole = new float[Math.toIntExact(tile.pixels() * bins)];
    cube.readFloats(tile, whole);
    int kept = endBin - firstBin;
    for (int p = 0; p < tile.pixels(); p++) {
      System.arraycopy(whole, p * bins + firstBin, counts, p * kept, kept);
    }
  }

  @Override
  public void close() throws IOException {
    lock.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (copy.isPresent()) {
        copy.get().close();
      }
      cube.close();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
