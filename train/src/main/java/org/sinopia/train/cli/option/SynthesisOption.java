package org.sinopia.train.cli.option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.train.data.CubeSource;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.data.VariedPictures;
import org.sinopia.train.data.spectra.RenewedScans;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.picture.PictureFolder;
import org.sinopia.xrf.picture.Shrinking;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.synthesis.ScanConditions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How synthetic cubes are made of pictures, for every command that makes them. */
public final class SynthesisOption {
  private static final int DEFAULT_PHOTONS = 400;
  private static final int MAX_SCANS = 10_000;

  @Option(
      names = "--paint",
      paramLabel = "paint|ganx",
      description =
          "How: paint the picture with pigments and scan it, or mix spectra by likeness of colour"
              + " as ganX does (paint; ganx if one of ganX's options is given).")
  private String paint;

  @Option(
      names = "--pigments",
      paramLabel = "FILE.json",
      description = "Pigments and palettes of your own, added to the library.")
  private Path pigments;

  @Mixin private PaintOption painting;

  @Mixin private GanxOption ganx;

  @Option(
      names = "--ground",
      paramLabel = "NAME",
      description =
          "The ground: plaster, chalk, gesso, lead-white, bole, bare (one that is usual in"
              + " the era; plaster with ganx).")
  private String ground;

  @Option(
      names = "--bins",
      description =
          "Energy bins over 0.5 to 38.5 keV (512; with --instrument, the instrument's channels).")
  private Integer bins;

  @Option(
      names = "--photons",
      description =
          "Photons in each pixel, in the mean over the picture unless ganx is asked for (400; with"
              + " --instrument, the instrument's).")
  private Integer photons;

  @Option(
      names = "--hidden",
      paramLabel = "IMAGE",
      description = "A picture of the same size that lies under each.")
  private Path hidden;

  @Option(
      names = "--scans",
      paramLabel = "N",
      description = "Scans of each picture, painted again each time, NAME, NAME@2, NAME@3 … (1).")
  private Integer givenScans;

  @Option(
      names = "--side",
      paramLabel = "PIXELS",
      description = "Shrinks pictures whose shorter side has more pixels.")
  private Integer side;

  @Option(names = "--seed", description = "Seed of all randomness (1).")
  private Long givenSeed;

  private Synthesis synthesis;

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if one is unknown, out of range, or belongs to the other way
   */
  public void check() {
    long seed = seed();
    if (givenScans != null && (givenScans < 1 || givenScans > MAX_SCANS)) {
      throw new IllegalArgumentException(
          "--scans: %d, expected 1 to %d".formatted(givenScans, MAX_SCANS));
    }
    if (side != null && side < 1) {
      throw new IllegalArgumentException("--side: %d, expected at least 1".formatted(side));
    }
    GroundKind kind = ground == null ? null : GroundKind.of(ground);
    if (photons != null && (photons < 1 || photons > ScanConditions.MAX_PHOTONS)) {
      throw new IllegalArgumentException(
          "scan: photons is %d, expected 1 to %d".formatted(photons, ScanConditions.MAX_PHOTONS));
    }
    if (isGanx()) {
      refuse(painting.given(), "paint");
      refuse(givenScans == null ? List.of() : List.of("--scans"), "paint");
      synthesis =
          ganx.synthesis(
              library(), kind, axis(), photons == null ? DEFAULT_PHOTONS : photons, hidden, seed);
      return;
    }
    refuse(ganx.given(), "ganx");
    boolean own = painting.given().contains("--instrument");
    synthesis =
        painting.synthesis(
            library(),
            kind,
            own && bins == null ? null : axis(),
            photons == null && !own ? Integer.valueOf(DEFAULT_PHOTONS) : photons,
            hidden,
            seed);
  }

  /**
   * Checks that what is scanned can be compared with its bounds.
   *
   * @throws IllegalArgumentException if ganX changes the spectra that it mixes, which the bounds do
   *     not undo
   */
  public void checkBounds() {
    if (!isGanx()) {
      return;
    }
    List<String> changing = new ArrayList<>(ganx.given());
    changing.retainAll(GanxOption.CHANGING);
    if (hidden != null) {
      changing.add("--hidden");
    }
    if (!changing.isEmpty()) {
      throw new IllegalArgumentException(
          "--bounds: %s with --paint ganx, expected spectra as they are mixed"
              .formatted(String.join(", ", changing)));
    }
  }

