package org.sinopia.spark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * Local files as {@code flaky:} paths. To read {@code twice.h5} fails two times, counted in the
 * folder above it; to write a file whose name begins with {@code full} always fails, as on a full
 * disk.
 */
public final class FlakyFileSystem extends RawLocalFileSystem {
  /** The paths' scheme. */
  static final URI NAME = URI.create("flaky:///");

  private static final int FAILURES = 2;

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    super.initialize(uri, configuration);
    setConf(configuration);
  }

  @Override
  public URI getUri() {
    return NAME;
  }

  @Override
  public String getScheme() {
    return "flaky";
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    if (file.getName().equals("twice.h5")) {
      java.nio.file.Path folder = java.nio.file.Path.of(file.toUri().getPath()).getParent();
      for (int i = 0; i < FAILURES; i++) {
        java.nio.file.Path failure = folder.resolveSibling("failure" + i);
        if (Files.notExists(failure)) {
          Files.createFile(failure);
          throw new IOException("the network is down");
        }
      }
    }
    return super.open(file, bufferSize);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (file.getName().startsWith("full")) {
      throw new IOException("No space left on device");
    }
    return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
  }
}
