package org.sinopia.xrf.cube.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.bruker.BcfCube;
import org.sinopia.xrf.cube.hdf5.Hdf5CubeWriter;
import org.sinopia.xrf.cube.hdf5.Hdf5File;
import org.sinopia.xrf.cube.hdf5.Hdf5Options;
import org.sinopia.xrf.cube.npy.NpyFormat;
import org.sinopia.xrf.cube.npy.NpzFormat;
import org.sinopia.xrf.cube.raster.EnviFormat;
import org.sinopia.xrf.cube.raster.RippleFormat;
import org.sinopia.xrf.cube.spectra.EdfStack;
import org.sinopia.xrf.cube.spectra.SpectraFolder;
import org.sinopia.xrf.cube.store.Interleave;

/** The file formats of cubes. */
enum CubeFormat {
  /** HDF5 in ganX's layout: {@code img}, {@code energy}, attributes. Written uncompressed. */
  HDF5("h5", "hdf5", "hdf", "nxs"),
  /** NumPy's NPY: the samples only. */
  NPY("npy"),
  /** NumPy's NPZ: {@code img}, {@code energy}, attributes. */
  NPZ("npz"),
  /** Lispix RPL+RAW. Written record-by vector. */
  RIPPLE("rpl", "raw"),
  /** ENVI header and samples. Written band-interleaved by pixel. */
  ENVI("hdr", "img", "dat", "bsq", "bil", "bip"),
  /** Bruker BCF versions 1 and 2, read-only. */
  BCF("bcf"),
  /** ESRF data format: a stack of pictures (bins, columns), one for each row; read-only. */
  EDF("edf"),
  /** A spectrum, or a folder with one for each pixel; read-only. */
  SPECTRA();

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable.
  private final List<String> extensions;

  CubeFormat(String... extensions) {
    this.extensions = List.of(extensions);
  }

  /** Extensions of names of this format, in lower case; the first is the usual one. */
  public List<String> extensions() {
    return extensions;
  }

  /**
   * The format that a name's extension says.
   *
   * @throws CubeFormatException if no format has this extension
   */
  public static CubeFormat ofName(Path file) throws CubeFormatException {
    String name = file.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    for (CubeFormat format : values()) {
      if (format.extensions.contains(extension)) {
        return format;
      }
    }
    throw new CubeFormatException(
        file,
        "extension",
        "unknown, expected .h5, .npy, .npz, .rpl, .hdr (ENVI), .bcf, .edf or a folder of spectra");
  }

  /**
   * The format of an existing file: by its first bytes, else by its name.
   *
   * @throws CubeFormatException if there is no such file, or it is of no known format
   * @throws IOException if it cannot be read
   */
  public static CubeFormat detect(Path file) throws IOException {
    boolean plain = Files.isRegularFile(file);
    if (!plain && SpectraFolder.isOne(file)) {
      return EdfStack.isOne(file) ? EDF : SPECTRA;
    }
    if (!plain) {
      throw new CubeFormatException(
          file, "file", Files.exists(file) ? "not a plain file, expected a cube" : "not found");
    }
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(8), StandardCharsets.ISO_8859_1);
      if (start.equals("\u0089HDF\r\n\u001a\n")) {
        return HDF5;
      } else if (start.startsWith("\u0093NUMPY")) {
        return NPY;
      } else if (start.equals("AAMVHFSS")) {
        return BCF;
      } else if (start.startsWith("PK\u0003\u0004")) {
        return NPZ;
      }
    }
    if (SpectraFolder.isOne(file)) {
      return EdfStack.isOne(file) ? EDF : SPECTRA;
    }
    requireConvertible(file);
    CubeFormat named = ofName(file);
    boolean bareSamples =
        named == RIPPLE && file.toString().toLowerCase(Locale.ROOT).endsWith("raw");
    return bareSamples && !Files.exists(RippleFormat.sibling(file, "rpl")) ? ENVI : named;
  }

  /** Says what to do with files of other programs that no library reads here. */
  private static void requireConvertible(Path file) throws CubeFormatException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".mat") || name.endsWith(".zarr") || name.endsWith(".zarr.zip")) {
      throw new CubeFormatException(
          file,
          "format",
          "MATLAB before version 7.3 and Zarr are not read; save it as HDF5 (version 7.3) or NPY");
    }
  }

  /**
   * Opens a cube of this format.
   *
   * @param file the file; of RPL+RAW and ENVI, either of the two
   * @param selection which part of the file
   * @throws CubeFormatException if the file is not a whole, supported cube
   * @throws IOException if it cannot be read
   */
  public DataCube open(Path file, CubeSelection selection) throws IOException {
    requireSupport(file, selection);
    return switch (this) {
      case HDF5 -> Hdf5File.open(file, selection);
      case NPY -> NpyFormat.open(file);
      case NPZ -> NpzFormat.open(file, selection);
      case RIPPLE -> RippleFormat.open(file, selection);
      case ENVI -> EnviFormat.open(file, selection);
      case BCF -> BcfCube.open(file, selection);
      case EDF -> EdfStack.open(file, selection);
      case SPECTRA -> SpectraFolder.open(file, selection);
    };
  }

  private void requireSupport(Path file, CubeSelection selection) throws CubeFormatException {
    if (selection.dataset().isPresent() && this != HDF5 && this != NPZ) {
      throw new CubeFormatException(
          file, "dataset", "a file of this format holds one cube, expected no --dataset");
    }
    if (selection.detector().orElse(0) > 0 && this != HDF5 && this != BCF) {
      throw new CubeFormatException(
          file,
          "detector",
          "%d, expected 0: the file has one".formatted(selection.detector().getAsInt()));
    }
  }

  /**
   * Starts a cube of this format with its default options.
   *
   * @param file where the cube goes; replaced when the writer finishes
   * @param header shape, number type, axis and attributes of the cube
   * @throws CubeFormatException if the format is read-only or cannot hold such a cube
   * @throws IOException if the folder cannot be written to
   */
  public CubeWriter create(Path file, CubeHeader header) throws IOException {
    return switch (this) {
      case HDF5 -> Hdf5CubeWriter.create(file, header, Hdf5Options.of(header, 0));
      case NPY -> NpyFormat.create(file, header);
      case NPZ -> NpzFormat.create(file, header);
      case RIPPLE -> RippleFormat.create(file, header, Interleave.BIP);
      case ENVI -> EnviFormat.create(file, header, Interleave.BIP);
      case BCF, EDF, SPECTRA ->
          throw new CubeFormatException(
              file, "format", "read-only, expected .h5, .npy, .npz, .rpl or .hdr");
    };
  }
}
