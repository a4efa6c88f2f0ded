package org.sinopia.xrf.cube.npy;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.store.AttributeText;
import org.sinopia.xrf.cube.store.EnergyField;
import org.sinopia.xrf.cube.store.FlatCube;
import org.sinopia.xrf.cube.store.TemporaryCube;
import org.sinopia.xrf.cube.store.Zlib;

/**
 * NumPy's NPZ: a ZIP file of arrays. The cube is {@code img}, or else the only array of three
 * dimensions; {@code energy} lists bin energies in keV; {@code attributes.json} is a JSON object.
 * The cube is unpacked to a temporary file while it is open.
 */
public final class NpzFormat {

  private static final String CUBE = "img.npy";
  private static final String ENERGY = "energy.npy";
  private static final String ATTRIBUTES = AttributeText.KEY + ".json";
  private static final int MAX_ATTRIBUTES = 1 << 20;

  private NpzFormat() {}

  /**
   * Opens a cube.
   *
   * @param selection may name the array, without {@code .npy}; by default as above
   */
  public static DataCube open(Path file, CubeSelection selection) throws IOException {
    Optional<String> dataset = selection.dataset().map(name -> name.replaceFirst("^/", ""));
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = dataset.isPresent() ? named(zip, dataset.get(), file) : cubeEntry(zip, file);
      try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
        NpyHeader array = NpyHeader.read(in, file);
        CubeHeader shape = array.cube(file);
        CubeHeader header = shape.with(Optional.empty(), attributes(zip, file));
        double[] energies =
            selection.uncalibrated() ? new double[0] : energies(zip, shape.bins(), file);
        if (header.bytes() / Zlib.MAX_RATIO > Files.size(file)) {
          throw new CubeFormatException(
              file,
              entry.getName(),
              "%d bytes of samples, more than a ZIP file of %d bytes can hold"
                  .formatted(header.bytes(), Files.size(file)));
        }
        return calibrated(unpack(in, header, array, file, entry.getName()), energies, file);
      }
    } catch (EOFException | ZipException | IllegalArgumentException | UncheckedIOException e) {
      throw new CubeFormatException(file, "ZIP", "damaged: " + e.getMessage(), e);
    }
  }

  private static DataCube calibrated(DataCube cube, double[] energies, Path file)
      throws IOException {
    List<String> warnings = new ArrayList<>();
    try {
      DataCube result = new EnergyField(file, "energy", "", warnings).applyTo(cube, energies);
      return warnings.isEmpty() ? result : result.annotated(warnings, 1);
    } catch (IOException | RuntimeException e) {
      cube.close();
      throw e;
    }
  }

  private static ZipEntry named(ZipFile zip, String name, Path file) throws IOException {
    ZipEntry entry = zip.getEntry(name.endsWith(".npy") ? name : name + ".npy");
    if (entry == null) {
      throw new CubeFormatException(file, "dataset", name + ": no such array in the file");
    }
    return entry;
  }

  private static ZipEntry cubeEntry(ZipFile zip, Path file) throws IOException {
    ZipEntry named = zip.getEntry(CUBE);
    if (named != null) {
      return named;
    }
    List<? extends ZipEntry> arrays =
        zip.stream().filter(entry -> entry.getName().endsWith(".npy")).limit(1024).toList();
    ZipEntry found = null;
    for (ZipEntry entry : arrays) {
      try (InputStream in = zip.getInputStream(entry)) {
        if (NpyHeader.read(in, file).shape().size() == 3) {
          if (found != null) {
            throw new CubeFormatException(
                file,
                "arrays",
                "%s and %s have three dimensions; select one with --dataset"
                    .formatted(found.getName(), entry.getName()));
          }
          found = entry;
        }
      }
    }
    if (found == null) {
      throw new CubeFormatException(file, "arrays", "expected an array (height, width, bins)");
    }
    return found;
  }

  private static double[] energies(ZipFile zip, int bins, Path file) throws IOException {
    ZipEntry entry = zip.getEntry(ENERGY);
    if (entry == null) {
      return new double[0];
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return NpyHeader.read(in, file).values(in, bins + 1, file);
    }
  }

  private static Map<String, Object> attributes(ZipFile zip, Path file) throws IOException {
    ZipEntry entry = zip.getEntry(ATTRIBUTES);
    if (entry == null) {
      return Map.of();
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] text = in.readNBytes(MAX_ATTRIBUTES + 1);
      if (text.length > MAX_ATTRIBUTES) {
        throw new CubeFormatException(
            file, ATTRIBUTES, "expected at most " + MAX_ATTRIBUTES + " bytes");
      }
      return AttributeText.read(file, new String(text, StandardCharsets.UTF_8));
    }
  }

  private static DataCube unpack(
      InputStream in, CubeHeader header, NpyHeader array, Path file, String entry)
      throws IOException {
    FlatCube.Layout layout = new FlatCube.Layout(0, array.layout().interleave(), array.order());
    return TemporaryCube.of(
        header,
        layout,
        out -> {
          long length = 0;
          byte[] buffer = new byte[1 << 16];
          for (int n = in.read(buffer); n >= 0 && length <= header.bytes(); n = in.read(buffer)) {
            length += n;
            out.write(buffer, 0, n);
          }
          if (length != header.bytes()) {
            throw new CubeFormatException(
                file,
                entry,
                "%s bytes of samples, expected %d"
                    .formatted(length > header.bytes() ? "more" : length, header.bytes()));
          }
        });
  }

  public static CubeWriter create(Path file, CubeHeader header) throws IOException {
    return NpyFormat.samples(
        PendingFile.of(file),
        header,
        array -> {
          try (PendingFile zip = PendingFile.of(file)) {
            pack(array.path(), zip.path(), header);
            zip.commit();
          }
        });
  }

  private static void pack(Path array, Path zip, CubeHeader header) throws IOException {
    try (ZipOutputStream out =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(zip), 1 << 16))) {
      out.setLevel(Deflater.BEST_SPEED);
      out.putNextEntry(entry(CUBE));
      Files.copy(array, out);
      out.closeEntry();
      if (header.energy().isPresent()) {
        double[] centres = header.energy().get().centresKev();
        out.putNextEntry(entry(ENERGY));
        out.write(NpyHeader.write(SampleType.F64, centres.length));
        out.write(MemorySegment.ofArray(centres).toArray(ValueLayout.JAVA_BYTE));
        out.closeEntry();
      }
      if (!header.attributes().isEmpty()) {
        out.putNextEntry(entry(ATTRIBUTES));
        out.write(AttributeText.write(header.attributes()).getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
  }

  /** An entry with a fixed time, the first that ZIP knows: equal cubes have equal bytes. */
  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    return entry;
  }
}
