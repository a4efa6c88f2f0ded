package org.sinopia.spark;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;

/** {@link FlakyFileSystem} for the callers of Hadoop's newer interface. */
public final class FlakyFiles extends DelegateToFileSystem {
  /** As Hadoop makes it. */
  public FlakyFiles(URI uri, Configuration configuration) throws IOException, URISyntaxException {
    super(FlakyFileSystem.NAME, new FlakyFileSystem(), configuration, "flaky", false);
  }
}