  private PigmentLibrary library() {
    try {
      PigmentLibrary builtin = PigmentLibrary.builtin();
      return pigments == null ? builtin : builtin.with(pigments);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** True if ganx is asked for. */
  public boolean isGanx() {
    if (paint == null) {
      return !ganx.given().isEmpty();
    }
    return switch (paint) {
      case "paint" -> false;
      case "ganx" -> true;
      default ->
          throw new IllegalArgumentException(
              "--paint: unknown way '%s' (known: paint, ganx)".formatted(paint));
    };
  }

  private void refuse(List<String> given, String other) {
    if (!given.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: %s to --paint %s only, which is not what %s asks for"
              .formatted(
                  String.join(", ", given),
                  given.size() == 1 ? "belongs" : "belong",
                  other,
                  paint == null ? String.join(", ", ganx.given()) : "--paint " + paint));
    }
  }

  private EnergyAxis axis() {
    return new EnergyAxis(
        bins == null ? EnergyAxis.DEFAULT.bins() : bins,
        EnergyAxis.DEFAULT.fromKev(),
        EnergyAxis.DEFAULT.toKev());
  }

  /** A picture and its cube; after {@link #check}. */
  public SyntheticPainting painting(String name, Path image) throws IOException {
    return synthesis.painting(name, image, picture(image));
  }

  /** A picture as it is painted; after {@link #check}. */
  public Picture picture(Path image) throws IOException {
    Picture picture = Picture.read(image);
    return side == null ? picture : Shrinking.toShorterSide(picture, side);
  }

  /**
   * Scans without end, each of a variation of a picture ({@link VariedPictures}).
   *
   * @param pictures by name, at least one
   */
  public RenewedScans.Making endless(SequencedMap<String, Path> pictures) {
    VariedPictures varied = new VariedPictures(pictures, Optional.ofNullable(side), seed());
    return number -> {
      VariedPictures.Varied one = varied.of(number);
      return synthesis.painting(one.name(), one.file(), one.picture());
    };
  }

  private long seed() {
    return givenSeed == null ? 1 : givenSeed;
  }

  /** The seed that was given, or null. */
  public Long givenSeed() {
    return givenSeed;
  }

  /**
   * Cubes of all scans of pictures, drawn as they are read.
   *
   * @throws IllegalArgumentException as {@link #check} and {@link #scans}
   */
  public List<CubeSource> cubes(List<Path> images, ProgressDisplay progress) throws IOException {
    check();
    SequencedMap<String, Path> scans = scans(images);
    try (ProgressDisplay.Task task = progress.begin("synthesize", scans.size())) {
      return scans.entrySet().parallelStream()
          .map(
              scan -> {
                CubeSource cube = cube(scan.getKey(), scan.getValue());
                synchronized (task) {
                  task.step(1);
                }
                return cube;
              })
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private CubeSource cube(String name, Path image) {
    try {
      return painting(name, image).source();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The scans that are asked for, by name; otherwise as {@link #named}.
   *
   * @throws IllegalArgumentException as that, or if two scans would have one name
   */
  public SequencedMap<String, Path> scans(List<Path> images) throws IOException {
    SequencedMap<String, Path> all = new LinkedHashMap<>();
    for (Map.Entry<String, Path> image : named(images).entrySet()) {
      for (int scan = 1; scan <= (givenScans == null ? 1 : givenScans); scan++) {
        String name = scan == 1 ? image.getKey() : image.getKey() + ImageSplit.SCAN + scan;
        if (all.putIfAbsent(name, image.getValue()) != null) {
          throw new IllegalArgumentException(
              "%s: its scan would be %s as another's".formatted(image.getValue(), name));
        }
      }
    }
    return all;
  }

  /**
   * The pictures that are given, themselves or as folders, by the names of their cubes.
   *
   * @throws IllegalArgumentException if a folder has none, or two have one name
   */
  public static SequencedMap<String, Path> named(List<Path> images) throws IOException {
    List<Path> pictures = new ArrayList<>();
    for (Path image : images) {
      if (!Files.exists(image)) {
        throw new NoSuchFileException(image.toString());
      }
      if (Files.isDirectory(image)) {
        List<Path> found = PictureFolder.list(image);
        if (found.isEmpty()) {
          throw new IllegalArgumentException(image + ": no pictures in this folder");
        }
        pictures.addAll(found);
      } else {
        pictures.add(image);
      }
    }
    SequencedMap<String, Path> named = new LinkedHashMap<>();
    for (Path picture : pictures) {
      String name = CubeSource.stem(picture);
      Path other = named.putIfAbsent(name, picture);
      if (other != null && !other.equals(picture)) {
        throw new IllegalArgumentException(
            "%s and %s would both become %s".formatted(other, picture, name));
      }
    }
    return named;
  }
}
