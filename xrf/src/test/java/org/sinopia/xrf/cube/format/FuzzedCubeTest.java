package org.sinopia.xrf.cube.format;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.bruker.BcfFiles;
import org.sinopia.xrf.cube.hdf5.Hdf5CubeWriter;
import org.sinopia.xrf.cube.hdf5.Hdf5Options;

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
    BCF_COMPRESSED("d.bcf");

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

  /** Opens and reads the first pixel and the last; whether that went well. */
  private static boolean reads(Kind kind, byte[] contents) throws IOException {
    Path file = folder.resolve(kind.name);
    Files.write(file, contents);
    try (DataCube cube = CubeFile.open(file);
        Arena arena = Arena.ofConfined()) {
      CubeHeader header = cube.header();
      MemorySegment spectrum = arena.allocate(header.pixelBytes());
      cube.read(new Tile(0, 0, 1, 1), spectrum);
      cube.read(new Tile(header.height() - 1, header.width() - 1, 1, 1), spectrum);
      return true;
    } catch (CubeFormatException e) {
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
