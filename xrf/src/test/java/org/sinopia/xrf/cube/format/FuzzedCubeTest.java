package org.sinopia.xrf.cube.format;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.bruker.BcfFiles;
import org.sinopia.xrf.cube.hdf5.Hdf5CubeWriter;
import org.sinopia.xrf.cube.hdf5.Hdf5Options;
import org.sinopia.xrf.spectrum.SpectrumFormatException;

/**
 * Damaged files give one clear line or are read; never another exception, a hang, or much memory.
 */
class FuzzedCubeTest {

  /** A valid file of each kind that is damaged. */
  enum Kind {
    HDF5("c.h5"),
    HDF5_DEFLATED("d.h5"),
    NPY("c.npy"),
    NPZ("c.npz"),
    RIPPLE("c.rpl"),
    ENVI("e.hdr"),
    BCF("c.bcf"),
    BCF_COMPRESSED("d.bcf"),
    BCF_TWO_DETECTORS("t.bcf"),
    HDF5_NEXUS("n.h5"),
    HDF5_LATEST("l.h5"),
    HDF5_LZF("z.h5"),
    HDF5_HYPERSPY("y.h5"),
    EDF("e.edf"),
    SPX("s/a.spx"),
    MCA("m/a.mca"),
    EMSA("one.msa"),
    SPE("one.spe"),
    COLUMNS("one.txt"),
    AMPTEK("one.mca");

    final String name;

    Kind(String name) {
      this.name = name;
    }
  }

  private static Path folder;
  private static final Map<Kind, byte[]> VALID = new EnumMap<>(Kind.class);

  @BeforeContainer
  static void writeValidFiles() throws IOException {
    folder = Files.createTempDirectory("fuzz");
    CubeHeader header = Cubes.header(6, 5, 24, SampleType.U16);
    byte[] samples = Cubes.samples(header, 2);
    for (Kind kind : Kind.values()) {
      Path file = folder.resolve(kind.name);
      switch (kind) {
        case HDF5_DEFLATED ->
            Cubes.write(Hdf5CubeWriter.create(file, header, new Hdf5Options(6, 4, 4)), samples);
        case BCF -> BcfFiles.write(file, BcfFiles.counts(4, 5, 40, 99), BcfFiles.Packing.RUNS, 0);
        case BCF_COMPRESSED ->
            BcfFiles.write(file, BcfFiles.counts(4, 5, 40, 99), BcfFiles.Packing.PULSES_12, 500);
        case BCF_TWO_DETECTORS -> copy("cases/bcf-two-detectors/two-detectors.bcf", file);
        case HDF5_NEXUS -> copy("cases/h5-nested-dataset/nxdata.h5", file);
        case HDF5_LATEST -> copy("hdf5/latest.h5", file);
        case HDF5_LZF -> copy("hdf5/lzf.h5", file);
        case HDF5_HYPERSPY -> copy("hdf5/hyperspy.h5", file);
        case EDF -> Files.write(file, edf());
        case SPX ->
            write(
                file,
                """
                <?xml version="1.0"?><TRTSpectrum><CalibAbs>-1E-1</CalibAbs><CalibLin>1E-2</CalibLin>
                <Channels>5,6,7,8</Channels></TRTSpectrum>
                """);
        case EMSA ->
            write(
                file,
                """
                #FORMAT : EMSA/MAS
                #NPOINTS : 3
                #XUNITS : keV
                #DATATYPE : Y
                #XPERCHAN : 0.01
                #OFFSET : 0.5
                #LIVETIME : 8
                #REALTIME : 9
                #SPECTRUM :
                5, 6, 7
                #ENDOFDATA :
                """);
        case SPE -> write(file, "$MEAS_TIM:\n8 9\n$DATA:\n0 2\n5\n6\n7\n$MCA_CAL:\n2\n0.5 0.01\n");
        case COLUMNS -> write(file, "energy (keV), counts\n0.5, 5\n0.51, 6\n0.52, 7\n");
        case AMPTEK ->
            write(
                file,
                """
                <<PMCA SPECTRUM>>
                LIVE_TIME - 8
                REAL_TIME - 9
                <<CALIBRATION>>
                0 0.5
                2 0.52
                <<DATA>>
                5
                6
                7
                <<END>>
                """);
        case MCA -> write(file, "#@CHANN 4 0 3 1\n#@CALIB 0.5 0.01 0\n@A 5 6 \\\n 7 8\n");
        case HDF5, NPY, NPZ, RIPPLE, ENVI -> Cubes.write(CubeFile.create(file, header), samples);
      }
      VALID.put(kind, Files.readAllBytes(file));
    }
  }

