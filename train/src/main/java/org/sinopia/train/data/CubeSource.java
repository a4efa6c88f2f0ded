package org.sinopia.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.format.CubeFile;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.synthesis.SyntheticCube;

/**
 * A cube that is opened when it is needed: of a hundred thousand, only one is open at a time.
 *
 * @param name of the image, unique among those that are used together
 * @param header of the cube
 * @param opening how to open it
 * @param file where it is, if it is stored
 * @param pigments the pigment of each pixel, where it is known
 * @param truth the picture that was scanned, where it is known
 */
public record CubeSource(
    String name,
    CubeHeader header,
    Opening opening,
    Optional<Path> file,
    Optional<DominantPigments> pigments,
    Optional<Truth> truth) {

  private static final Set<String> EXTENSIONS =
      Set.of("h5", "hdf5", "hdf", "nxs", "npy", "npz", "rpl", "hdr", "bcf");

  /** Opens a cube. */
  @FunctionalInterface
  public interface Opening {
    /** The cube; the caller closes it. */
    DataCube open() throws IOException;
  }

  /** The true colours of a cube's pixels. */
  @FunctionalInterface
  public interface Truth {
    /** The picture, of the cube's size. */
    Picture picture() throws IOException;
  }

  /**
   * A cube file of any format, named as the file is without extension. If {@code
   * <name>-dominant.npy} lies beside it, its pigments are known; if {@code <name>-painted.png} or
   * {@code <name>.png} does, its colours are.
   *
   * @throws org.sinopia.xrf.cube.CubeFormatException if it is not a whole, supported cube
   */
  public static CubeSource of(Path file) throws IOException {
    return of(file, CubeFile::open);
  }

  /** Opens a cube file. */
  @FunctionalInterface
  public interface FileOpening {
    /** The cube in a file; the caller closes it. */
    DataCube open(Path file) throws IOException;
  }

  /** A cube file, opened in a given way; otherwise as {@link #of(Path)}. */
  public static CubeSource of(Path file, FileOpening opening) throws IOException {
    String name = stem(file);
    try (DataCube cube = opening.open(file)) {
      CubeHeader header = cube.header();
      return new CubeSource(
          name,
          header,
          () -> opening.open(file),
          Optional.of(file),
          DominantPigments.beside(file, header),
          truthBeside(file, header));
    }
  }

  private static Optional<Truth> truthBeside(Path file, CubeHeader header) {
    return Stream.of(SyntheticPainting.PAINTED, ".png")
        .map(ending -> file.resolveSibling(stem(file) + ending))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(beside -> () -> sized(beside, header));
  }

  private static Picture sized(Path file, CubeHeader header) throws IOException {
    Picture picture = Picture.read(file);
    if (picture.height() != header.height() || picture.width() != header.width()) {
      throw new IllegalArgumentException(
          "%s: %d x %d pixels, expected %d x %d as the cube has"
              .formatted(file, picture.height(), picture.width(), header.height(), header.width()));
    }
    return picture;
  }

  /** A synthetic cube, which needs no file; its pigments and colours are known. */
  public static CubeSource of(String name, SyntheticCube cube, Picture truth) {
    return new CubeSource(
        name,
        cube.header(),
        () -> cube,
        Optional.empty(),
        Optional.of(DominantPigments.of(cube.map())),
        Optional.of(() -> truth));
  }

  /**
   * All cubes of a folder, in order of name.
   *
   * @throws IllegalArgumentException if there are none, or two have one name
   */
  public static List<CubeSource> inFolder(Path folder) throws IOException {
    return inFolder(folder, CubeFile::open);
  }

  /** All cubes of a folder, opened in a given way; otherwise as {@link #inFolder(Path)}. */
  public static List<CubeSource> inFolder(Path folder, FileOpening opening) throws IOException {
    if (!Files.exists(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    TreeMap<String, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(CubeSource::isCube).sorted().toList()) {
        Path other = files.putIfAbsent(stem(file), file);
        if (other != null) {
          throw new IllegalArgumentException(
              file + ": " + other.getFileName() + " has the same name, expected one cube of each");
        }
      }
    } catch (NotDirectoryException e) {
      throw new IllegalArgumentException(folder + ": expected a folder of cubes", e);
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(folder + ": no cubes in this folder");
    }
    List<CubeSource> sources = new ArrayList<>();
    for (Path file : files.values()) {
      sources.add(of(file, opening));
    }
    return sources;
  }

  private static boolean isCube(Path file) {
    String name = file.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return EXTENSIONS.contains(extension)
        && !name.startsWith(".")
        && !name.endsWith(DominantPigments.ENDING)
        && Files.isRegularFile(file);
  }

  /** The file beside the cube's that is named as the cube is and ends so, if it is there. */
  public Optional<Path> beside(String ending) {
    return file.map(f -> f.resolveSibling(name + ending)).filter(Files::isRegularFile);
  }

  /** A file's name without folder and extension. */
  public static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /**
   * Opens the cube on an energy axis; see {@link DataCube#on}.
   *
   * @throws IllegalArgumentException naming the cube, if it cannot be moved there
   */
  public DataCube open(EnergyAxis axis) throws IOException {
    DataCube cube = opening.open();
    try {
      return cube.on(axis);
    } catch (IllegalArgumentException e) {
      cube.close();
      throw new IllegalArgumentException(
          file.map(Path::toString).orElse(name) + ": " + e.getMessage(), e);
    }
  }
}
