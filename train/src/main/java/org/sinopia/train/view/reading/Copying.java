package org.sinopia.train.view.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sinopia.xrf.cube.CubeHeader;

/**
 * Gives a scan its {@link TiledCopy}: one that is there already, or one that is written first.
 *
 * @param folder where copies are
 */
public record Copying(Path folder) {
  private static final int MAX_BINS = 1 << 16;

  /**
   * Checks the folder, and makes it if it is missing.
   *
   * @throws IOException if it cannot be made
   */
  public static Copying in(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new Copying(folder);
  }

  /**
   * Uses the copy of a scan if there is one.
   *
   * @return the scan's digest if a copy is to be written; empty if one is in use, or the scan has
   *     too many bins for one
   */
  public Optional<String> find(ScanSource source, Path cube) throws IOException {
    CubeHeader header = source.header();
    if (header.bins() > MAX_BINS) {
      return Optional.empty();
    }
    String digest = TiledCopyWriter.digest(source, cube);
    Optional<TiledCopy> known =
        TiledCopyWriter.existing(TiledCopyWriter.place(folder, cube, digest), header, digest);
    known.ifPresent(source::use);
    return known.isPresent() ? Optional.empty() : Optional.of(digest);
  }

  /** Writes a copy and uses it; false if the pass was cancelled or failed. */
  public boolean write(ScanSource source, Path cube, String digest, Pass pass) throws IOException {
    Path place = TiledCopyWriter.place(folder, cube, digest);
    CubeHeader header = source.header();
    if (!pass.run(source, () -> new TiledCopyWriter(header, place, digest))) {
      return false;
    }
    source.use(TiledCopy.open(place, header));
    return true;
  }
}
