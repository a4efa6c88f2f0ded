package org.sinopia.train.embedder;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.sinopia.nn.ConfigJson;
import org.sinopia.train.PendingFolder;
import org.sinopia.train.data.CubeSource;
import org.sinopia.train.data.DominantPigments;
import org.sinopia.train.data.Evidence;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.SplitShares;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.train.inference.CubeEmbedder;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.npy.NpyArray;
import org.sinopia.xrf.picture.Picture;

/**
 * A folder of latents and the pictures that belong to them, being written: see {@link
 * PairsManifest}. It takes its place when it is finished; closed before that, it leaves nothing.
 */
public final class PairsWriter implements AutoCloseable {
  private final PendingFolder folder;
  private final CubeEmbedder embedder;
  private final Map<String, ImageSplit> splits;
  private final List<PairsManifest.Entry> pairs = new ArrayList<>();

  private PairsWriter(PendingFolder folder, CubeEmbedder embedder, Map<String, ImageSplit> splits) {
    this.folder = folder;
    this.embedder = embedder;
    this.splits = splits;
  }

  /**
   * Starts a folder.
   *
   * @param target missing, empty, or a folder of pairs, which the new one replaces
   * @param embedder that makes the latents
   * @param names of all pairs there will be
   * @param splitSeed which of them are for what, see {@link ImageSplit}
   * @param shares how many of them are not for training
   * @throws IllegalArgumentException if something else is in the folder
   */
  public static PairsWriter create(
      Path target, CubeEmbedder embedder, List<String> names, long splitSeed, SplitShares shares)
      throws IOException {
    Map<String, ImageSplit> splits = ImageSplit.of(names, splitSeed, shares);
    if (Files.exists(target) && !Files.isDirectory(target)) {
      throw new IllegalArgumentException(target + ": is not a folder");
    }
    if (Files.exists(target) && !Files.exists(target.resolve(PairsManifest.FILE))) {
      try (Stream<Path> files = Files.list(target)) {
        if (files.findAny().isPresent()) {
          throw new IllegalArgumentException(
              target + ": holds other things, expected an empty folder or one of pairs");
        }
      }
    }
    return new PairsWriter(PendingFolder.of(target), embedder, splits);
  }

  /**
   * Embeds a synthetic painting, of which everything is known.
   *
   * @param done is told how many pixels more are embedded
   */
  public void add(SyntheticPainting painting, LongConsumer done) throws IOException {
    Optional<String> paint = painting.writePaint(folder.path());
    add(
        painting.source(),
        Optional.of(painting.picture()),
        painting.clustered(),
        paint.orElse(null),
        done);
  }

  /**
   * Embeds a cube.
   *
   * @param cube one of those named at the start
   * @param picture the true one, of the cube's size, if it is known
   * @param clustered the picture in the colours of its clusters, if it is known
   * @param done is told how many pixels more are embedded
   * @throws IllegalArgumentException if the cube cannot be moved to the embedder's axis
   */
  public void add(
      CubeSource cube, Optional<Picture> picture, Optional<Picture> clustered, LongConsumer done)
      throws IOException {
    add(cube, picture, clustered, null, done);
  }

  private void add(
      CubeSource cube,
      Optional<Picture> picture,
      Optional<Picture> clustered,
      String paint,
      LongConsumer done)
      throws IOException {
    String name = cube.name();
    CubeHeader header = cube.header();
    LatentImage latent;
    String evidenceFile = null;
    String scanFile = null;
    try (DataCube opened = cube.opening().open()) {
      String label = cube.file().map(Path::toString).orElse(name);
      if (!embedder.description().needsScan()) {
        // Photons of cubes that are not stored are encoded as they are drawn: no counts to examine.
        latent = embedder.embed(opened, label, done);
      } else {
        CubeEmbedder.Examined examined = embedder.examine(opened, label, done);
        latent = examined.latent();
        evidenceFile = name + Evidence.ENDING;
        examined.evidence().write(folder.path().resolve(evidenceFile));
        scanFile = name + ScanMoments.ENDING;
        examined.scan().orElseThrow().write(folder.path().resolve(scanFile));
      }
    }
    String latentFile = name + ".npy";
    try (NpyArray array =
        NpyArray.create(
            folder.path().resolve(latentFile),
            SampleType.F32,
            latent.channels(),
            latent.height(),
            latent.width())) {
      array.write(0, MemorySegment.ofArray(latent.values()));
      array.finish();
    }
    String dominantFile = null;
    if (cube.pigments().isPresent()) {
      dominantFile = name + DominantPigments.ENDING;
      cube.pigments()
          .get()
          .write(folder.path().resolve(dominantFile), header.height(), header.width());
    }
    pairs.add(
        new PairsManifest.Entry(
            name,
            latentFile,
            write(picture, name + ".png"),
            header.height(),
            header.width(),
            splits.get(name),
            write(clustered, name + SyntheticPainting.CLUSTERED),
            dominantFile,
            paint,
            evidenceFile,
            scanFile));
  }

  private String write(Optional<Picture> picture, String file) throws IOException {
    if (picture.isEmpty()) {
      return null;
    }
    picture.get().writePng(folder.path().resolve(file));
    return file;
  }

  /**
   * Writes the list and moves the folder to its place.
   *
   * @param sha256 of the embedder's weights
   * @param embedderName where the embedder was, as its folder was named
   */
  public PairsManifest finish(String sha256, String embedderName) throws IOException {
    PairsManifest manifest = new PairsManifest(sha256, embedderName, pairs);
    Files.writeString(
        folder.path().resolve(PairsManifest.FILE),
        ConfigJson.write(manifest) + "\n",
        StandardCharsets.UTF_8);
    folder.commit();
    return manifest;
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
