package org.sinopia.train.data.pairs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.sinopia.nn.ConfigJson;
import org.sinopia.train.data.Evidence;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.npy.NpyArray;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.picture.PictureFormatException;

/** Pairs of latent picture and painting in a folder, listed in its {@link PairsManifest}. */
public final class PairsFolder {
  private static final PairsManifest NOTHING = new PairsManifest("", "", List.of());

  private final Path folder;
  private final PairsManifest manifest;

  private PairsFolder(Path folder, PairsManifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  /**
   * Reads the list, and looks whether its files are there.
   *
   * @throws NoSuchFileException naming the list, or the first of its files, that is not there
   * @throws ConfigJson.InvalidConfigException if the list is damaged; the message names the field
   */
  public static PairsFolder open(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + ": expected a folder of pairs");
    }
    PairsManifest manifest = ConfigJson.read(folder.resolve(PairsManifest.FILE), NOTHING);
    PairsFolder pairs = new PairsFolder(folder, manifest);
    for (PairsManifest.Entry entry : manifest.pairs()) {
      pairs.require(entry.latent());
      pairs.require(entry.picture());
      pairs.require(entry.target());
      pairs.require(entry.dominant());
      pairs.require(entry.evidence());
      pairs.require(entry.scan());
    }
    return pairs;
  }

  private void require(String file) throws NoSuchFileException {
    if (file != null && !Files.isRegularFile(folder.resolve(file))) {
      throw new NoSuchFileException(folder.resolve(file).toString());
    }
  }

  /** Where it is. */
  public Path path() {
    return folder;
  }

  /** The list. */
  public PairsManifest manifest() {
    return manifest;
  }

  /**
   * The entries of a split that have a true picture, in order.
   *
   * @throws IllegalArgumentException if there are none
   */
  public List<PairsManifest.Entry> of(ImageSplit split) {
    return entries(split, "pair with a picture", entry -> entry.picture() != null);
  }

  /**
   * All entries of a split, with or without a true picture, in order.
   *
   * @throws IllegalArgumentException if there are none
   */
  public List<PairsManifest.Entry> latents(ImageSplit split) {
    return entries(split, "latent", entry -> true);
  }

  private List<PairsManifest.Entry> entries(
      ImageSplit split, String what, Predicate<PairsManifest.Entry> wanted) {
    List<PairsManifest.Entry> found =
        manifest.pairs().stream()
            .filter(entry -> entry.split() == split && wanted.test(entry))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: no %s is for %s"
              .formatted(
                  folder.resolve(PairsManifest.FILE), what, split.name().toLowerCase(Locale.ROOT)));
    }
    return found;
  }

  /**
   * The latent of an entry.
   *
   * @param channels that it must have
   * @throws CubeFormatException if it has another shape or is damaged
   */
  public LatentImage latent(PairsManifest.Entry entry, int channels) throws IOException {
    Path file = folder.resolve(entry.latent());
    float[] values = NpyArray.readFloats(file, channels, entry.height(), entry.width());
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new CubeFormatException(
            file, "samples", "element " + i + " is " + values[i] + ", expected finite numbers");
      }
    }
    return new LatentImage(channels, entry.height(), entry.width(), values);
  }

  /**
   * The true picture of an entry, if it is known.
   *
   * @throws IllegalArgumentException if it is of another size than the latent
   * @throws PictureFormatException if it is damaged
   */
  public Optional<Picture> picture(PairsManifest.Entry entry) throws IOException {
    return entry.picture() == null
        ? Optional.empty()
        : Optional.of(sized(folder.resolve(entry.picture()), entry));
  }

  /**
   * The picture in the colours of its clusters, if it is known.
   *
   * @throws IOException as {@link #picture}
   */
  public Optional<Picture> target(PairsManifest.Entry entry) throws IOException {
    return entry.target() == null
        ? Optional.empty()
        : Optional.of(sized(folder.resolve(entry.target()), entry));
  }

  /**
   * The evidence for the latent of an entry, if it is known.
   *
   * @throws CubeFormatException if it is damaged
   */
  public Optional<Evidence> evidence(PairsManifest.Entry entry) throws IOException {
    return entry.evidence() == null
        ? Optional.empty()
        : Optional.of(
            Evidence.read(folder.resolve(entry.evidence()), entry.height(), entry.width()));
  }

  /**
   * The mean spectrum of the scan of an entry, as {@link ScanMoments#spectrum}, if it is known.
   *
   * @throws CubeFormatException if it is damaged
   */
  public Optional<float[]> scanMean(PairsManifest.Entry entry, int bins) throws IOException {
    return entry.scan() == null
        ? Optional.empty()
        : Optional.of(
            Arrays.copyOf(NpyArray.readFloats(folder.resolve(entry.scan()), 2, bins), bins));
  }

  private static Picture sized(Path file, PairsManifest.Entry entry) throws IOException {
    Picture picture = Picture.read(file);
    if (picture.height() != entry.height() || picture.width() != entry.width()) {
      throw new IllegalArgumentException(
          "%s: %d x %d pixels, expected %d x %d as its latent has"
              .formatted(file, picture.height(), picture.width(), entry.height(), entry.width()));
    }
    return picture;
  }
}