  @AfterContainer
  static void deleteFiles() throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void copy(String resource, Path file) throws IOException {
    Files.copy(CaseFiles.path(resource), file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static byte[] edf() {
    String header =
        """
        {
        ByteOrder = LowByteFirst ;
        DataType = UnsignedShort ;
        Dim_1 = 8 ;
        Dim_2 = 3 ;
        MCA a = -0.1 ;
        MCA b = 0.02 ;
        """;
    byte[] bytes =
        Arrays.copyOf(
            (header + " ".repeat(510 - header.length()) + "}\n")
                .getBytes(StandardCharsets.US_ASCII),
            512 + 48);
    Arrays.fill(bytes, 512, 560, (byte) 3);
    return bytes;
  }

  /** A file, or for spectra the folder around it. */
  private static Path cube(Kind kind) {
    Path file = folder.resolve(kind.name);
    return kind == Kind.SPX || kind == Kind.MCA ? file.getParent() : file;
  }

  /** Opens and reads the first pixel and the last; whether that went well. */
  private static boolean reads(Kind kind, byte[] contents) throws IOException {
    Path file = folder.resolve(kind.name);
    Files.write(file, contents);
    CubeSelection one =
        new CubeSelection(Optional.empty(), OptionalInt.empty(), OptionalInt.of(1), false, false);
    try (DataCube cube =
            CubeFile.open(cube(kind), kind.name.contains("/") ? one : CubeSelection.DEFAULT);
        Arena arena = Arena.ofConfined()) {
      CubeHeader header = cube.header();
      MemorySegment spectrum = arena.allocate(header.pixelBytes());
      cube.read(new Tile(0, 0, 1, 1), spectrum);
      cube.read(new Tile(header.height() - 1, header.width() - 1, 1, 1), spectrum);
      return true;
    } catch (CubeFormatException | SpectrumFormatException e) {
      String message = e.getMessage();
      assertTrue(message.contains(folder.toString()), message);
      assertFalse(message.contains("\n"), message);
      return false;
    }
  }

  @Property(tries = 160)
  boolean everyShorterFileIsRefusedOrReadsAsBefore(
      @ForAll Kind kind, @ForAll @IntRange(min = 0, max = 999) int permille) throws IOException {
    byte[] valid = VALID.get(kind);
    int length = (int) ((long) valid.length * permille / 1000);
    boolean reads = reads(kind, Arrays.copyOf(valid, length));
    // A text header without its last fields is still one; a container whose last chunk is cut
    // within its padding as well.
    return !reads
        || kind == Kind.RIPPLE
        || kind == Kind.ENVI
        || kind == Kind.BCF
        || kind == Kind.BCF_TWO_DETECTORS
        || kind == Kind.SPX
        || kind == Kind.MCA
        || kind == Kind.EMSA
        || kind == Kind.SPE
        || kind == Kind.COLUMNS
        || kind == Kind.AMPTEK
        || kind == Kind.BCF_COMPRESSED;
  }

  @Property(tries = 600)
  void damagedBytesNeverGiveAnotherException(@ForAll Kind kind, @ForAll long seed)
      throws IOException {
    byte[] damaged = VALID.get(kind).clone();
    var random = new SplittableRandom(seed);
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes; i++) {
      // Headers are at the start, of ZIP files at the end.
      int reach = random.nextBoolean() ? damaged.length : Math.min(damaged.length, 1200);
      int at = random.nextInt(reach);
      at = kind == Kind.NPZ && random.nextBoolean() ? damaged.length - 1 - at : at;
      damaged[at] = (byte) random.nextInt();
    }
    reads(kind, damaged);
  }

  @Property(tries = 400)
  void absurdNumbersNeverGiveAnotherException(@ForAll Kind kind, @ForAll long seed)
      throws IOException {
    byte[] damaged = VALID.get(kind).clone();
    var random = new SplittableRandom(seed);
    long[] absurd = {-1, 0, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, 1L << 40};
    int reach = random.nextBoolean() ? damaged.length - 8 : Math.min(damaged.length - 8, 1200);
    int at = random.nextInt(reach);
    ByteBuffer bytes = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
    long number = absurd[random.nextInt(absurd.length)];
    if (random.nextBoolean()) {
      bytes.putLong(at, number);
    } else {
      bytes.putInt(at, (int) number);
    }
    reads(kind, damaged);
  }
}
