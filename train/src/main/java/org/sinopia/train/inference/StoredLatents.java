package org.sinopia.train.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.sinopia.train.data.CubeSource;
import org.sinopia.train.data.Evidence;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.xrf.cube.CubeHeader;

/** Latents of cubes that were made before, in a folder of pairs. */
public final class StoredLatents {
  private final PairsFolder pairs;

  private StoredLatents(PairsFolder pairs) {
    this.pairs = pairs;
  }

  /**
   * Opens a folder.
   *
   * @param sha256 of the weights of the embedder that must have made them
   * @throws IllegalArgumentException if another embedder did
   */
  public static StoredLatents open(Path folder, String sha256) throws IOException {
    PairsFolder pairs = PairsFolder.open(folder);
    if (!pairs.manifest().embedderSha256().equals(sha256)) {
      throw new IllegalArgumentException(
          "%s: embedder_sha256 is %s, expected %s of the embedder in use"
              .formatted(
                  folder.resolve(PairsManifest.FILE), pairs.manifest().embedderSha256(), sha256));
    }
    return new StoredLatents(pairs);
  }

  LatentImage latent(CubeHeader header, String name, EmbedderDescription embedder)
      throws IOException {
    PairsManifest.Entry entry = entry(header, name);
    return pairs.latent(entry, embedder.channels());
  }

  CubeEmbedder.Examined examined(CubeHeader header, String name, EmbedderDescription embedder)
      throws IOException {
    PairsManifest.Entry entry = entry(header, name);
    Evidence evidence =
        pairs
            .evidence(entry)
            .orElseThrow(() -> new IllegalArgumentException(missing(entry, "evidence")));
    if (embedder.needsScan() && entry.scan() == null) {
      throw new IllegalArgumentException(missing(entry, "scan"));
    }
    Optional<ScanMoments> scan =
        entry.scan() == null
            ? Optional.empty()
            : Optional.of(
                ScanMoments.read(pairs.path().resolve(entry.scan()), embedder.config().bins()));
    return new CubeEmbedder.Examined(pairs.latent(entry, embedder.channels()), evidence, scan);
  }

  private String missing(PairsManifest.Entry entry, String field) {
    return "%s: %s: no %s".formatted(pairs.path().resolve(PairsManifest.FILE), entry.name(), field);
  }

  private PairsManifest.Entry entry(CubeHeader header, String name) {
    String stem = CubeSource.stem(Path.of(name));
    PairsManifest.Entry found =
        pairs.manifest().pairs().stream()
            .filter(entry -> entry.name().equals(stem))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s: no pair is named %s"
                            .formatted(pairs.path().resolve(PairsManifest.FILE), stem)));
    if (found.height() != header.height() || found.width() != header.width()) {
      throw new IllegalArgumentException(
          "%s: %s is %d x %d pixels, expected %d x %d as the cube has"
              .formatted(
                  pairs.path().resolve(PairsManifest.FILE),
                  stem,
                  found.height(),
                  found.width(),
                  header.height(),
                  header.width()));
    }
    return found;
  }
}
