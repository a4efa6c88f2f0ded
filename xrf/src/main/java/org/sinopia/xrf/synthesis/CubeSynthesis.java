package org.sinopia.xrf.synthesis;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;
import org.sinopia.xrf.cube.format.CubeFile;

/**
 * Stores synthetic cubes. Each thread draws a cell of the file's grid at a time into its own memory
 * and hands it over, so memory is a cell for each thread, whatever the size of the cube.
 */
public final class CubeSynthesis {

  private CubeSynthesis() {}

  /**
   * Writes a cube in the format that a name's extension says; HDF5 uncompressed. If, against all
   * odds, a count does not fit the cube's number type, all is written again in a wider one.
   *
   * @param cube what to write
   * @param file where it goes; replaced when all is written
   * @param threads how many threads draw, at least 1; no more than there are cells to store
   * @param progress told the number of pixels that were just written, from any of the threads
   * @throws IOException if writing fails; nothing is left of the file then
   */
  public static void write(SyntheticCube cube, Path file, int threads, LongConsumer progress)
      throws IOException {
    if (threads < 1) {
      throw new IllegalArgumentException("synthesis: " + threads + " threads, expected 1 or more");
    }
    try (CubeWriter writer = CubeFile.create(file, cube.header())) {
      draw(cube, writer, threads, progress);
      writer.finish();
    } catch (CountOverflowException e) {
      SampleType wider = cube.header().type() == SampleType.U8 ? SampleType.U16 : SampleType.U32;
      write(cube.as(wider), file, threads, progress);
    }
  }

  private static void draw(
      SyntheticCube cube, CubeWriter writer, int threads, LongConsumer progress)
      throws IOException {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    int busy = Math.min(threads, writer.grid().cells());
    try (ExecutorService workers = Executors.newFixedThreadPool(busy)) {
      for (int i = 0; i < busy; i++) {
        running.add(
            workers.submit(
                () -> {
                  try {
                    drawCells(cube, writer, next, progress);
                  } catch (Throwable failure) {
                    // The others have nothing left to do.
                    next.set(writer.grid().cells());
                    throw failure;
                  }
                  return null;
                }));
      }
      for (Future<?> worker : running) {
        worker.get();
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      next.set(writer.grid().cells());
      Thread.currentThread().interrupt();
      throw new IOException("synthesis: interrupted", e);
    }
  }

  private static void drawCells(
      SyntheticCube cube, CubeWriter writer, AtomicInteger next, LongConsumer progress)
      throws IOException {
    CubeHeader header = cube.header();
    TileGrid grid = writer.grid();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment samples = arena.allocate(header.bytes(grid.cell(0)), 64);
      for (int index = next.getAndIncrement();
          index < grid.cells();
          index = next.getAndIncrement()) {
        Tile tile = grid.cell(index);
        cube.read(tile, samples);
        writer.write(tile, samples.asSlice(0, header.bytes(tile)));
        progress.accept(tile.pixels());
      }
    }
  }
}
